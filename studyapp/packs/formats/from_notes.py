"""Notes as questions that are backed by notes: our own exports, and those of Anki."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import NamedTuple

from studyapp.core.text import one_line, safe
from studyapp.packs.formats import clozes
from studyapp.packs.formats.columns import Fields, Notes
from studyapp.packs.formats.from_html import markdown, plain, without_variables
from studyapp.packs.formats.parts import Body
from studyapp.packs.formats.table import MAX_CELL, BadRow
from studyapp.packs.formats.to_html import CLOSE, OPEN

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_OURS = re.compile(rf"({_ID})/({_ID})(#reverse)?")
_REMARK = re.compile(r'(?:<br>)?<small class="studyapp">.*?</small>', re.DOTALL)
_NO_TOPICS = frozenset({"studyapp", "marked", "leech"})
_LEVELS = ("easy", "medium", "hard")
_DELIMITERS = re.compile(r"\\[()\[\]]|\[/?\$+\]|\[/?latex\]")


class Made(NamedTuple):
    """The questions of a table, what could not be taken, and what was lost on the way."""

    questions: tuple[Body, ...]
    bad: tuple[BadRow, ...]
    media: int
    """Pictures and sounds."""
    pack: str | None
    """The id of the pack that all of them came from, for an export of ours."""
    deck: str | None
    """The deck of the first note that names one."""


class _BadNote(Exception):
    pass


def questions_of(notes: Notes, file: str) -> Made:
    """A question for each note, or several for a cloze that nobody could type. `file` names where they are from."""
    making = _Making(notes.html, one_line(file, 200) or "notes")
    for row in notes.rows:
        making.take(row)
    pack = making.packs.pop() if len(making.packs) == 1 else None
    bodies = tuple(making.bodies.values())
    return Made(bodies, tuple(making.bad), making.media, pack, making.deck)


class _Making:
    def __init__(self, html: bool, file: str) -> None:
        self.html = html
        self.file = without_variables(file)
        self.bodies: dict[str, Body] = {}
        self.lines: dict[str, int] = {}
        self.bad: list[BadRow] = []
        self.media = 0
        self.packs: set[str | None] = set()
        self.deck: str | None = None

    def take(self, row: Fields) -> None:
        row = row._replace(fields=tuple(_clean(field) for field in row.fields), guid=_clean(row.guid))
        try:
            made = self.questions(row)
            for body in made:
                if (identity := str(body["id"])) in self.bodies:
                    what = "guid" if row.guid else "front"
                    raise _BadNote(f"has the same {what} as line {self.lines[identity]}")
        except _BadNote as reason:
            self.bad.append(BadRow(row.line, str(reason)))
            return
        for body in made:
            self.bodies[str(body["id"])] = body
            self.lines[str(body["id"])] = row.line
        self.deck = self.deck or one_line(row.deck, 200) or None

    def questions(self, row: Fields) -> list[Body]:
        ours = _OURS.fullmatch(row.guid)
        if ours and max(len(ours[1]), len(ours[2])) > 64:
            ours = None
        self.packs.add(ours[1] if ours else None)
        front, back, *more = (*row.fields, "", "")
        if not front.strip():
            raise _BadNote("has no front")
        if ours:
            front, back = _REMARK.sub("", front), _REMARK.sub("", back)
        cloze = next((field for field in row.fields if clozes.has_cloze(field)), None)
        if cloze is not None:
            extra = [field for field in (front, back, *more) if field != cloze]
            return self.cloze(row, ours, cloze, extra)
        if ours:
            back, _, explanation = back.partition("<hr>")
            more = [explanation, *more]
        if ours and ours[3] and self.reversed(ours[2], front):
            return []
        identity = ours[2] + ("-reverse" if ours[3] else "") if ours else _identity(row.guid or front)
        body = self.card(row, identity, front, back, more, titled=not ours)
        if "revers" in row.notetype.casefold():
            body["both"] = True
        return [body]

    def card(
        self, row: Fields, identity: str, front: str, back: str, more: list[str], *, titled: bool
    ) -> Body:
        body = self.common(row, identity, "flashcard", plain(front, html=self.html) if titled else "")
        body["prompt"] = self.text(front, "front")
        body["answer"] = self.text(back, "back")
        return body | self.explanation(more)

    def cloze(self, row: Fields, ours: re.Match[str] | None, field: str, extra: list[str]) -> list[Body]:
        identity = ours[2] if ours else _identity(row.guid or field)
        made = clozes.cloze_text(field, html=self.html)
        if made is not None:
            text, hint, media = made
            shown = clozes.cards(field, html=self.html)[0].front
            body = self.common(row, identity, "cloze", "" if ours else plain(shown, html=self.html))
            body["text"] = _held(text, "text")
            if hint:
                body["hint"] = hint
            self.media += media
            return [body | self.explanation(extra)]
        cards = clozes.cards(field, html=self.html)
        if len(cards) > clozes.MAX_NUMBERS:
            raise _BadNote(f"has {len(cards)} clozes, at most {clozes.MAX_NUMBERS} are read")
        return [
            self.card(
                row,
                identity if len(cards) == 1 else f"{identity[:58]}-c{card.number}",
                card.front,
                card.back,
                extra,
                titled=True,
            )
            for card in cards
        ]

    def reversed(self, identity: str, front: str) -> bool:
        """Whether the note is the other way round of a flashcard that was read; that one then asks both ways."""
        forward = self.bodies.get(identity)
        if forward is None or forward["kind"] != "flashcard" or "both" in forward:
            return False
        forward["both"] = True
        prompt = self.text(front, "front")
        if prompt != forward["answer"]:
            forward["reverse_prompt"] = prompt
        return True

    def common(self, row: Fields, identity: str, kind: str, title: str) -> Body:
        tags = [tag.casefold() for tag in row.tags.split()]
        levels = [tag.rpartition("::")[2] for tag in tags if tag.startswith("difficulty::")]
        topics = [slug(tag) for tag in tags if tag not in _NO_TOPICS and not tag.startswith("difficulty::")]
        named = [topic for topic in (*topics, slug(row.deck.rpartition("::")[2])) if topic]
        body: Body = {"id": identity}
        if title := one_line(_DELIMITERS.sub("", title), 60):
            body["title"] = without_variables(title)
        body["kind"] = kind
        body["difficulty"] = levels[0] if levels and levels[0] in _LEVELS else "medium"
        body["topics"] = list(dict.fromkeys(named if not topics else [topic for topic in topics if topic]))[
            :8
        ]
        body["topics"] = body["topics"] or ["imported"]
        body["source"] = {"file": self.file, "line": row.line, "text": self.words(row)}
        body["backed_by"] = "notes"
        return body

    def words(self, row: Fields) -> str:
        return without_variables(one_line(plain(" ".join(row.fields), html=self.html), 300)) or "…"

    def text(self, field: str, what: str) -> str:
        made = markdown(field, html=self.html)
        self.media += made.media
        if not made.text.strip():
            raise _BadNote(f"has no {what}" + (" but a picture or a sound" if made.media else ""))
        return _held(made.text, what)

    def explanation(self, fields: list[str]) -> Body:
        made = [markdown(field, html=self.html) for field in fields if field.strip()]
        self.media += sum(one.media for one in made)
        text = "\n\n".join(one.text for one in made if one.text.strip())
        return {"explanation": _held(text, "explanation")} if text else {}


def _held(text: str, what: str) -> str:
    if len(text) > MAX_CELL:
        raise _BadNote(f"has a {what} of {len(text):,} characters, at most {MAX_CELL:,} are read")
    return text


def _clean(field: str) -> str:
    return safe(field).replace(OPEN, "").replace(CLOSE, "").strip()


def _identity(of: str) -> str:
    """An id that stays as long as the guid does, or without one the front."""
    return f"note-{sha256(of.encode()).hexdigest()[:12]}"


def slug(text: str) -> str:
    """A text as an id; empty where it has no letter or digit of ASCII."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold())[:64].strip("-")
