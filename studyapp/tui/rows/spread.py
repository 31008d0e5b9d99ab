"""How a backlog or a vacation is to be spread, line by line, as a pure value; and its preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from studyapp.core.day_words import day_of
from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.render.bars import columns, resampled, sparkline
from studyapp.render.progress_words import counted
from studyapp.render.spans import Row, Rows, Span, clip, pad, row, width, wrap

if TYPE_CHECKING:
    from studyapp.core.spread import Spread
    from studyapp.study.spreading import Spreading

HOWS = (
    ("days", "over days"),
    ("cards", "cards a day"),
    ("minutes", "minutes a day"),
    ("vacation", "around a vacation"),
)
LABELS = {
    "how": "spread",
    "days": "days",
    "cards": "cards a day",
    "minutes": "minutes",
    "first": "from",
    "last": "to",
    "search": "search",
}
STEPS = {
    "days": (3, 5, 7, 10, 14, 21, 30, 45, 60, 90),
    "cards": (5, 10, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500),
    "minutes": (5, 10, 15, 20, 30, 45, 60, 90, 120),
}
DEFAULTS = {
    "how": "days",
    "days": "7",
    "cards": "50",
    "minutes": "20",
    "first": "tomorrow",
    "last": "in 7 days",
}
WRITTEN = {"days": 3, "cards": 5, "minutes": 4, "first": 20, "last": 20, "search": 1_000}
"""Lines that are written, with the most signs of each."""
NUMBERS = ("days", "cards", "minutes")
SHORT = {"vacation": ("how", "first", "last", "search")}


@dataclass(frozen=True, slots=True)
class SpreadSetup:
    """What was chosen."""

    today: date
    chosen: Mapping[str, str] = field(default_factory=dict)
    """The value of each line that was changed."""

    @property
    def how(self) -> str:
        return self.value("how")

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that matter now."""
        return SHORT.get(self.how, ("how", self.how, "search"))

    def value(self, line: str) -> str:
        return self.chosen.get(line, DEFAULTS.get(line, ""))

    def changed(self, line: str, by: int) -> SpreadSetup:
        """The next value of a line, or the one before: another way, a larger number, a later day."""
        if line == "how":
            values = [value for value, _ in HOWS]
            return self._with(line, values[(values.index(self.how) + by) % len(values)])
        if line in STEPS:
            typed = self.value(line)
            number = int(typed) if typed.isdigit() else 0
            beyond = [step for step in STEPS[line] if (step - number) * by > 0]
            return self._with(line, str(min(beyond, key=lambda step: abs(step - number)))) if beyond else self
        if line in ("first", "last"):
            try:
                day = day_of(self.value(line), self.today) + timedelta(days=by)
            except (Refusal, OverflowError):
                return self
            return self._with(line, day.isoformat()) if day >= self.today else self
        return self

    def written(self, line: str, sign: str) -> SpreadSetup:
        """A sign typed at a line; the first one takes the place of what nobody typed."""
        if line not in WRITTEN or not sign.isprintable():
            return self
        if line in NUMBERS and not (sign.isascii() and sign.isdigit()):
            return self
        before = self.chosen.get(line, "")
        return self if len(before) >= WRITTEN[line] else self._with(line, before + sign)

    def erased(self, line: str) -> SpreadSetup:
        """The last sign of a written line taken away."""
        return self._with(line, self.value(line)[:-1]) if line in WRITTEN else self

    def _with(self, line: str, value: str) -> SpreadSetup:
        return replace(self, chosen={**self.chosen, line: value})

    def preview(self, spreading: Spreading) -> Spread:
        """What would be done. Refusal where it cannot be."""
        search = self.value("search").strip()
        if self.how == "vacation":
            first, last = (day_of(self.value(line), self.today) for line in ("first", "last"))
            return spreading.vacation(first, last, selected=search)
        if not self.value(self.how):
            raise Refusal(
                f"write a number of {LABELS[self.how] if self.how != 'minutes' else 'minutes a day'}"
            )
        number = int(self.value(self.how))
        given: dict[str, Any] = {"cards": {"per_day": number}}.get(self.how, {self.how: number})
        return spreading.backlog(selected=search, **given)


