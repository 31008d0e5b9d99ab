"""Progress in plain sentences, the same on the screen and on the command line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from studyapp.core.records import DayTally
from studyapp.core.retention import Fit, Retention
from studyapp.core.statistics import FORGIVEN_EVERY, Distribution, Part, Streak

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
AGES = {
    "new": "stable for less than a week",
    "young": "stable for one to three weeks",
    "mature": "stable for three weeks or more",
}
STREAK_RULE = (
    f"One day off between days of study is forgiven, at most one in {FORGIVEN_EVERY}; two in a row end it."
)
RETENTION_RULE = (
    "Counted is a card's first review of a day, once its learning steps are over. The interval holds 95 %."
)
KNOWN_RULE = "Known is the mean chance of recall now over all cards; a card never seen counts as 0."


def counted(number: int, one: str, many: str = "") -> str:
    """1 answer, 1,204 answers."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float, digits: int = 0) -> str:
    return f"{share * 100:.{digits}f} %"


def period_words(days: int | None) -> str:
    return "all time" if days is None else f"{days} days"


def today_words(today: DayTally) -> str:
    """24 answers, 21 right, 11 min."""
    minutes = f"{today.seconds / 60:.0f} min"
    return f"{counted(today.answers, 'answer')}, {today.recalled:,} right, {minutes}"


def streak_words(streak: Streak) -> str:
    """12 days, one day off forgiven."""
    days = counted(streak.days, "day")
    off = len(streak.forgiven)
    return days + (f", {'one day' if off == 1 else f'{off} days'} off forgiven" if off else "")


def retention_words(wanted: float, found: Retention) -> str:
    """Whether as much was recalled as the learner asked for and the model expected."""
    low, high = found.interval
    said = f"You wanted {percent(wanted)}, you got {percent(found.share)}"
    digits = 0 if high - low > 0.02 else 1
    return f"{said} ({low * 100:.{digits}f}–{high * 100:.{digits}f}, {counted(found.tested, 'review')})."


def expected_words(found: Retention) -> str:
    """Whether the prediction lies in the interval of what happened."""
    said = f"The model expected {percent(found.predicted, 1)}"
    if found.as_predicted:
        return f"{said}, which agrees with what happened."
    less = found.share < found.predicted
    return f"{said}: you recalled {'less' if less else 'more'} than it expected."


def fit_words(fit: Fit) -> str:
    """How far predictions are off."""
    return f"Its predictions are off by about {percent(fit.rmse, 1)} (log loss {fit.log_loss:.3f})."


def forecast_words(forecast: Mapping[date, int], day: date) -> str:
    """Due today, tomorrow, in a week and in the whole forecast."""
    tomorrow = forecast.get(day + timedelta(days=1), 0)
    week = sum(forecast.get(day + timedelta(days=ahead), 0) for ahead in range(7))
    total = sum(forecast.values())
    return f"{forecast.get(day, 0):,} today, {tomorrow:,} tomorrow, {week:,} in 7 days, {total:,} in 30 days"


def calendar_words(days: Mapping[date, int], seconds: float) -> str:
    """Answers, the days they were given on, and the time they took."""
    answers, studied = sum(days.values()), sum(count > 0 for count in days.values())
    if not studied:
        return "No answers in this period."
    each = f"{answers / studied:,.0f} a day of study"
    return (
        f"{counted(answers, 'answer')} on {counted(studied, 'day')}, {each}, {hours_words(seconds)} in all."
    )


def hours_words(seconds: float) -> str:
    """40 min, 12 h."""
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:,.0f} h"


def hour_words(hours: Sequence[Part], least: int = 20) -> str:
    """When most answers are given, and when most are right among hours with enough answers."""
    if not any(part.answers for part in hours):
        return "No answers in this period."
    busiest = max(range(len(hours)), key=lambda hour: hours[hour].answers)
    said = f"Most answers come from {busiest}:00 to {(busiest + 1) % 24}:00."
    often = [hour for hour, part in enumerate(hours) if part.answers >= least]
    if len(often) < 2:
        return said
    best = max(often, key=lambda hour: hours[hour].recalled / hours[hour].answers)
    share = percent(hours[best].recalled / hours[best].answers)
    return f"{said} Most are right at {best}:00: {share} of {counted(hours[best].answers, 'answer')}."


def spread_words(name: str, found: Distribution, unit: str = "") -> str:
    """Half of the cards lie below what is said."""
    if found.median is None:
        return f"{name}: no card was seen yet."
    # Whole numbers begun, so that the median is not above what is said; the same for seconds below.
    below = f"{found.median + 1:.0f}{unit}"
    return f"{name}: half of your {counted(sum(found.counts), 'card')} have less than {below}."


def times_words(found: Distribution) -> str:
    """How long half of the answers took at most."""
    if found.median is None:
        return "No answers in this period."
    return f"Half of {counted(sum(found.counts), 'answer')} took less than {found.median + 1:.0f} s."


def range_labels(edges: Sequence[float], unit: str = "") -> list[str]:
    """The ranges between edges: 3–7 d, 365 d +."""
    labels = []
    for low, high in pairwise(edges):
        ends = f"{low:.0f}" if high - low == 1 and low else f"{low:.0f}–{high:.0f}"
        labels.append((f"{low:.0f} +" if math.isinf(high) else ends) + unit)
    return labels


def recall_label(ends: tuple[float, float]) -> str:
    """A range of predicted recall: 85–90 %."""
    return f"{ends[0] * 100:.0f}–{ends[1] * 100:.0f} %"
