"""The study guide."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from studyapp.core.items.fields import Model, safe_text


class Section(Model):
    """A part of the guide under one heading, with the questions that interrupt it."""

    id: str
    """Made of the title, and different from that of every other section."""
    title: str
    """The heading."""
    level: int
    """How many # the heading has."""
    text: str
    """The Markdown under it, without the lines that ask."""
    questions: tuple[str, ...] = ()
    """The questions that interrupt it: ids of this pack, or pack/id."""


_HEADING = re.compile(r"^(#{1,4})\s+(\S.*)$")
_INTERRUPTION = re.compile(r"^\s*\{\{\s*question:\s*([a-z0-9/-]+)\s*\}\}\s*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


class Guide(Model):
    """The study guide: Markdown with $maths$, ```mermaid fences and {{question: id}} lines."""

    text: Annotated[str, Field(min_length=1, max_length=400_000), AfterValidator(safe_text)]
    """The whole file."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The guide cut at its headings; {{question: id}} lines become each section's questions."""
        parts: list[tuple[str, int, list[str], list[str]]] = []
        fenced = ""
        for line in self.text.split("\n"):
            if fence := _FENCE.match(line):
                # A fence is closed only by the signs that opened it.
                closes = bool(fenced) and fence.group(1).startswith(fenced)
                fenced = "" if closes else fenced or fence.group(1)
            heading = None if fenced else _HEADING.match(line)
            if heading:
                title = heading.group(2).rstrip().rstrip("#").rstrip()
                parts.append((title, len(heading.group(1)), [], []))
                continue
            if not parts:
                if not line.strip():
                    continue
                parts.append(("Introduction", 1, [], []))
            asked = None if fenced else _INTERRUPTION.match(line)
            if asked:
                parts[-1][3].append(asked.group(1))
            else:
                parts[-1][2].append(line)
        ids: list[str] = []
        for place, (title, *_) in enumerate(parts, start=1):
            slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or f"section-{place}"
            # A title that comes again is told apart by its place among all sections.
            ids.append(slug if slug not in ids else f"{slug}-{place}")
        return tuple(
            Section(
                id=identity,
                title=title,
                level=level,
                text="\n".join(lines).strip("\n"),
                questions=tuple(questions),
            )
            for identity, (title, level, lines, questions) in zip(ids, parts, strict=True)
        )
