"""A pack that is being written, looked at again and again: which question is shown, and what is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studyapp.study.pack_preview import Closer, PackPreview, Shot

PACK = Path(__file__).parents[1] / "tui" / "packs" / "kinds"
QUESTIONS = "questions/all.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "kinds"))


def changed(folder: Path, old: str, new: str) -> None:
    text = (folder / QUESTIONS).read_text(encoding="utf-8")
    assert old in text
    (folder / QUESTIONS).write_text(text.replace(old, new, 1), encoding="utf-8")


def closer(preview: PackPreview, shot: Shot) -> Closer:
    ran = preview.run(shot, 1) if shot.question is not None else None
    found = preview.look_at_whole(shot, preview.look_closer(shot, ran))
    assert found is not None
    return found


def places(found: Closer) -> list[str]:
    return [one.where for one in found.findings]


# --- which question -----------------------------------------------------------------------------------------------


def test_a_question_that_is_renamed_is_followed_by_its_place(folder: Path) -> None:
    preview = PackPreview(folder)
    shot = preview.look(wanted="bound")
    changed(folder, "- id: bound", "- id: upper-bound")
    now = preview.look(shot)
    assert (now.id, now.number) == ("upper-bound", 2)


def test_a_question_that_is_moved_is_followed_by_its_id(folder: Path) -> None:
    preview = PackPreview(folder)
    shot = preview.look(wanted="bound")
    first, *rest = (folder / QUESTIONS).read_text(encoding="utf-8").split("\n- id: ")
    (folder / QUESTIONS).write_text("\n".join([*(f"- id: {entry}" for entry in rest), first]) + "\n")
    now = preview.look(shot)
    assert (now.id, now.number, now.mark.line if now.mark else 0) == ("bound", 1, 1)


def test_a_question_that_vanishes_leaves_the_one_in_its_place(folder: Path) -> None:
    preview = PackPreview(folder)
    shot = preview.look(wanted="why-chains-fade")
    text = (folder / QUESTIONS).read_text(encoding="utf-8")
    (folder / QUESTIONS).write_text(text[: text.index("- id: why-chains-fade")])
    now = preview.look(shot)
    assert (now.id, now.number, now.of) == ("other-name", 7, 7)


def test_a_pack_without_questions_says_so(folder: Path) -> None:
    (folder / QUESTIONS).write_text("")
    shot = PackPreview(folder).look()
    assert shot.question is None
    assert shot.mark is not None


# --- what is found ------------------------------------------------------------------------------------------------


def test_a_field_that_is_unknown_is_told_with_its_place(folder: Path) -> None:
    changed(folder, "- id: bound", "- id: bound\n  hints: none")
    preview = PackPreview(folder)
    shot = preview.look(wanted="bound")
    assert shot.question is None
    assert [one.where for one in shot.findings] == [f"{QUESTIONS}:14:3"]
    assert "did you mean hint?" in shot.findings[0].message
    assert places(closer(preview, shot)) == [f"{QUESTIONS}:14:3"]


def test_what_is_wrong_elsewhere_comes_after_what_is_wrong_here(folder: Path) -> None:
    changed(folder, "- id: factors", "- id: bound")
    changed(folder, "decided_by: derivative_maximum < 1", "decided_by: 1 > 2")
    preview = PackPreview(folder)
    found = closer(preview, preview.look(wanted="below-one")).findings
    assert [(one.here, one.where) for one in found] == [
        (True, f"{QUESTIONS}:59:11"),
        (False, f"{QUESTIONS}:39:7"),
    ]
    assert "does not hold on seed 1" in found[0].message


def test_what_is_told_names_the_lines_of_the_file(folder: Path) -> None:
    changed(folder, "  title: Largest slope", "  title: Largest slope\n  title: Twice")
    found = PackPreview(folder).look(wanted="factors", by=-1)
    assert [str(one) for one in (found.findings[0].where, found.findings[0].message)] == [
        f"{QUESTIONS}:28:3",
        "field 'title' is given twice; the first is in line 27",
    ]


def test_a_look_that_comes_between_makes_the_closer_one_void(folder: Path) -> None:
    preview = PackPreview(folder)
    shot = preview.look(wanted="bound")
    ran = preview.run(shot, 1)
    changed(folder, "Bound of the slope", "The bound")
    preview.look(shot)
    assert preview.look_at_whole(shot, preview.look_closer(shot, ran)) is None


def test_what_rules_over_the_text_find_is_told_with_its_code(folder: Path) -> None:
    changed(folder, 'says: "A bias is added, so', 'says: "A bias is added to all of the above, so')
    changed(folder, "{text: The bias,", "{text: All of the above,")
    preview = PackPreview(folder)
    shot = preview.look(wanted="factors")
    found = closer(preview, shot).findings
    assert [(one.level, one.code, one.where) for one in found if one.code == "all-of-the-above"] == [
        ("warning", "all-of-the-above", f"{QUESTIONS}:48:14")
    ]


def test_the_mistakes_of_the_run_are_found(folder: Path) -> None:
    preview = PackPreview(folder)
    found = closer(preview, preview.look(wanted="chain-of-four"))
    assert found.named
    assert found.seeds == 20
    assert {one.level for one in found.findings} == {"warning"}


def test_a_run_that_is_refused_is_said(folder: Path) -> None:
    changed(folder, "with: {activation: sigmoid}", "with: {activation: no-such}")
    preview = PackPreview(folder)
    shot = preview.look(wanted="bound")
    ran = preview.run(shot, 1)
    assert "activation" in ran.refused
    assert closer(preview, shot).findings[0].where.startswith(QUESTIONS)
