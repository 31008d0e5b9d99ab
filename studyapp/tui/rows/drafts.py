"""The lines of the screen that offers drafts one by one, as pure functions."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

from studyapp.core.items import Cloze, Flashcard, Matching, MultipleChoice, Ordering, Question, SingleChoice
from studyapp.core.text import one_line, safe
from studyapp.core.worked import Variant
from studyapp.render.authoring import LONGEST, answer_rows, finding_rows, learner_rows, option_rows
from studyapp.render.question import flat, prompt_of
from studyapp.render.spans import Row, Rows, Span, ascii_rows, clip, row, to_ascii, width, wrap
from studyapp.tui.rows.pack_preview import Section

if TYPE_CHECKING:
    from studyapp.study.draft_board import Advice, Board, Sheet

MARKS = {False: ("«", "»"), True: ("[", "]")}
"""What stands around an answer in its line, so that it is seen without color too; Unicode and ASCII."""
MOST_LINES = 30
"""Lines of notes that are shown of one draft."""


def where_row(board: Board, cells: int) -> Row:
    """The pack and the draft on the left; on the right how far it is."""
    right = progress(board)
    sheet = board.sheet
    if sheet is not None and cells >= 70:
        right = f"{sheet.place.question.kind.replace('_', ' ')}   {right}"
    left = board.pack + (f" › {sheet.place.question.heading}" if sheet is not None and cells >= 60 else "")
    left = one_line(left, max(8, cells - width(right) - 5))
    gap = max(2, cells - width(left) - width(right) - 3)
    return clip(row(" ", Span(left, "strong"), " " * gap, Span(right, "dim")), cells)


def progress(board: Board) -> str:
    """How far it is: '12 of 45: 7 kept, 3 dropped'."""
    decided = f"{board.kept} kept, {board.dropped} dropped"
    if board.of == 0:
        return "no drafts" if board.broken is None else ""
    return f"{min(board.number, board.of)} of {board.of}: {decided}" if board.sheet else decided


def share(board: Board) -> float:
    """The share that is decided, from 0 to 1."""
    return (board.kept + board.dropped) / board.of if board.of else 0.0


def listed(question: Question, variant: Variant, *, cells: int, ascii: bool) -> Rows:
    """What stands below the prompt: of a choice the options, each as right or wrong."""
    judged = option_rows(question, variant, width=cells, ascii=ascii)
    return judged or learner_rows(question, variant, width=cells, ascii=ascii)


def sections(sheet: Sheet, *, cells: int, ascii: bool) -> list[Section]:
    """The answer, what else is asked, the line of the notes, and the run that is proposed; none of it empty."""
    question, variant = sheet.place.question, sheet.variant
    found: list[Section] = []
    if variant is None:
        found.append(Section("Cannot be asked", _wrapped(sheet.refused, cells, ascii)))
    elif not isinstance(question, SingleChoice | MultipleChoice):
        rows = answer_rows(question, question.facets[0], variant, width=cells, ascii=ascii)
        found.append(Section("Answer", rows))
    if variant is not None and len(question.facets) > 1:
        found.append(Section("Asked too", _other_cards(question, variant, cells, ascii)))
    found.append(source_section(question, cells=cells, ascii=ascii))
    if sheet.place.example:
        said = Section("Proposed run, in a comment above it", _wrapped(sheet.place.example, cells, ascii))
        found.append(said)
    return [one for one in found if one.rows]


def _other_cards(question: Question, variant: Variant, cells: int, ascii: bool) -> Rows:
    rows: list[Row] = []
    for facet in question.facets[1:]:
        asked = flat(prompt_of(question, facet))[:LONGEST]
        rows += [row(line) for line in wrap(asked, cells, hanging="  ")]
        answer = answer_rows(question, facet, variant, width=cells - 2, ascii=ascii)
        rows += [row("  ", *line) for line in answer]
    return ascii_rows(rows) if ascii else tuple(rows)


# --- the line of the notes ----------------------------------------------------------------------------------------


def source_section(question: Question, *, cells: int, ascii: bool) -> Section:
    """The lines of the notes, with every answer in them between marks."""
    source = question.source
    if source is None:
        return Section("", ())
    text = safe(source.text).replace("\t", "    ")
    places = answer_places(text, answers(question))
    first, last = MARKS[ascii]
    title = f"From {one_line(source.file, 60)}:{source.line}"
    if places:
        title += f", {first}the answer{last}"
    rows = _marked(text, places, (first, last), cells, ascii)
    if len(rows) > MOST_LINES:
        rows = [*rows[:MOST_LINES], row(Span("...", "dim"))]
    return Section(title, tuple(rows))


def answers(question: Question) -> tuple[str, ...]:
    """The texts of a draft that are its answer, as they may stand in the notes."""
    match question:
        case Flashcard():
            return (question.answer,)
        case Cloze():
            return tuple(blank.accept[0] for blank in question.blanks)
        case SingleChoice() | MultipleChoice():
            return tuple(option.text for option in question.options if option.correct)
        case Ordering():
            return tuple(item.text for item in question.items)
        case Matching():
            return tuple(pair.right for pair in question.pairs)
    return ()


def answer_places(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Where texts stand in the notes, each once, in order and apart; case and line breaks make no difference."""
    found: list[tuple[int, int]] = []
    for each in wanted:
        words = [re.escape(word) for word in each.split()[:400]]
        if not words:
            continue
        edges = (
            r"(?<!\w)" if each.strip()[0].isalnum() else "",
            r"(?!\w)" if each.strip()[-1].isalnum() else "",
        )
        pattern = re.compile(edges[0] + r"\s+".join(words) + edges[1], re.IGNORECASE)
        for match in pattern.finditer(text):
            if all(match.end() <= first or last <= match.start() for first, last in found):
                found.append(match.span())
                break
    return sorted(found)


