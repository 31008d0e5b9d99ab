"""Which version of a question's text each review saw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.core.memory import Rating
from studyapp.core.records import ActionKind
from studyapp.study.app import Study
from studyapp.tui.rows.history import listed
from tests.studyapp.study.test_pack_files import FIRST, NEW_PACK

if TYPE_CHECKING:
    from tests.conftest import FrozenClock

QUESTION = "mine/first"


def write(study: Study, prompt: str) -> None:
    files = {**NEW_PACK, "questions/cards.yaml": FIRST.replace("The slope of ReLU at 3?", prompt)}
    study.pack_files.change("mine", files, ActionKind.EDIT, "Wrote")


def rate(study: Study) -> None:
    asked = study.review(("mine",)).next()
    assert asked is not None
    study.review(("mine",)).rate(asked, None, rating=Rating.GOOD)


def test_each_review_has_its_version(study: Study, clock: FrozenClock) -> None:
    assert study.history.versions(QUESTION) == ()
    write(study, "The slope at 3?")
    rate(study)
    clock.forward(days=20)
    write(study, "How steep at 3?")
    clock.forward(days=1)
    rate(study)
    clock.forward(days=31)
    write(study, "The slope at 3?")  # as it was
    rate(study)
    write(study, "Never asked?")

    log = study.history.of(QUESTION) or ()
    assert [review.version for review in log] == [1, 2, 1]
    texts = study.history.versions(QUESTION)
    assert [(t.number, f"{t.first_seen:%d %b}", t.reviews, t.current) for t in texts] == [
        (1, "23 Nov", 2, False),
        (2, "13 Dec", 1, False),
        (3, "14 Jan", 0, True),
    ]
    assert [text.body["prompt"] for text in texts] == ["The slope at 3?", "How steep at 3?", "Never asked?"]
    shown = study.history.shown(QUESTION, 2)
    assert shown is not None
    assert (shown.review.version, shown.question.prompt) == (2, "How steep at 3?")

    lines = listed(tuple(reversed(log)), texts, 78)
    assert [review.number if review else "".join(span.text for span in line) for review, line in lines] == [
        " v3 from 14 Jan 2027 on, v1 before",
        3,
        " back to v1, v2 before",
        2,
        " v2 from 13 Dec 2026 on, v1 before",
        1,
    ]


def test_one_text_has_no_line_of_its_own(study: Study) -> None:
    write(study, "The slope at 3?")
    rate(study)
    log = study.history.of(QUESTION) or ()
    lines = listed(log, study.history.versions(QUESTION), 78)
    assert [review for review, _ in lines] == list(log)


def test_a_text_from_before_this_was_kept(study: Study, packs: Path) -> None:
    with study._store.writing() as session:
        session.exec_driver_sql("UPDATE wordings SET first_seen = NULL")
    (text,) = study.history.versions("relus/kink")
    assert (text.first_seen, text.current) == (None, True)
    assert " from " not in str(listed((), (text,), 40))


def test_the_texts_that_were_asked_go_along_to_another_id(study: Study, tmp_path: Path) -> None:
    for number, name in enumerate(("first", "other")):
        folder = tmp_path / "mine"
        (folder / "questions").mkdir(parents=True, exist_ok=True)
        cards = FIRST.replace("id: first", f"id: {name}").replace("at 3", f"at x = {number + 3}")
        (folder / "pack.yaml").write_text(NEW_PACK["pack.yaml"], encoding="utf-8")
        (folder / "questions" / "cards.yaml").write_text(cards, encoding="utf-8")
        packs = study.pack_installs
        prepared = packs.update("mine", folder) if number else packs.install(folder)
        assert packs.carry_out(prepared, {("first", "other"): True} if number else {})
        if not number:
            rate(study)
    assert study.history.of("mine/first") == ()
    assert [review.version for review in study.history.of("mine/other") or ()] == [1]
    assert [text.current for text in study.history.versions("mine/other")] == [False, True]
    shown = study.history.shown("mine/other", 1)
    assert shown is not None
    assert (shown.reworded, "x = 3" in shown.question.prompt) == (True, True)
