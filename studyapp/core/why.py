"""Why a card is asked now, and what each rating would mean: the schedule in a few plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from studyapp.core.leeches import forgotten, is_leech
from studyapp.core.memory import Model, Moment, New, Rating, State
from studyapp.core.offers import Interval, Offer
from studyapp.core.planner import Marks


@dataclass(frozen=True, slots=True)
class Why:
    """A card's schedule in words."""

    before: str
    """How well it is known now."""
    after: Mapping[Rating, str]
    """What each rating would mean."""

    def short(self, rating: Rating) -> str:
        """One line: how well it was known, and what a rating means."""
        return f"Before: {self.before}. {self.after[rating]}"


def why(state: State, offered: Mapping[Rating, Offer], now: Moment, model: Model) -> Why:
    """The words for a card before its rating."""
    after = {
        rating: f"{rating.name.capitalize()}: {offer_words(offer, now, model)}"
        for rating, offer in offered.items()
    }
    return Why(state_words(state, now.day, model), after)


def state_words(state: State, today: date, model: Model) -> str:
    """How likely a card is recalled today, how long its memory lasts, and how hard it is."""
    if isinstance(state, New):
        return "new"
    recall = f"{_percent(model.recall(state, today))} likely"
    return f"{recall} · lasts {span(state.stability)} (stability) · difficulty {state.difficulty:.1f} of 10"


def offer_words(offer: Offer, now: Moment, model: Model) -> str:
    """What a rating leads to: when the card comes back, what moved that day, and how likely it is recalled then."""
    state = offer.state
    if offer.interval is None:
        wait = (state.due_at - now.at).total_seconds() if state.due_at else 0.0
        if wait < 60:
            return "in under a minute"
        minutes = round(wait / 60)
        return f"in {minutes} minute{'' if minutes == 1 else 's'}"
    then = _percent(model.recall_after(state.stability, offer.interval.days))
    return f"{interval_words(offer.interval, state.last_day)}, {then} likely then"


def interval_words(interval: Interval, since: date) -> str:
    """An interval given on a day, with what moved it from what the model asked for."""
    moved: list[str] = []
    if drawn := interval.fuzzed - interval.ideal:
        moved.append(f"{_signed(drawn)} by the draw")
    if spared := interval.days - interval.fuzzed:
        day = since + timedelta(days=interval.fuzzed)
        moved.append(f"{_signed(spared)} to spare {day.day} {day:%b}")
    days = f"{interval.days} day{'' if interval.days == 1 else 's'}"
    return f"{days} ({interval.ideal} asked for, {', '.join(moved)})" if moved else days


def card_words(
    state: State, marks: Marks, given: Interval | None, now: Moment, model: Model, lapses: int
) -> tuple[str, ...]:
    """What the page of a question says of a card: its schedule, how its last interval came about, and its marks.

    `lapses` is at how many a card counts as a leech.
    """
    if isinstance(state, New):
        lines = ["Not studied yet."]
    else:
        when = "in a learning step" if state.due_at else f"due {state.due_day.day} {state.due_day:%b %Y}"
        reviews = f"{state.reps} review{'' if state.reps == 1 else 's'}"
        lines = [f"{when[0].upper()}{when[1:]} · {reviews} · {state_words(state, now.day, model)}"]
        if given is not None and state.due_at is None and (state.due_day - state.last_day).days == given.days:
            lines.append(f"Last interval: {interval_words(given, state.last_day)}")
        if is_leech(state, lapses):
            lines.append(
                f"{forgotten(state.lapses)}: a leech. Read its section of the guide, and step through its run."
            )
    if said := marks_words(marks, now.day):
        lines.append(said)
    return tuple(lines)


def marks_words(marks: Marks, today: date) -> str:
    """What a learner decided about a card; empty where nothing was."""
    said = ["suspended"] if marks.suspended else []
    if marks.buried_until is not None and today < marks.buried_until:
        said.append(f"buried until {marks.buried_until.day} {marks.buried_until:%b}")
    if marks.flagged:
        said.append("flagged")
    line = ", ".join(said)
    return f"{line[0].upper()}{line[1:]}." if line else ""


def span(days: float) -> str:
    """A number of days as a person says it: 0.4 days, 12 days, 5 months, 2.3 years."""
    if days < 9.95:
        number = f"{days:.1f}".removesuffix(".0")
        return f"{number} day{'' if number == '1' else 's'}"
    if days < 60:
        return f"{days:.0f} days"
    return f"{days / 30.4:.0f} months" if days < 365 else f"{days / 365.25:.1f}".removesuffix(".0") + " years"


def _percent(share: float) -> str:
    # 100 % would promise what no memory keeps.
    return f"{min(round(100 * share), 99)} %"


def _signed(days: int) -> str:
    return f"{'+' if days > 0 else '−'}{abs(days)}"
