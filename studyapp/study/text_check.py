"""Lines that Markdown takes for entries of a list, and objectives that too little trains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studyapp.core.codes import RunCode, WarningCode
from studyapp.core.items import Pack
from studyapp.core.lint.found import Found
from studyapp.core.text import one_line
from studyapp.study.link_check import texts_of

_ENTRY = re.compile(r" {0,3}(\d{1,9}|\{\{\w+\}\})[.)](?:\s|$)")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def check_texts(pack: Pack) -> Iterator[Found]:
    """A line that begins with a number and a period is an entry of a list to Markdown, which numbers it anew."""
    code: WarningCode = "reads-as-list"
    for question in pack.questions:
        for field, text in texts_of(question):
            if (line := _no_list(text)) is not None:
                message = (
                    f"the line {one_line(line, 40)!r} reads as an entry of a list;"
                    " put a word before the number, or count a list from 1 on"
                )
                yield Found(code, "warning", message, question.id, (field,))


def _no_list(text: str) -> str | None:
    """The first line that begins as an entry of a numbered list but is none of a list that counts from 1 on."""
    if "." not in text and ")" not in text:
        return None
    fenced, count, first = False, 0, ""
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (entry := _ENTRY.match(line)):
            number = entry.group(1)
            if number == str(count + 1):
                count, first = count + 1, first or line
            elif count >= 2 and number == "1":  # another list
                count, first = 1, line
            else:
                return line
    return first if count == 1 else None


def check_objectives(pack: Pack) -> Iterator[Found]:
    """Each objective is trained by questions of at least two kinds."""
    code: RunCode = "objective-undertrained"
    kinds: dict[str, set[str]] = {}
    for question in pack.questions:
        for trained in question.objectives:
            kinds.setdefault(trained, set()).add(question.kind)
    for place, objective in enumerate(pack.manifest.objectives):
        found = kinds.get(objective.id, set())
        if len(found) < 2:
            have = "no question" if not found else f"only {next(iter(found))} questions"
            message = f"objective {objective.id!r} has {have}; give it questions of two kinds"
            yield Found(code, "error", message, None, ("manifest", "objectives", place))
