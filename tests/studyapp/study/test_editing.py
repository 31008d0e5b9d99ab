"""Questions changed in the app: the schedule stays, undo brings the exact file back, and no text does harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp import resources
from studyapp.config import Home
from studyapp.core.errors import Refusal
from studyapp.core.memory import Rating
from studyapp.core.own_cards import NewCard
from studyapp.core.records import ActionKind
from studyapp.packs.installed import Installed
from studyapp.study.app import Study

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

CARDS = "questions/cards.yaml"
MANIFEST = f"""\
format: 1
id: own
title: Own
summary: An installed pack.
authors: [Me]
license: CC0-1.0
questions: [{CARDS}]
"""
FILE = """\
# A file with words of its own.\r
\r
- id: slope          # a comment that stays\r
  kind: flashcard\r
  difficulty: easy\r
  topics: [relu]\r
  prompt: >-\r
    The slope of ReLU\r
    at 3?\r
  answer: One.\r
  backed_by: notes\r
\r
# The second.\r
- id: zero\r
  kind: flashcard\r
  difficulty: easy\r
  topics: [relu]\r
  prompt: The slope of ReLU at -3?\r
  answer: Zero.\r
  backed_by: notes\r
"""


@pytest.fixture
def own(study: Study) -> Study:
    """A study with an installed pack `own`, whose file has its own layout and line ends."""
    files = {"pack.yaml": MANIFEST, CARDS: FILE}
    assert study.pack_files.change("own", files, ActionKind.IMPORT, "Installed own")
    return study


def on_disk(home: Home, pack: str = "own") -> bytes:
    return (home.packs / pack / CARDS).read_bytes()


def rate(study: Study, pack: str) -> str:
    session = study.review([pack])
    asked = session.next()
    assert asked is not None
    session.rate(asked, None, rating=Rating.GOOD)
    return asked.card.id


def state(study: Study, card: str) -> object:
    return next(each.state for each in study.library.cards((card.partition("/")[0],)) if each.id == card)


def test_where_a_question_stands_and_its_text(own: Study) -> None:
    place = own.editing.place("own/zero")
    assert (place.file, place.line, place.refused) == (CARDS, 14, "")
    assert own.editing.source("own/zero").startswith("- id: zero\n  kind: flashcard\n")


def test_a_reworded_question_keeps_its_schedule_and_the_rest_of_its_file(own: Study, home: Home) -> None:
    card = rate(own, "own")
    before = state(own, card)
    text = own.editing.source("own/slope")
    kept = own.editing.save(
        "own/slope", text.replace("The slope of ReLU\n    at 3?", "How steep is ReLU at 3?"), text
    )
    assert "How steep" in kept
    assert state(own, card) == before
    page = own.library.page("own/slope")
    assert page is not None
    assert page.question.prompt == "How steep is ReLU at 3?"
    assert on_disk(home).decode() == FILE.replace("The slope of ReLU\r\n    at 3?", "How steep is ReLU at 3?")
    assert own.examine() == ()


def test_undo_and_redo_of_an_edit_bring_the_exact_file_back(own: Study, home: Home) -> None:
    own.editing.save("own/zero", own.editing.source("own/zero").replace("Zero.", "Nil."))
    after = on_disk(home)
    assert after != FILE.encode()
    undone = own.actions.undo()
    assert undone is not None
    assert undone.says == "Changed own/zero"
    assert on_disk(home) == FILE.encode()
    own.actions.redo()
    assert on_disk(home) == after
    assert own.editing.source("own/zero").count("Nil.") == 1


def test_what_breaks_off_while_the_files_change_leaves_all_as_it_was(
    own: Study, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Installed, swaps: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Installed, "apply", broken)
    text = own.editing.source("own/zero")
    with pytest.raises(Refusal, match="No space left"):
        own.editing.save("own/zero", text.replace("Zero.", "Nil."))
    assert on_disk(home) == FILE.encode()
    assert own.editing.source("own/zero") == text
    assert len(own.actions.journal()) == 1


def test_a_file_that_was_changed_meanwhile_is_not_written_over(own: Study, home: Home) -> None:
    before = own.editing.source("own/zero")
    (home.packs / "own" / CARDS).write_bytes(FILE.replace("Zero.", "None.").encode())
    with pytest.raises(Refusal, match="was changed meanwhile"):
        own.editing.save("own/zero", before.replace("Zero.", "Nil."), before)
    assert b"None." in on_disk(home)


def test_what_would_be_no_question_is_refused_at_its_place(own: Study, home: Home) -> None:
    text = own.editing.source("own/zero")
    with pytest.raises(Refusal, match=r"questions/cards.yaml:16:15 .*difficulty"):
        own.editing.save("own/zero", text.replace("difficulty: easy", "difficulty: eazy"))
    with pytest.raises(Refusal, match="stays 'zero', got 'nil'"):
        own.editing.save("own/zero", text.replace("id: zero", "id: nil"))
    with pytest.raises(Refusal, match="must be one question"):
        own.editing.save("own/zero", text + "\n- id: third\n  kind: flashcard\n")
    assert on_disk(home) == FILE.encode()


BOMB = "- id: zero\n  kind: &a [x, x, x]\n  topics: [*a, *a, *a]\n"
HOSTILE = {
    "empty": "",
    "control": "- id: zero\n  kind: flashcard\n  prompt: a\x1b[31mb\n",
    "reordered": "- id: zero\n  kind: flashcard\n  prompt: a\u202eb\n",
    "half-a-pair": "- id: zero\n  prompt: a\ud800b\n",
    "bomb": BOMB,
    "deep": "- id: zero\n  prompt: " + "[" * 5_000 + "]" * 5_000,
    "huge": "- id: zero\n  prompt: " + "x" * 200_000,
    "many": "- id: zero\n" * 4_000,
    "tag": "- id: zero\n  prompt: !!python/object/apply:os.system ['true']\n",
    "no-list": "id: zero",
    "braces": "- id: zero\n  kind: flashcard\n  prompt: '{{ x }} {{'\n  answer: b\n",
    "second-document": "- id: zero\n---\n- id: zero\n",
}


def test_hostile_text_gives_a_finding_and_is_never_written(own: Study, home: Home) -> None:
    opened = own.editing.open("own/zero")
    for name, text in HOSTILE.items():
        look = own.editing.look(opened, text)
        assert look.question is None, name
        assert look.findings, name
        assert all(one.level == "error" and one.message.isprintable() for one in look.findings), name
        with pytest.raises(Refusal) as refused:
            own.editing.save("own/zero", text)
        assert str(refused.value).isprintable(), name
    assert on_disk(home) == FILE.encode()


def test_a_look_finds_what_is_wrong_by_its_line_in_the_file(own: Study) -> None:
    opened = own.editing.open("own/zero")
    assert own.editing.look(opened, opened.text).question is not None
    linked = own.editing.look(opened, opened.text + "  related: [slope, slop]\n")
    (error,) = [one for one in linked.findings if one.level == "error"]
    assert error.where == f"{CARDS}:21:20"
    assert "did you mean slope" in error.message
    broken = own.editing.look(opened, opened.text.replace("answer: Zero.", "answr: Zero."))
    assert broken.question is None
    assert {one.line for one in broken.findings} <= {14, 19}


def test_a_look_warns_as_a_check_does(own: Study) -> None:
    opened = own.editing.open("own/zero")
    found = own.editing.look(opened, opened.text).findings
    assert any(one.level == "warning" and one.code == "not-backed" for one in found), found
    allowed = own.editing.look(opened, opened.text + "  allow: [not-backed]\n").findings
    assert not any(one.code == "not-backed" for one in allowed)


def test_runs_contradict_a_wrong_claim_at_its_line(study: Study) -> None:
    template = resources.template_root()
    files = {path.relative_to(template).as_posix(): path.read_bytes() for path in template.rglob("*.*")}
    study.pack_files.change("template", files, ActionKind.IMPORT, "Installed template")
    editing, question = study.editing, "template/gradient-of-two-units"
    opened = editing.open(question)
    look = editing.look(opened, opened.text)
    assert look.findings == ()
    assert editing.look_closer(opened, opened.text, look) == look
    wrong = opened.text.replace("{{w}} / 16", "{{w}} / 8")
    look = editing.look(opened, wrong)
    (error,) = editing.look_closer(opened, wrong, look).findings
    assert (error.level, error.code) == ("error", "claim-fails")
    line = opened.place.line + wrong[: wrong.index("holds:")].count("\n")
    assert error.line == line


def test_a_built_in_question_says_what_can_be_done_instead(own: Study) -> None:
    place = own.editing.place("relus/" + _first(own, "relus"))
    assert "EDITOR" in place.refused
    with pytest.raises(Refusal, match="built in"):
        own.editing.save(place.question, "- id: x\n")
    with pytest.raises(Refusal, match="in no installed pack"):
        own.editing.place("own/nothing")


def _first(study: Study, pack: str) -> str:
    return study.library.cards((pack,))[0].question.partition("/")[2]


def test_what_was_not_kept_waits_and_is_forgotten_once_kept(own: Study, open_study: Open) -> None:
    editing = own.editing
    editing.keep_unsaved("own/zero", "- id: zero # half\n")
    assert open_study().editing.open("own/zero").unsaved == "- id: zero # half\n"
    editing.save("own/zero", editing.source("own/zero").replace("Zero.", "Nil."))
    assert editing.open("own/zero").unsaved is None


# --- cards of one's own -------------------------------------------------------------------------------------------


def test_the_first_card_makes_the_pack_and_is_asked_today(study: Study, home: Home) -> None:
    identity = study.editing.new_card(NewCard("What does ReLU do?", "It cuts at 0.", ("relu",)))
    assert identity == "mine/what-does-relu-do"
    asked = study.review(["mine"]).next()
    assert asked is not None
    assert asked.card.id == "mine/what-does-relu-do#forward"
    text = on_disk(home, "mine").decode()
    assert text.startswith("# yaml-language-server: $schema=../.schema/questions.json\n")
    assert (home.packs / "mine" / ".schema" / "questions.json").is_file()
    assert "backed_by: notes" in text
    study.actions.undo()
    assert not (home.packs / "mine" / "pack.yaml").exists()
    assert study.library.cards(("mine",)) == ()
    study.actions.redo()
    assert on_disk(home, "mine").decode() == text


def test_ids_are_never_used_twice(study: Study, home: Home, clock: FrozenClock) -> None:
    cards = [NewCard("The same front", str(number)) for number in range(3)]
    made = study.editing.new_cards(cards)
    assert made == ("mine/the-same-front", "mine/the-same-front-2", "mine/the-same-front-3")
    assert len(study.actions.journal()) == 1
    study.pack_files.change("mine", {CARDS: None, "pack.yaml": None}, ActionKind.EDIT, "Removed")
    assert study.editing.new_card(NewCard("The same front", "4")) == "mine/the-same-front-4"


def test_a_card_that_was_added_by_hand_keeps_its_layout(study: Study, home: Home) -> None:
    study.editing.new_card(NewCard("One", "1"))
    path = home.packs / "mine" / CARDS
    path.write_text(path.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    study.editing.new_card(NewCard("Two\nlines", "2"))
    assert path.read_text(encoding="utf-8").startswith(before)
    page = study.library.page("mine/two-lines")
    assert page is not None
    assert page.question.prompt == "Two\nlines"


HOSTILE_CARDS = [
    NewCard("a\x00b", "c"),
    NewCard("a\u202eb", "c"),
    NewCard("x" * 20_001, "c"),
    NewCard("", "c"),
    NewCard("front", " \n"),
    NewCard("`{{x}}`", "c"),
    NewCard("a", "b", tuple(f"topic-{n}" for n in range(9))),
    NewCard(" ".join(f"=={n}==" for n in range(13))),
    NewCard("a", "b", related=("no such",)),
]


def test_what_is_no_card_is_refused_in_one_line(study: Study, home: Home) -> None:
    for card in HOSTILE_CARDS:
        with pytest.raises(Refusal) as refused:
            study.editing.new_card(card)
        assert str(refused.value).isprintable()
        assert len(str(refused.value)) < 500
    assert not home.packs.joinpath("mine").exists()


def test_signs_that_mean_something_elsewhere_are_kept_as_typed(study: Study) -> None:
    front, back = "- id: {{x}} # no: comment", "| *a &b %c: 'd' \"e\" {{y\n\n  f"
    page = study.library.page(study.editing.new_card(NewCard(front, back)))
    assert page is not None
    assert page.question.prompt == front.replace("{{", r"\{\{")
    assert getattr(page.question, "answer") == back.replace("{{", r"\{\{")  # noqa: B009