def line_row(setup: SpreadSetup, line: str, cells: int, ascii: bool, *, current: bool) -> Row:
    """A line with its value between arrows, or with what is written in it."""
    label = pad(LABELS[line], 12)
    room = max(10, cells - 20)
    value = setup.value(line)
    before, after = ("< ", " >") if ascii else ("◂ ", " ▸")
    cursor = Span("_", "accent") if current and line in WRITTEN else ""
    shown = value if len(value) < room else "…" + value[-(room - 2) :]
    if line == "how":
        shown, cursor = dict(HOWS)[value], ""
    if line == "search":
        return row(label, shown or Span("" if current else "all cards", "dim"), cursor)
    told = Span("")
    if line in ("first", "last"):
        try:
            day = day_of(value, setup.today)
            told = Span(f"   {day:%a} {day.day} {day:%b}", "dim")
        except Refusal:
            told = Span("   not a day yet", "wrong")
    drawn = row(label, Span(before, "dim"), shown, cursor, Span(after, "dim"), told)
    return clip(drawn, max(20, cells - 4))


# --- the preview --------------------------------------------------------------------------------------------------


def preview_rows(
    plan: Spread, today: date, cells: int, height: int, ascii: bool, *, vacation: bool = False
) -> Rows:
    """The days as they are and as they would be, to one scale, and what that costs."""
    if not plan.moves:
        if not any(plan.before.values()):
            return (row(Span("Nothing is due.", "strong")),)
        why = (
            "nothing falls due then" if vacation else f"no day has more than {counted(plan.per_day, 'card')}"
        )
        return tuple(row(Span(line, "strong")) for line in wrap(f"Nothing has to move: {why}.", cells))
    last = max([*plan.before, *plan.after])
    count = (last - today).days + 1
    days = [today + timedelta(days=day) for day in range(count)]
    before = [float(plan.before.get(day, 0)) for day in days]
    after = [float(plan.after.get(day, 0)) for day in days]
    # Of two charts of many days each cell is a mean: its own scale is that of the larger one.
    top = max(*before, *after)
    tall = max(1, min(6, (height - 5) // 2))
    rows: list[Row] = [row(Span(line, "strong")) for line in wrap(_cost(plan), cells)]
    beside = 0 if height >= 9 else 5
    cells -= beside
    for name, values in (("now", before), ("then", after)):
        label = f"{name}, at most {max(values):.0f} a day"
        if beside:
            # The scale is that of the top, which is drawn last and left out.
            means = [*resampled(values, cells), top]
            line = sparkline(means, width=len(means), ascii=ascii)[:-1]
            rows.append(row(Span(pad(name, beside), "dim"), Span(line, "forward")))
            continue
        chart = columns(values, height=tall, width=cells, ascii=ascii, top=top)
        rows += [row(Span(label, "dim")), *(row(Span(_text(line), "forward")) for line in chart)]
    rows.append(_ends(beside, last, min(count, cells), cells, 1 if beside else 3))
    return tuple(rows)


def _ends(beside: int, last: date, shown: int, cells: int, thickest: int) -> Row:
    """The first and the last day below a chart of so many columns."""
    thick = max(1, min(thickest, cells // max(shown, 1)))
    end = f"{last.day} {last:%b}"
    place = min(max(len("today") + 1, (shown - 1) * thick), cells - width(end))
    return row(Span(" " * beside + pad("today", max(0, place)) + end, "dim"))


def _text(line: Row) -> str:
    return "".join(span.text for span in line)


def _cost(plan: Spread) -> str:
    moves = f"{counted(len(plan.moves), 'card')} move, at most {plan.per_day:,} a day; "
    lost = abs(plan.lost)
    if lost < 0.05:
        return moves + "no recall is lost"
    return moves + f"{lost:,.1f} {'fewer' if plan.lost > 0 else 'more'} recalled when asked"


def note_rows(plan: Spread | None, refused: str, cells: int) -> Rows:
    """What Enter will do."""
    if refused:
        return tuple(row(Span(line, "wrong")) for line in wrap(one_line(refused), cells))
    if plan is None:
        return (row(Span("Counting …", "dim")),)
    if not plan.moves:
        return (row(Span("Esc goes back.", "dim")),)
    says = (
        "Enter moves them; Esc leaves everything as it is."
        if cells >= 50
        else "Enter moves them, Esc goes back."
    )
    return (row(Span(says, "accent")),)
