"""Typed answers line by line: a formula as it was read, a slip, and key points that are guessed, then confirmed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from studyapp.cli.plain import PlainStudy

if TYPE_CHECKING:
    from tests.conftest import Open, WritePack


def cited() -> dict[str, Any]:
    """Made anew for each question: written out, a shared one would become an alias."""
    reference = {"title": "A book"}
    return {"difficulty": "easy", "topics": ["t"], "backed_by": "citation", "references": [reference]}


QUESTIONS: list[dict[str, object]] = [
    {
        "id": "slope",
        "kind": "expression",
        "prompt": "?",
        "answer": {"value": "2 x", "of": {"x": [-1, 1]}},
        **cited(),
    },
    {"id": "name", "kind": "text", "prompt": "?", "answer": {"accept": ["softmax"]}, **cited()},
    {
        "id": "why",
        "kind": "open",
        "prompt": "Why?",
        "answer": "So.",
        "key_points": [{"text": "It shrinks", "words": ["shrink"]}, {"text": "Slopes", "words": ["slope"]}],
        **cited(),
    },
]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    return folder


def test_typed_answers(
    open_study: Open,
    write_pack: WritePack,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_pack("typed", QUESTIONS)
    answers = ["1/2x", "x + x", "", "sofmax", "", "it shrinks, without a slope", "", ""]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
    study = open_study()
    PlainStudy(study).through(study.review(("typed",)))
    out = capsys.readouterr().out
    assert (
        "Not gradable yet: cannot read that as a formula: is 'x' under the fraction bar? Use brackets" in out
    )
    assert "Right: 2·x.\nRead as x + x.\n" in out
    assert "Right: softmax.\nAccepted; it is spelled softmax.\n" in out
    assert out.count("Enter for 2: Rated hard") == 1
    assert "Letters, all or none; Enter for my guess, a: 1 of 2 key points." in out
