"""An overview as JSON: every table behind the charts of the progress screen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studyapp.core.mastery import Mastery
    from studyapp.core.retention import Retention
    from studyapp.core.statistics import Distribution, Part
    from studyapp.study.overview import Overview


def as_plain(overview: Overview) -> dict[str, Any]:
    """The overview as plain values; shares are from 0 to 1, times in seconds, stability in days."""
    return {
        "day": overview.day.isoformat(),
        "period": overview.period,
        "today": {
            "answers": overview.today.answers,
            "recalled": overview.today.recalled,
            "seconds": round(overview.today.seconds, 1),
        },
        "streak": overview.streak.days,
        "streak_forgiven": [day.isoformat() for day in overview.streak.forgiven],
        "reviews": overview.reviews,
        "seconds": round(overview.seconds, 1),
        "days": _by_day(overview.days),
        "hours": _parts("hour", overview.hours),
        "weekdays": _parts("weekday", overview.weekdays),
        "forecast": _by_day(overview.forecast),
        **_retention(overview),
        **_own_word(overview),
        "packs": _known("pack", overview.packs),
        "topics": _known("topic", overview.topics),
        "sections": _known("section", overview.sections),
        "stability": _spread(overview.stability),
        "difficulty": _spread(overview.difficulty),
        "times": _spread(overview.times),
        "slowest": [
            {
                "question": slow.question,
                "heading": slow.heading,
                "answers": slow.answers,
                "seconds": round(slow.seconds, 1),
            }
            for slow in overview.slowest
        ],
        "mistakes": [
            {
                "says": mistake.says,
                "mistake": mistake.mistake,
                "times": mistake.times,
                "questions": list(mistake.questions),
                "more_questions": mistake.more,
            }
            for mistake in overview.mistakes
        ],
        "quizzes": [
            {
                "title": quiz.title,
                "day": quiz.day.isoformat(),
                "right": quiz.right,
                "asked": quiz.asked,
            }
            for quiz in overview.quizzes
        ],
    }


def _by_day(counts: Mapping[date, int]) -> dict[str, int]:
    return {day.isoformat(): count for day, count in counts.items()}


def _parts(name: str, parts: Sequence[Part]) -> list[dict[str, int]]:
    """Hours from 0, weekdays from Monday as 0."""
    return [
        {name: place, "answers": part.answers, "recalled": part.recalled} for place, part in enumerate(parts)
    ]


def _retention(overview: Overview) -> dict[str, Any]:
    found, fit = overview.retention, overview.fit
    return {
        "wanted": overview.wanted,
        "retention": None if found is None else found.share,
        "retention_interval": None if found is None else _rounded(*found.interval),
        "retention_expected": None if found is None else round(found.predicted, 4),
        "retention_reviews": 0 if found is None else found.tested,
        "retention_by_age": [{"age": name, **_measured(one)} for name, one in overview.by_age.items()],
        "retention_by_expected": [
            {"from": low, "to": high, **_measured(one)} for (low, high), one in overview.by_recall.items()
        ],
        "fit": fit and {"log_loss": round(fit.log_loss, 4), "rmse": round(fit.rmse, 4)},
    }


def _measured(found: Retention) -> dict[str, Any]:
    return {
        "reviews": found.tested,
        "recalled": found.recalled,
        "share": round(found.share, 4),
        "interval": _rounded(*found.interval),
        "expected": round(found.predicted, 4),
    }


def _own_word(overview: Overview) -> dict[str, Any]:
    return {
        "confidence": [
            {
                "confidence": level.confidence.value,
                "answers": level.answers,
                "right": level.right,
                "share": round(level.share, 4),
            }
            for level in overview.calibration
        ],
        "overridden": {
            "count": overview.overrides.count,
            "wrong": overview.overrides.wrong,
            "share": round(overview.overrides.share, 4),
        },
    }


def _known(name: str, known: Sequence[Mastery]) -> list[dict[str, Any]]:
    return [
        {
            name: one.name,
            "title": one.title,
            "cards": one.cards,
            "seen": one.seen,
            "known": round(one.known, 4),
            "weakest": one.weakest,
        }
        for one in known
    ]


def _spread(found: Distribution) -> dict[str, Any]:
    """JSON has no infinity: the last range has no end."""
    edges = [None if math.isinf(edge) else edge for edge in found.edges]
    ranges = zip(edges, edges[1:], found.counts, strict=False)
    return {
        "median": found.median,
        "ranges": [{"from": low, "to": high, "count": count} for low, high, count in ranges],
    }


def _rounded(*shares: float) -> list[float]:
    return [round(share, 4) for share in shares]
