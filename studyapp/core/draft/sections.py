"""The headings of notes: topics of a line, and the heading it stands under."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from typing import NamedTuple

from studyapp.core.draft.candidates import slug
from studyapp.core.draft.notes import Notes
from studyapp.core.draft.spans import plain

MOST_TOPICS = 3


class Heading(NamedTuple):
    line: int
    level: int
    title: str


class Sections:
    """The headings of one file in order."""

    def __init__(self, notes: Notes) -> None:
        self.all = [
            Heading(block.first, block.level, plain(block.passage.text).text.strip())
            for block in notes.blocks
            if block.kind == "heading" and block.passage is not None and block.passage.text.strip()
        ]
        self._lines = [heading.line for heading in self.all]
        self._stem = notes.file.rsplit(".", 1)[0]

    @property
    def title(self) -> str | None:
        """The first heading."""
        return self.all[0].title if self.all else None

    def place(self, line: int) -> int:
        """Which heading a line stands under, from 0; -1 above the first."""
        return bisect_right(self._lines, line) - 1

    def over(self, line: int) -> str | None:
        """The title of that heading, unless it is the title of the whole."""
        place = self.place(line)
        return self.all[place].title if place > 0 or (place == 0 and self.all[0].level > 1) else None

    def topics(self, line: int) -> tuple[str, ...]:
        """The headings above a line as ids, the nearest first; the title of the whole only where it is alone."""
        titles: list[str] = []
        level = 100
        for place in range(self.place(line), -1, -1):
            heading = self.all[place]
            if heading.level < level:
                level = heading.level
                titles.append(heading.title)
        found = [topic for title in titles if (topic := topic_id(title))]
        if len(found) > 1 and self.all[0].level == 1 and found[-1] == topic_id(self.all[0].title):
            found.pop()
        return tuple(dict.fromkeys(found))[:MOST_TOPICS] or (topic_id(self._stem),)


def topic_id(title: str) -> str:
    """A heading as a topic, without its number; a short digest where no letter of it is Latin."""
    named = slug(re.sub(r"^[\d.\s)]+", "", title), 64) or slug(title, 64)
    return named or f"topic-{hashlib.sha256(title.encode('utf-8', 'replace')).hexdigest()[:8]}"
