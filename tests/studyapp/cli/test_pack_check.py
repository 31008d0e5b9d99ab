"""`studyapp pack check`: lines for people, annotations for a workflow, and what makes it fail."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp.cli import pack_check as command
from studyapp.cli.pack_findings import annotation, github_lines
from studyapp.study.pack_report import Failure, PackReport
from tests.studyapp.cli.conftest import Cli

DATA = Path(__file__).parents[2] / "data"
BROKEN = DATA / "broken-packs"
ANNOTATION = re.compile(r"::(error|warning) file=([^,:]+),line=(\d+),col=(\d+),title=([a-z-]+)::(.+)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BROKEN / "missing-explanation", tmp_path / "missing-explanation")


def broken(name: str) -> str:
    return str(BROKEN / name)


def test_a_finding_is_one_line_with_its_place_and_code(cli: Cli) -> None:
    done = cli("pack", "check", broken("unknown-kind"), broken("missing-explanation"))
    assert done.code == 1
    error, failed, warning, passed = done.out.splitlines()
    assert error.startswith("unknown-kind/questions/words.yaml:2:9 error[unknown-kind] kind must be one of")
    assert failed == "unknown-kind: 1 failure"
    assert warning == (
        "missing-explanation/questions.yaml:1:3 warning[missing-explanation]"
        " q: has no explanation; say why the answer is right"
    )
    assert passed.endswith("on 20 seeds; 1 warning")


def test_a_warning_fails_a_strict_check_alone(cli: Cli, folder: Path) -> None:
    assert cli("pack", "check", str(folder), "--seeds", "1").code == 0
    assert cli("pack", "check", str(folder), "--seeds", "1", "--strict").code == 1
    assert cli("pack", "check", str(folder), "--seeds", "1", "--strict", "--json").code == 1


def test_without_a_run_only_the_text_is_held(cli: Cli) -> None:
    assert cli("pack", "check", broken("claim-that-fails")).code == 1
    done = cli("pack", "check", broken("claim-that-fails"), "--no-run")
    assert (done.code, done.out) == (0, "claim-that-fails: 1 questions (1 computed); no example was run\n")
    (report,) = cli("pack", "check", broken("claim-that-fails"), "--no-run", "--json").json["packs"]
    assert (report["ran"], report["claims"], report["seconds"]) == (False, 0, {})


def test_annotations_name_files_from_where_the_workflow_works(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    done = cli("pack", "check", "./missing-explanation", "--github", "--no-run")
    assert done.out == (
        "::warning file=missing-explanation/questions.yaml,line=1,col=3,title=missing-explanation"
        "::q: has no explanation; say why the answer is right\n"
    )
    monkeypatch.chdir(Path(__file__).parent)
    outside = cli("pack", "check", str(folder), "--github", "--no-run").out
    assert f"file={folder.resolve().as_posix()}/questions.yaml," in outside


def test_annotations_are_escaped() -> None:
    found = Failure("a,b:c%.yaml", 2, 3, "50% of\r\nit::error file=x::, all", "some-code")
    assert annotation(found, f"d,{found.file}") == (
        "::error file=d%2Ca%2Cb%3Ac%25.yaml,line=2,col=3,title=some-code"
        "::50%25 of%0D%0Ait::error file=x::, all"
    )


def test_every_broken_pack_gives_one_annotation(tmp_path: Path) -> None:
    report = PackReport(
        "p", failures=[Failure("q.yaml", 1, 2, "m", "c"), Failure("q.yaml", 3, 4, "n", "d", "warning")]
    )
    lines = list(github_lines(report, tmp_path / "p", tmp_path))
    assert [match.groups() for line in lines if (match := ANNOTATION.fullmatch(line))] == [
        ("error", "p/q.yaml", "1", "2", "c", "m"),
        ("warning", "p/q.yaml", "3", "4", "d", "n"),
    ]


def test_fix_writes_ids_and_says_where(cli: Cli, tmp_path: Path) -> None:
    folder = shutil.copytree(BROKEN / "id-left-out", tmp_path / "id-left-out")
    before = cli("pack", "check", str(folder))
    assert before.code == 1
    assert "error[missing-id] this question needs 'id'; --fix writes one" in before.out
    (report,) = cli("pack", "check", str(folder), "--fix", "--json").json["packs"]
    assert report["fixed"] == [{"file": "questions/words.yaml", "line": 1, "id": "name-it"}]
    assert report["failures"] == []
    words = folder / "questions" / "words.yaml"
    words.write_text(words.read_text().replace("- id: name-it\n  ", "- "))
    done = cli("pack", "check", str(folder), "--fix")
    assert done.out.splitlines()[0] == "id-left-out/questions/words.yaml:1 wrote id name-it"
    assert done.code == 0


def test_watching_checks_what_changes_until_it_is_ended(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "questions.yaml"

    def changes(folders: list[Path], wait: object) -> Iterator[list[Path]]:
        yield folders
        path.write_text(path.read_text().replace("/ 16", "/ 15"))
        yield folders
        raise KeyboardInterrupt

    monkeypatch.setattr("studyapp.study.pack_watch.changes", changes)
    done = cli("pack", "check", str(folder), "--watch", "--seeds", "2")
    assert (done.code, done.err) == (0, "")
    assert [line.split(": ")[0] for line in done.out.splitlines()] == [
        "missing-explanation/questions.yaml:1:3 warning[missing-explanation] q",
        "missing-explanation",
        "missing-explanation/questions.yaml:11:14 error[claim-fails] q",
        "missing-explanation/questions.yaml:1:3 warning[missing-explanation] q",
        "missing-explanation",
        "",
    ]


def test_a_check_that_is_interrupted_ends_with_one_line(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("studyapp.study.pack_check.check", interrupted)
    cli("pack", "check", str(folder)).says("stopped", code=130)


@pytest.mark.parametrize("other", ["--github", "--watch"])
def test_one_document_of_json_is_nothing_else(cli: Cli, other: str) -> None:
    cli("pack", "check", "--json", other).says("--json prints one document", f"leave out {other}")


def test_an_installed_pack_is_checked_by_its_id(cli: Cli, home: object, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "home" / "packs" / folder.name)
    assert cli("pack", "check", folder.name, "--no-run").code == 0


def test_a_bar_is_drawn_only_where_there_is_a_terminal(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("pack", "check", str(folder), "--seeds", "2").err == ""
    with command._progress("p", run=False) as heard:
        assert heard is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with command._progress("p", run=True) as heard:
        assert heard is not None
        heard(1, 4, "a-question")
        heard(4, 4, "another")
