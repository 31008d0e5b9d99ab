"""`studyapp pack check`: what is wrong with packs, where, and what to do."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import click

from studyapp.cli.output import echo, echo_json, json_option
from studyapp.cli.pack_findings import github_lines, text_lines

if TYPE_CHECKING:
    from studyapp.study.pack_check import Heard, Memory
    from studyapp.study.pack_ids import Filled
    from studyapp.study.pack_report import PackReport

Form: TypeAlias = Literal["text", "json", "github"]


class Wanted(NamedTuple):
    """How to check and how to tell."""

    seeds: int
    run: bool
    form: Form
    strict: bool
    fix: bool


@click.command(
    help="Hold packs against the format, the rules of good questions, and the simulator. PACK is an id or a folder."
)
@click.argument("names", metavar="[PACK]...", nargs=-1)
@click.option("--seeds", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Seeds to run.")
@click.option("--no-run", is_flag=True, help="Only read the text; run no example.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--fix", is_flag=True, help="First write the ids that are missing, and change nothing else.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--github", is_flag=True, help="Print annotations for a workflow of GitHub Actions.")
@json_option
def check(
    names: tuple[str, ...],
    seeds: int,
    no_run: bool,
    strict: bool,
    fix: bool,
    watch: bool,
    github: bool,
    as_json: bool,
) -> None:
    from studyapp.packs.loader import without_collection

    if as_json and (github or watch):
        raise click.UsageError(f"--json prints one document; leave out {'--github' if github else '--watch'}")
    form: Form = "json" if as_json else "github" if github else "text"
    wanted = Wanted(seeds, not no_run, form, strict, fix)
    folders = _folders(names)
    if watch:
        _watch(folders, wanted)
        return
    try:
        with nullcontext() if wanted.run else without_collection():
            passed = _check(folders, wanted, {})
    except KeyboardInterrupt:
        line = "\n" if sys.stderr.isatty() else ""  # after the ^C that the terminal shows
        click.echo(f"{line}studyapp: stopped; not everything was checked", err=True)
        sys.exit(130)
    sys.exit(0 if passed else 1)


def _folders(names: Sequence[str]) -> list[Path]:
    """The folders of packs, named by the id of a built-in or installed one, or by path; else all built-in ones."""
    from studyapp import config, resources
    from studyapp.packs.loader import pack_folders

    roots = (resources.packs_root(), config.home().packs)
    return [_folder(name, roots) for name in names] or list(pack_folders(roots[0]))


def _folder(name: str, roots: Sequence[Path]) -> Path:
    for root in roots if "/" not in name and "\\" not in name else ():
        if (root / name / "pack.yaml").is_file():
            return root / name
    folder = Path(name)
    if not folder.is_dir():
        raise click.UsageError(
            f"there is no pack {name!r}; give the id of a built-in or installed pack, or a folder"
        )
    return folder.resolve()


def _check(folders: Sequence[Path], wanted: Wanted, memories: dict[Path, Memory]) -> bool:
    """Check packs and tell what was found; whether all of them pass."""
    from studyapp.study.pack_check import Memory, check

    told = []
    passed = True
    for folder in folders:
        filled = _fix(folder) if wanted.fix else []
        memory = memories.setdefault(folder, Memory())
        with _progress(folder.name, wanted.run) as heard:
            report = check(folder, wanted.seeds, heard, run=wanted.run, memory=memory)
        passed = passed and not report.failures and not (wanted.strict and report.warnings)
        if wanted.form == "json":
            told.append(report.to_dict() | {"fixed": [one._asdict() for one in filled]})
        else:
            _tell(folder, report, filled, wanted)
    if wanted.form == "json":
        echo_json({"packs": told})
    return passed


def _fix(folder: Path) -> list[Filled]:
    """Write the ids that are missing; a folder that is no pack is left to the check."""
    from studyapp import config
    from studyapp.packs.errors import PackErrors
    from studyapp.study.pack_ids import fill_ids

    try:
        return fill_ids(folder, config.home().store)
    except PackErrors:
        return []


def _tell(folder: Path, report: PackReport, filled: Sequence[Filled], wanted: Wanted) -> None:
    for one in filled:
        echo(f"{report.id}/{one.file}:{one.line} wrote id {one.id}")
    if wanted.form == "github":
        for line in github_lines(report, folder, Path.cwd()):
            click.echo(line)  # as it is: a workflow reads it, not a terminal
    else:
        for line in text_lines(report, wanted.seeds):
            echo(line)


def _watch(folders: Sequence[Path], wanted: Wanted) -> None:
    from studyapp.study.pack_watch import EVERY, changes

    memories: dict[Path, Memory] = {}
    try:
        for changed in changes(folders, lambda: time.sleep(EVERY)):
            _check(changed, wanted, memories)
            sys.stdout.flush()
    except KeyboardInterrupt:
        echo()


@contextmanager
def _progress(pack: str, run: bool) -> Iterator[Heard | None]:
    """A bar on stderr while examples are run, where there is a terminal."""
    if not run or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=1, label=pack, file=sys.stderr, item_show_func=lambda question: question
    ) as bar:

        def heard(done: int, of: int, question: str) -> None:
            bar.length = of
            bar.update(done - bar.pos, question)

        yield heard
    click.echo("\x1b[1A\r\x1b[K", nl=False, err=True)  # the bar has told what it had to
