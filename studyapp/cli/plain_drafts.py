"""Drafts line by line: each with its source, to keep, edit or drop."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator

from studyapp.cli.output import echo, width
from studyapp.cli.plain_input import Quit, read_line
from studyapp.core.errors import Refusal
from studyapp.core.items import (
    Cloze,
    Flashcard,
    Matching,
    MultipleChoice,
    Ordering,
    Question,
    SingleChoice,
    TrueFalse,
)
from studyapp.core.text import one_line, safe
from studyapp.study.draft_review import DraftPlace, DraftReview

ASK = "k keep, e edit, d drop, Enter later, q quit: "


def listed(review: DraftReview) -> None:
    """Every draft on one line with its place."""
    found = review.drafts()
    for one in found:
        echo(f"{one.file}:{one.line} {one.id} ({one.question.kind})")
        echo(f"  {one_line(one.question.prompt, width() - 2)}")
    echo(f"{len(found)} draft{'s' if len(found) != 1 else ''}" + (f" in {review.pack_id}" if found else ""))


def look_over(review: DraftReview) -> None:
    """Ask about each draft; what was decided is written at once, so one may stop at any time."""
    waiting = [one.id for one in review.drafts()]
    kept = dropped = 0
    try:
        for place, identity in enumerate(waiting, start=1):
            one = review.draft(identity)
            if one is None:
                continue  # another program has decided
            _show(one, place, len(waiting))
            said = _asked(review, one)
            kept += said == "k"
            dropped += said == "d"
    except Quit:
        pass
    left = len(review.drafts())
    echo(f"{kept} kept, {dropped} dropped, {left} left")


def _asked(review: DraftReview, one: DraftPlace) -> str:
    while True:
        said = read_line(ASK).strip().casefold()[:1]
        try:
            if said == "q":
                raise Quit
            if said == "k":
                review.keep(one.id)
            elif said == "d":
                review.drop(one.id)
            elif said == "e":
                one = _edited(review, one)
                continue
            elif said:
                echo("Type k, e, d or q.")
                continue
            return said
        except Refusal as refusal:
            # An edit may have made the file unreadable; it is the one thing to repair first.
            echo(one_line(str(refusal), 300))


def _edited(review: DraftReview, one: DraftPlace) -> DraftPlace:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if command:
        _open(command, f"{review.folder / one.file}", one.line)
    else:
        what = "The sentence with its blanks: " if one.question.kind == "cloze" else "The new answer: "
        text = read_line(what)
        if text.strip():
            review.answer(one.id, text)
    changed = review.draft(one.id)
    if changed is None:
        echo("It is a draft no longer.")
        return one
    _show(changed)
    return changed


def _open(command: str, path: str, line: int) -> None:
    """The editor at the line, in the way that most editors understand."""
    try:
        words = shlex.split(command)
        name = os.path.basename(words[0]).removesuffix(".exe")
    except (ValueError, IndexError):
        raise Refusal("VISUAL or EDITOR is no command; set it to an editor such as vi") from None
    if name in ("code", "codium", "zed", "subl", "hx"):
        at = ["-g", f"{path}:{line}"] if name in ("code", "codium") else [f"{path}:{line}"]
    else:
        at = [f"+{line}", path]
    try:
        subprocess.run([*words, *at], check=False)
    except OSError as error:
        raise Refusal(
            f"cannot start {one_line(words[0], 80)}: {error.strerror}; set VISUAL or EDITOR"
        ) from None


def _show(one: DraftPlace, place: int = 0, of: int = 0) -> None:
    echo()
    count = f"{place} of {of}  " if of else ""
    echo(f"{count}{one.question.kind}  {one.id}  {one.file}:{one.line}")
    source = one.question.source
    if source is not None:
        echo(f"from {one_line(source.file, 80)}:{source.line}")
        for line in safe(source.text).split("\n")[:8]:
            echo(f"  | {one_line(line, 400)}")
    for line in _lines(one.question):
        echo(line)
    if one.example:
        echo(f"proposed example: {one_line(one.example, 300)}")
    sys.stdout.flush()


def _lines(question: Question) -> Iterator[str]:
    prompt = question.text if isinstance(question, Cloze) else question.prompt
    yield from (f"? {line}" for line in safe(prompt).split("\n"))
    match question:
        case Flashcard():
            yield from (f"= {line}" for line in safe(question.answer).split("\n"))
        case TrueFalse():
            yield f"= {str(question.answer).lower()}"
        case SingleChoice() | MultipleChoice():
            yield from (
                f"{'✓' if option.correct else '✗'} {safe(option.text)}" for option in question.options
            )
        case Ordering():
            yield from (f"{place}. {safe(item.text)}" for place, item in enumerate(question.items, 1))
        case Matching():
            yield from (f"= {safe(pair.left)}: {safe(pair.right)}" for pair in question.pairs)
        case _:
            pass
