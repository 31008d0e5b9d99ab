"""A pack drafted from notes, drafted again, and looked over: what the author decided stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.core.errors import Refusal
from studyapp.packs.loader import load
from studyapp.study import drafting
from studyapp.study.draft_review import DraftReview
from studyapp.study.pack_check import check

NOTES = """\
---
title: hidden
---
# Activations

<!-- for me -->
A gate is a vector of numbers that scales. Its slope is {{w}}.

## The sigmoid

Q: What is the largest value of the derivative of the sigmoid?
A: 0.25

The sigmoid is at most ==one==.

The line {{question: nothing}} asks nothing.

```
{{question: kept as code}}
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text(NOTES, encoding="utf-8")
    return path


@pytest.fixture
def pack(notes: Path) -> Path:
    drafting.draft([notes], notes.parent / "acts")
    return notes.parent / "acts"


def ids(folder: Path, *, drafts: bool = True) -> list[str]:
    return [question.id for question in load(folder).pack.questions if question.draft or not drafts]


GATE, BOUND, MOST = "gate", "what-is-the-largest-value-of-the-derivative-of", "the-sigmoid-is-at-most-one"


def test_the_folder_is_a_pack_that_checks_without_a_failure(pack: Path) -> None:
    loaded = load(pack).pack
    assert (loaded.id, loaded.manifest.title) == ("acts", "Activations")
    assert [(term.term, term.definition) for term in loaded.glossary] == [
        ("gate", "a vector of numbers that scales")
    ]
    assert ids(pack) == [GATE, BOUND, MOST]
    for question in loaded.questions:
        assert question.draft
        assert question.backing.value == "noted"
        assert question.source is not None
        assert question.source.text in NOTES
    report = check(pack, 2)
    assert report.failures == []
    assert report.items == 3


def test_the_guide_is_the_notes_with_the_questions_of_each_section_at_its_end(pack: Path) -> None:
    guide = load(pack).pack.guide
    assert guide is not None
    first, second = guide.sections
    assert (first.title, first.questions) == ("Activations", (GATE,))
    assert (second.title, second.questions) == ("The sigmoid", (BOUND, MOST))
    assert "The sigmoid is at most one." in second.text
    assert "hidden" not in guide.text
    assert "for me" not in guide.text


def test_the_matching_experiment_is_a_comment_above_the_draft(pack: Path) -> None:
    text = (pack / "questions" / "notes.yaml").read_text(encoding="utf-8")
    (line,) = [line for line in text.split("\n") if line.startswith("#")]
    assert line.startswith("# example: {experiment: activation, with: {activation: sigmoid}, claims: [")
    assert text.split("\n")[text.split("\n").index(line) + 1] == f"- id: {BOUND}"


def test_a_pack_is_not_written_over(notes: Path, pack: Path) -> None:
    with pytest.raises(Refusal, match="holds a pack already; --update adds what is new"):
        drafting.draft([notes], pack)
    (notes.parent / "full").mkdir()
    (notes.parent / "full" / "x").touch()
    with pytest.raises(Refusal, match="is not empty"):
        drafting.draft([notes], notes.parent / "full")
    with pytest.raises(Refusal, match="no pack to update"):
        drafting.draft([notes], notes.parent / "new", update=True)
    with pytest.raises(Refusal, match="give --id not-an-id"):
        drafting.draft([notes], notes.parent / "Not an id")
    with pytest.raises(Refusal, match="joined by hyphens, got 'A B'"):
        drafting.draft([notes], notes.parent / "new", "A B")
    assert drafting.draft([notes], notes.parent / "Packs", "named").folder == notes.parent / "Packs" / "named"


def test_drafting_again_adds_new_lines_alone_and_leaves_what_the_author_did(notes: Path, pack: Path) -> None:
    review = DraftReview(pack)
    review.keep(GATE)
    review.drop(MOST)
    path = pack / "questions" / "notes.yaml"
    before = path.read_text().replace('answer: "0.25"', "answer: a quarter  # mine")
    assert "# mine" in before
    path.write_text(before)
    added = "Q: New?\nA: Yes.\n\nA cell is a kind of memory.\n\n"
    notes.write_text(NOTES.replace("## The", f"{added}## The"))
    report = drafting.draft([notes], pack, update=True)
    assert sorted(draft.question.id for draft in report.drafts) == ["cell", "new"]
    assert path.read_text().startswith(before)
    assert ids(pack) == [BOUND, "new", "cell"]
    assert ids(pack, drafts=False) == [GATE, BOUND, "new", "cell"]
    assert report.guide
    guide = load(pack).pack.guide
    assert guide is not None
    assert [section.questions for section in guide.sections] == [(GATE, "new", "cell"), (BOUND,)]
    assert [term.term for term in load(pack).pack.glossary] == ["gate", "cell"]
    again = drafting.draft([notes], pack, update=True)
    assert again.count == 0


def test_what_was_dropped_does_not_come_back_when_its_line_changes(notes: Path, pack: Path) -> None:
    DraftReview(pack).drop(GATE)
    notes.write_text(NOTES.replace("Its slope", "Moreover, its slope"))
    assert drafting.draft([notes], pack, update=True).count == 0


def test_a_guide_that_the_author_changed_stays_and_a_second_file_gets_its_own(
    notes: Path, pack: Path
) -> None:
    (pack / "guide.md").write_text("# Mine\n")
    more = notes.parent / "more.md"
    more.write_text("Q: More?\nA: Yes.\n")
    report = drafting.draft([more], pack, update=True)
    assert not report.guide
    assert (pack / "guide.md").read_text() == "# Mine\n"
    assert load(pack).pack.manifest.questions == ("questions/notes.yaml", "questions/more.yaml")


def test_without_a_record_the_questions_themselves_tell_what_was_drafted(notes: Path, pack: Path) -> None:
    (pack / ".drafted.json").write_text("{broken")
    assert drafting.draft([notes], pack, update=True).count == 0


def test_a_pack_with_errors_is_not_added_to(notes: Path, pack: Path) -> None:
    (pack / "glossary.yaml").write_text("- term: [\n")
    with pytest.raises(Refusal, match=r"acts/glossary.yaml:1:\d+ .*; repair it first"):
        drafting.draft([notes], pack, update=True)
    with pytest.raises(Refusal, match="repair it first"):
        DraftReview(pack)


def test_notes_without_a_question_make_no_pack(tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text("Nothing here.\n")
    with pytest.raises(Refusal, match="no question was found; mark some"):
        drafting.draft([tmp_path / "n.md"], tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_keep_and_drop_change_one_entry_and_are_on_disk_at_once(pack: Path) -> None:
    path = pack / "questions" / "notes.yaml"
    before = path.read_text()
    review = DraftReview(pack)
    assert [(one.id, one.file, one.line, one.example is not None) for one in review.drafts()][:2] == [
        (GATE, "questions/notes.yaml", 1, False),
        (BOUND, "questions/notes.yaml", before.split("\n").index(f"- id: {BOUND}") + 1, True),
    ]
    review.keep(GATE)
    assert path.read_text() == before.replace("  draft: true\n", "", 1)
    review.drop(BOUND)
    assert BOUND not in (pack / "guide.md").read_text()
    assert "# example" not in path.read_text()
    assert ids(pack, drafts=False) == [GATE, MOST]
    assert [one.id for one in DraftReview(pack).drafts()] == [MOST]
    with pytest.raises(Refusal, match="any longer"):
        review.keep(BOUND)


def test_a_file_that_is_left_without_questions_goes_and_a_pack_keeps_one(notes: Path, pack: Path) -> None:
    more = notes.parent / "more.md"
    more.write_text("Q: More?\nA: Yes.\n")
    drafting.draft([more], pack, update=True)
    review = DraftReview(pack)
    review.drop("more")
    assert load(pack).pack.manifest.questions == ("questions/notes.yaml",)
    assert not (pack / "questions" / "more.yaml").exists()
    review.drop(GATE)
    review.drop(BOUND)
    guide = (pack / "guide.md").read_text()
    with pytest.raises(Refusal, match="delete the folder instead"):
        review.drop(MOST)
    assert (pack / "guide.md").read_text() == guide
    assert ids(pack) == [MOST]


def test_an_answer_is_given_anew_or_stays_as_it_was(pack: Path) -> None:
    review = DraftReview(pack)
    review.answer(BOUND, "a quarter: 1/4")
    review.answer(MOST, "The sigmoid is at most [[most|1|one]].")
    found = {question.id: question for question in load(pack).pack.questions}
    assert found[BOUND].model_dump()["answer"] == "a quarter: 1/4"
    assert found[MOST].facets == ("most",)
    before = (pack / "questions" / "notes.yaml").read_text()
    for identity, text, words in [
        (BOUND, " ", "needs some text"),
        (MOST, "no blank", "with its blanks"),
        (MOST, "a [[x|1]] and [[x|2]]", "one card"),
        (BOUND, "{{w}}", "variables"),
        ("nowhere", "x", "a draft no longer"),
    ]:
        with pytest.raises(Refusal, match=words):
            review.answer(identity, text)
    assert (pack / "questions" / "notes.yaml").read_text() == before


def test_a_stop_between_two_decisions_loses_neither(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = DraftReview(pack)
    review.keep(GATE)
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}

    def stopped(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", stopped)
    with pytest.raises(Refusal, match="No space left on device; it stays as it was"):
        review.keep(BOUND)
    with pytest.raises(Refusal, match="it stays as it was"):
        review.drop(BOUND)
    assert {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()} == before
    assert DraftReview(pack).draft(GATE) is None
