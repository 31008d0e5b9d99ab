"""A learner's own card from what was typed: a flashcard, or a cloze where something is marked as hidden. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from studyapp.core.draft import slug
from studyapp.core.errors import Refusal
from studyapp.core.text import one_line, unsafe_character, variables_in

LONGEST = 20_000
MOST_BLANKS = 12
NO_TOPIC = "my-cards"
"""The topic of a card that is given none."""
_BLANK = re.compile(r"\[\[([^\[\]\n]{1,400})\]\]|==(?=[^\s=])([^=\n]{1,400}?)(?<=[^\s=])==(?!=)")
_LABELED = re.compile(r"\s*[a-z0-9]+(-[a-z0-9]+)*\s*\|")
_CODE = re.compile(r"`[^`]*`|\$[^$]*\$")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class NewCard:
    """What was typed of a card."""

    front: str
    back: str = ""
    topics: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Questions that it belongs to, as pack/question."""
    kind: Literal["flashcard", "cloze"] | None = None
    """Told by its blanks when left out."""


def kind_of(front: str) -> Literal["flashcard", "cloze"]:
    """What a card would be: a cloze where something is marked with [[…]] or ==…==."""
    return "cloze" if blanks_in(front) else "flashcard"


def blanks_in(front: str) -> int:
    """How many blanks are marked."""
    return len(_BLANK.findall(_without_code(front)))


def body_of(card: NewCard, is_taken: Callable[[str], bool]) -> dict[str, object]:
    """The card as a question's fields, with an id that is not taken. Refusal says what to change."""
    front, back = _clean("the front", card.front), _clean("the back", card.back)
    if not front:
        raise Refusal("the front is empty; write what is asked")
    kind = card.kind or kind_of(front)
    if kind == "cloze":
        text = _cloze(front)
        fields: dict[str, object] = {"text": _block(text)}
        if back:
            fields["explanation"] = _block(back)
    else:
        if not back:
            raise Refusal("the back is empty; write the answer, or hide words of the front as ==hidden==")
        fields = {"prompt": _block(front), "answer": _block(back)}
    return {
        "id": identity(front, is_taken),
        "kind": kind,
        "difficulty": "medium",
        "topics": _topics(card.topics),
        **fields,
        "backed_by": "notes",
        **({"related": list(dict.fromkeys(card.related))} if card.related else {}),
    }


def identity(front: str, is_taken: Callable[[str], bool]) -> str:
    """An id from the front's first words; a number tells it from those that are taken."""
    shown = _BLANK.sub(lambda match: f" {_answers(match)[-1].split('|')[0]} ", front[:1_000])
    base = slug(re.sub(r"\$[^$]*\$", " ", shown)) or slug(shown) or "card"
    found, number = base, 1
    while is_taken(found):
        number += 1
        found = f"{base}-{number}"
    return found


def topic(text: str) -> str:
    """A topic's id from words; empty where nothing is left of them."""
    text = text.strip()
    return text if len(text) <= 64 and _ID.fullmatch(text) else slug(text, 64)


def _topics(typed: Sequence[str]) -> list[str]:
    found = [made for each in typed if (made := topic(each))]
    if len(found) > 8:
        raise Refusal(f"a card has at most 8 topics, got {len(found)}")
    return list(dict.fromkeys(found)) or [NO_TOPIC]


def _clean(what: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip("\n").rstrip()
    if unsafe := unsafe_character(text):
        raise Refusal(f"{what} holds a {unsafe}; remove it")
    if len(text) > LONGEST:
        raise Refusal(f"{what} has {len(text):,} characters, at most {LONGEST:,} are allowed; shorten it")
    text = _unbraced(text)
    if names := sorted(variables_in(text)):
        # In code and formulas a backslash would be shown, so nothing can be done about it here.
        raise Refusal(
            f"{what} holds {{{{{names[0]}}}}}, which stands for a variable; write it with one brace"
        )
    return text


def _block(text: str) -> str:
    """A text of several lines ends with a line end, as a text file does."""
    return text + "\n" if "\n" in text else text


def _unbraced(text: str) -> str:
    """The braces of `{{name}}` outside code and formulas as signs like others: such a card has no variables."""
    pieces, end = [], 0
    for code in _CODE.finditer(text):
        pieces += [text[end : code.start()].replace("{{", r"\{\{"), code.group()]
        end = code.end()
    return "".join([*pieces, text[end:].replace("{{", r"\{\{")])


def _without_code(text: str) -> str:
    return _CODE.sub(lambda code: " " * len(code.group()), text)


def _cloze(front: str) -> str:
    """The sentence with its blanks as `[[label|answer]]`."""
    plain = _without_code(front)
    places = [match.span() for match in _BLANK.finditer(plain)]
    if not places:
        raise Refusal("a cloze needs something hidden; mark it as ==hidden== or [[hidden]]")
    if len(places) > MOST_BLANKS:
        raise Refusal(f"a cloze has at most {MOST_BLANKS} blanks, got {len(places)}; make two cards of it")
    labels: dict[str, str] = {}
    pieces, end = [], 0
    for start, stop in places:
        answer = front[start + 2 : stop - 2].strip()
        pieces.append(front[end:start])
        pieces.append(f"[[{answer}]]" if _LABELED.match(answer) else _labeled(answer, labels))
        end = stop
    return "".join([*pieces, front[end:]])


def _labeled(answer: str, labels: dict[str, str]) -> str:
    """A blank with a label of its own; equal answers are one card, and share it."""
    if "[" in answer or "]" in answer or not answer.strip("| "):
        raise Refusal(f"{one_line(answer, 40)!r} cannot be a blank: leave its square brackets out")
    label = labels.get(answer)
    if label is None:
        label = slug(answer.split("|")[0], 40) or f"blank-{len(labels) + 1}"
        if label in labels.values():
            label = f"{label}-{len(labels) + 1}"
        labels[answer] = label
    return f"[[{label}|{answer}]]"


def _answers(match: re.Match[str]) -> list[str]:
    """The label and the answer of a blank, or its answer alone."""
    inside = match.group(1) or match.group(2) or ""
    return inside.split("|", 1) if _LABELED.match(inside) else [inside]
