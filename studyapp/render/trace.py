"""The steps of a run and its claims: as rows, as a timeline, as sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from studyapp.core.text import measured, one_line
from studyapp.core.worked import CheckedClaim, Direction, Numbers, Step
from studyapp.render.in_use import value_places
from studyapp.render.maths import formula_sides, in_text, spoken
from studyapp.render.matrices import Place, matrix_rows
from studyapp.render.spans import Role, Row, Rows, Span, ascii_rows, clip, row, to_ascii_words, wrap
from studyapp.render.spans import width as cells

__all__ = ["claim_rows", "matrix_rows", "step_rows", "step_sentence", "timeline"]

_ROLES: dict[Direction, Role] = {"forward": "forward", "backward": "backward", "update": "update"}


def step_rows(step: Step, *, width: int, ascii: bool = False, lit: Collection[Place] | None = None) -> Rows:
    """A step: its title, its formula, the same with numbers, its value and shape, and what was left out.

    `lit` are the entries of its value to mark; left out, the one that the numbers are put in for.
    """
    write = to_ascii_words if ascii else str
    rows = [row(Span(line, "strong")) for line in wrap(write(one_line(step.title)), width)]
    rows += [row(line) for line in _formula_lines(step, width, ascii)]
    if isinstance(step.value, tuple):
        lit = value_places(step) if lit is None else lit
        drawn_value = matrix_rows(step.value, width=max(width - 2, 1), ascii=ascii, highlight=lit)
        rows += [row("  ", *line) for line in drawn_value]
    told = [f"shape {' × '.join(map(str, step.shape))}" if step.shape else "", one_line(step.shown or "")]
    if note := " · ".join(part for part in told if part):
        rows += [row(Span(line, "dim")) for line in wrap(write(note), width, indent="  ")]
    drawn = tuple(clip(line, width) for line in rows)
    return ascii_rows(drawn) if ascii else drawn


def _formula_lines(step: Step, width: int, ascii: bool) -> list[str]:
    """The formula and below it the numbers, the equality signs under one another."""
    write = to_ascii_words if ascii else str
    left, *middle = (write(side) for side in formula_sides(step.formula))
    start, *numbers = (write(side) for side in formula_sides(step.substituted))
    shared = start == left or (not numbers and bool(middle))
    if shared and not numbers:
        numbers = [start]
    numbers = [side for place, side in enumerate(numbers) if side and side not in numbers[:place]]
    if isinstance(step.value, int | float) and not _says(numbers, step.value):
        numbers.append(measured(step.value))
    if shared:
        numbers = [side for side in numbers if side not in middle]
    lines = _equation(left, middle, "  ", width)
    if shared:
        lines += _equation(" " * cells(left), numbers, "  ", width) if numbers else []
    elif start or numbers:
        lines += _equation(start, numbers, "  ", width)
    return lines


def _equation(left: str, sides: Sequence[str], margin: str, width: int) -> list[str]:
    """`left = side = side`, broken after the left side where it is too long."""
    first, last = (" = ".join(sides[:-1]), sides[-1]) if len(sides) > 1 else ("".join(sides), "")
    text = f"{margin}{left} = {first}" if sides else f"{margin}{left}"
    text += f"  =  {last}" if last else ""
    if cells(text) <= width:
        return [text]
    deep = cells(margin) + cells(left) + 3
    indent = " " * (deep if deep <= width // 3 else 4)
    if not left.strip():
        begin = " " * min(cells(margin) + cells(left) + 1, width // 2)
        return list(wrap(text.strip(), width, indent=begin, hanging=begin + "  "))
    return list(wrap(text, width, indent=margin, hanging=indent))


_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def _says(sides: Sequence[str], value: float) -> bool:
    """Whether the last side is the value, as precisely as a learner is shown numbers."""
    if not sides:
        return False
    try:
        written = float(sides[-1].translate(_DIGITS).replace("×10", "e").replace("x10^", "e"))
    except ValueError:
        return False
    return written == value or abs(written - value) <= 5e-3 * max(abs(value), abs(written))


def timeline(steps: Sequence[Step], current: int, *, width: int, ascii: bool = False) -> Row:
    """Where step `current` (from 0) stands in the run: ◂ done ━ now ● ahead ─ ▸, a stroke where the pass turns."""
    if not steps:
        return ()
    current = min(max(current, 0), len(steps) - 1)
    direction = steps[current].direction
    role = _ROLES[direction]
    name = Span(f"{direction:<8}  ", role)
    place = Span(f"step {current + 1} of {len(steps)}")
    room = width - cells(name.text) - cells(place.text) - 5
    if room < 5:
        return clip(row(Span(direction, role), "  ", place), width)
    at = [round(spot * (room - 1) / max(len(steps) - 1, 1)) for spot in range(len(steps))]
    turns = {at[spot] for spot in range(1, len(steps)) if steps[spot].direction != steps[spot - 1].direction}
    if len(turns) > 6:
        turns = set()
    rail = ["┼" if cell in turns else "━" if cell < at[current] else "─" for cell in range(room)]
    before, after = "".join(rail[: at[current]]), "".join(rail[at[current] + 1 :])
    line = row(name, place, Span("   ◂" + before, "dim"), Span("●", role), Span(after + "▸", "dim"))
    return ascii_rows([line])[0] if ascii else line


def step_sentence(step: Step, place: int, count: int) -> str:
    """The step, number `place` (from 1) of `count`, in sentences for a screen reader."""
    parts = [f"{step.direction.capitalize()}, step {place} of {count}."]
    parts.append(f"{one_line(step.title)}: {' is '.join(_told(step))}.")
    if isinstance(step.value, tuple):
        parts.append(
            f"The value has shape {' by '.join(map(str, step.shape)) or 'none'}{_first(step.value)}."
        )
    if step.shown:
        parts.append(f"Shown: {one_line(step.shown)}.")
    parts.append(f"In symbols: {spoken(step.formula)}.")
    return " ".join(parts)


def _told(step: Step) -> list[str]:
    """The sides of the formula with numbers in words, without its left side if the formula has the same."""
    written, said = formula_sides(step.substituted), formula_sides(step.substituted, words=True)
    start = 1 if len(written) > 1 and written[0] == formula_sides(step.formula)[0] else 0
    told = [words for spot, words in enumerate(said) if spot >= start and words not in said[start:spot]]
    if isinstance(step.value, int | float) and not _says(written, step.value):
        told.append(_number_words(step.value))
    return told


def _number_words(value: float) -> str:
    """A number in words: 6.17 times 10 to the power of minus 5."""
    digits, _, exponent = measured(value).partition("e")
    return spoken(f"{digits} \\times 10^{{{exponent}}}" if exponent else digits)


def _first(value: Numbers, most: int = 8) -> str:
    """The entries of a small value, read row by row."""
    flat: list[float] = []

    def walk(part: Numbers) -> None:
        if isinstance(part, tuple):
            for entry in part:
                walk(entry)
        else:
            flat.append(part)

    walk(value)
    if not flat:
        return ""
    more = f" and {len(flat) - most} more" if len(flat) > most else ""
    return ": " + ", ".join(measured(number) for number in flat[:most]) + more


def claim_rows(claim: CheckedClaim, *, width: int, ascii: bool = False) -> Rows:
    """✓ or ✗, what is claimed, and what the run measured; beside it where there is room, else below."""
    write = to_ascii_words if ascii else str
    role: Role = "right" if claim.holds else "wrong"
    sign = Span("✓ " if claim.holds else "✗ ", role)
    said = write(one_line(in_text(claim.says), 2000) if claim.says else one_line(claim.text))
    lines = wrap(said, max(width - 2, 1))
    found = f"measured {write(one_line(claim.measured))}"
    if claim.says:
        found = f"{write(one_line(claim.text))}, {found}"
    rows = [row(sign if place == 0 else "  ", line) for place, line in enumerate(lines)]
    room = width - 2 - cells(lines[-1])
    if len(lines) == 1 and not claim.says and cells(found) + 3 <= room:
        gap = min(max(33 - cells(lines[0]), 3), room - cells(found))
        rows[-1] = row(*rows[-1], " " * gap, Span(found, "dim"))
    else:
        rows += [row(Span(line, "dim")) for line in wrap(found, width, indent="    ")]
    drawn = tuple(clip(line, width) for line in rows)
    return ascii_rows(drawn) if ascii else drawn
