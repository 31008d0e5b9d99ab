"""Previewing a pack that is being written: a screen that follows each save, or the same as text or JSON."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from studyapp.cli.output import ascii_only, echo, echo_json, echo_lines, json_option, width

if TYPE_CHECKING:
    from studyapp.packs.watching import Stamps
    from studyapp.study.pack_preview import Closer, PackPreview, Ran, Shot
    from studyapp.tui.rows.pack_preview import Learner


@click.command(
    help="Show a question as a learner sees it, its key, distractors, claims and findings; again at each save."
    " PACK is an id or a folder; without it the pack of the current folder is shown, or a list to choose from."
)
@click.argument("target", metavar="[PACK[/QUESTION]]", required=False)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Show it with the numbers of this seed.")
@click.option("--plain", is_flag=True, help="Print it as text.")
@click.option(
    "--watch", is_flag=True, help="With --plain or --json: print it again at each save, until Ctrl+C."
)
@json_option
@click.pass_context
def preview(
    ctx: click.Context, target: str | None, seed: int | None, plain: bool, watch: bool, as_json: bool
) -> None:
    folder, question = _found(target)
    if not (plain or as_json):
        from studyapp.cli.screen import open_preview
        from studyapp.tui.preview_app import Target

        ctx.exit(open_preview(Target(folder, question, seed, _packs)))
    if folder is None:
        raise click.UsageError(
            "this folder holds no pack; name one, as in 'studyapp pack preview PACK/QUESTION'"
        )
    from studyapp.study.pack_preview import PackPreview, stamps

    pack, since = PackPreview(folder), stamps(folder)
    shot = _print(pack, None, question, seed, as_json)
    if watch:
        _print_again(pack, since, shot, seed, as_json)
    elif any(one.level == "error" for one in shot.findings) or shot.question is None:
        sys.exit(1)


# --- which pack ---------------------------------------------------------------------------------------------------


def _roots() -> tuple[Path, ...]:
    from studyapp import config, resources

    return config.home().packs, resources.packs_root()


def _packs() -> tuple[Path, ...]:
    from studyapp.packs.loader import pack_folders

    return tuple(folder for root in _roots() for folder in pack_folders(root))


def _found(target: str | None) -> tuple[Path | None, str]:
    """The folder of a pack, and the id of a question in it or nothing."""
    if target is None:
        here = Path.cwd()
        return (here if _is_pack(here) else None), ""
    if "\0" in target:
        raise click.UsageError("a pack's name holds no null bytes")
    whole, (before, _, last) = target.rstrip("/"), target.rstrip("/").rpartition("/")
    for name, question in ((whole, ""), (before, last)):
        if not name:
            continue
        inside = [root / name for root in _roots() if "/" not in name and "\\" not in name]
        for folder in (*inside, Path(name)):
            if _is_pack(folder):
                return folder.resolve(), question
    raise click.UsageError(
        f"there is no pack {target[:80]!r}; give the id of a pack or its folder, and a question after a /"
    )


def _is_pack(folder: Path) -> bool:
    try:
        return (folder / "pack.yaml").is_file()
    except OSError:
        return False


# --- text and JSON ------------------------------------------------------------------------------------------------


def _print(pack: PackPreview, last: Shot | None, question: str, seed: int | None, as_json: bool) -> Shot:
    """Print the question as it is now, with everything that is found; what was printed."""
    while True:
        shot = pack.look(last, wanted=question)
        if question and shot.of and shot.id != question:
            raise click.UsageError(
                f"pack {shot.pack!r} has no question {question[:80]!r}; 'studyapp pack check' says more"
            )
        ran = pack.run(shot, seed) if shot.question is not None else None
        closer = pack.look_at_whole(shot, pack.look_closer(shot, ran))
        if closer is not None:
            break
    if as_json:
        from studyapp.cli.pack_preview_json import preview_dict

        echo_json(preview_dict(shot, ran, closer))
    else:
        _say(shot, ran, closer)
    return replace(shot, findings=closer.findings)


def _print_again(pack: PackPreview, since: Stamps, shot: Shot, seed: int | None, as_json: bool) -> None:
    from studyapp.study.pack_preview import changes

    for _ in changes(pack.folder, since, Event()):
        before = shot.looks
        now = pack.look(shot)
        if now.looks != before:
            echo()
            shot = _print(pack, shot, "", seed, as_json)
            sys.stdout.flush()


def _say(shot: Shot, ran: Ran | None, closer: Closer) -> None:
    from studyapp.render.markdown import plain_text
    from studyapp.render.spans import plain
    from studyapp.tui.rows import pack_preview as lines

    cells, ascii = width(), ascii_only()
    question = shot.question
    echo(plain([lines.where_row(shot, question, cells)]).strip())
    echo(plain([lines.place_row(shot, ran, cells, pending=False)]).strip())
    if question is None and not shot.findings:
        echo_lines(plain(lines.problem_rows((), stale=False, cells=cells, ascii=ascii)).split("\n"))
    if question is not None and ran is not None:
        for facet in question.facets:
            seen = lines.learner_view(question, facet, ran, cells=cells, ascii=ascii)
            _say_learner(seen, cells)
            sections = lines.behind(question, facet, ran, closer, cells=cells, ascii=ascii)
            echo_lines(plain(lines.section_rows(sections)).split("\n"))
        sections = lines.diagram_section(question, cells=cells, ascii=ascii)
        echo_lines(plain(lines.section_rows(sections)).split("\n"))
        echo(plain_text(lines.long_texts(question, ran.variant), cells))
    sections = lines.findings_section(closer.findings, checking=False, cells=cells, ascii=ascii)
    echo_lines(plain(lines.section_rows(sections)).split("\n"))


def _say_learner(seen: Learner, cells: int) -> None:
    from studyapp.render.markdown import plain_text
    from studyapp.render.spans import plain

    echo()
    echo(plain_text(seen.prompt, cells))
    for part in (plain(seen.listed), plain_text(seen.conventions, cells), seen.ask):
        if part:
            echo(part)