def _marked(
    text: str, places: list[tuple[int, int]], marks: tuple[str, str], cells: int, ascii: bool
) -> list[Row]:
    """The text in rows of at most so many cells, with marks and a role on the places."""
    told, inside, at = "", [], 0
    for first, last in places:
        told += text[at:first]
        begun = len(told)
        told += f"{marks[0]}{text[first:last]}{marks[1]}"
        inside.append((begun, len(told)))
        at = last
    told += text[at:]
    rows: list[Row] = []
    place = 0
    for line in told.split("\n"):
        rows += _styled_lines(line, place, inside, cells, ascii)
        place += len(line) + 1
    return rows


def _styled_lines(
    line: str, start: int, inside: list[tuple[int, int]], cells: int, ascii: bool
) -> Iterable[Row]:
    """One line of the notes, wrapped; `start` is its place in the text that `inside` speaks of."""
    at = 0
    for piece in wrap(line, max(8, cells - 2)):
        parts: list[str | Span] = [Span("│ ", "dim")]
        for sign in piece:
            # Wrapping drops and joins blanks alone, so the next sign is found further on.
            found = line.find(sign, at)
            if not sign.isspace() and found >= 0:
                at = found + 1
            here = start + max(0, at - 1)
            marked = any(first <= here < last for first, last in inside)
            parts.append(Span(sign, "accent" if marked else ""))
        made = row(*parts)
        yield tuple(Span(to_ascii(span.text), span.role) for span in made) if ascii else made


# --- what is said about it ----------------------------------------------------------------------------------------


def advice_section(advice: tuple[Advice, ...] | None, sheet: Sheet, *, cells: int, ascii: bool) -> Section:
    """What a check says of the draft; None while that is looked at."""
    if advice is None:
        return Section("Check", (row(Span("looking...", "dim")),))
    where = f"{sheet.place.file}:{sheet.place.line}"
    rows = finding_rows(
        ((one.level, where, one.code, one.message) for one in advice), width=cells, ascii=ascii
    )
    return Section("Check", rows or (row(Span("nothing found", "dim")),))


def place_row(board: Board, cells: int, undo: str) -> Row:
    """Where the draft is written, and what the key of undo would take back."""
    sheet = board.sheet
    said = [f"{sheet.place.file}:{sheet.place.line}"] if sheet is not None else []
    said += [f"{undo} takes back: {board.undoes}"] if board.undoes and cells >= 60 else []
    return clip(row(" ", Span(" · ".join(said), "dim")), cells - 1)


def _wrapped(text: str, cells: int, ascii: bool) -> Rows:
    rows = tuple(row(line) for line in wrap(one_line(text, LONGEST), cells, hanging="  "))
    return ascii_rows(rows) if ascii else rows


def typing_row(sheet: Sheet) -> Row:
    """What is to be typed."""
    if sheet.place.question.kind == "cloze":
        return row(Span("Blanks are written [[name|answer]]:", "dim"))
    return row(Span("The new answer:", "dim"))


def problem_rows(problem: str, *, shown: bool, cells: int, ascii: bool, edit: str) -> Rows:
    """Why the pack cannot be read, and what to do."""
    said = f"{one_line(problem, 400)}. {edit} opens it there."
    rows = [row(Span("✗ ", "wrong"), line) if not place else row("  ", line)
            for place, line in enumerate(wrap(said, max(10, cells - 2)))]  # fmt: skip
    if shown:
        rows.append(row(Span("  Below is the draft as last read.", "dim")))
    rows = [clip(one, cells) for one in rows]
    return ascii_rows(rows) if ascii else tuple(rows)


def end_rows(board: Board, folder: str, *, cells: int, ascii: bool) -> Rows:
    """The end: what was decided, and what to do next."""
    rows: list[Row] = []

    def say(text: str, role: str = "") -> None:
        rows.extend(row(Span(line, role)) for line in wrap(text, cells))  # type: ignore[arg-type]

    def command(line: str, does: str) -> None:
        rows.append(row())
        rows.extend(row("  ", Span(part, "accent")) for part in wrap(line, cells - 2, hanging="  "))
        rows.extend(row(line) for line in wrap(does, cells, indent="  "))

    quoted = one_line(shlex.quote(folder), 400)
    if board.of == 0:
        say(f"There is no draft in {board.pack}.", "strong")
        command(f"studyapp pack draft NOTES.md --output {quoted} --update", "makes drafts of your notes.")
    elif board.left:
        drafts = "1 draft" if board.left == 1 else f"{board.left} drafts"
        say(f"{board.kept} kept, {board.dropped} dropped; {drafts} left for later.", "strong")
    else:
        say(f"Every draft is decided: {board.kept} kept, {board.dropped} dropped.", "strong")
    if board.questions:
        questions = "1 question" if board.questions == 1 else f"{board.questions} questions"
        command(f"studyapp pack check {quoted}", f"holds the {questions} of the pack against the rules.")
        command(f"studyapp pack install {quoted}", "takes them into your study.")
    elif board.of:
        rows.append(row())
        say("The pack holds no question yet: keep a draft, and it can be installed.")
    return ascii_rows(rows) if ascii else tuple(rows)
