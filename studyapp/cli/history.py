"""A question's past reviews on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.output import ascii_only, echo, echo_json, echo_lines, json_option, width

if TYPE_CHECKING:
    from studyapp.core.card_log import CardHistory
    from studyapp.study.history import PastReview, PastShowing, TextVersion


@click.command(help="List the past reviews of a question, or show one as it was. QUESTION is PACK/QUESTION.")
@click.argument("identity", metavar="PACK/QUESTION")
@click.option("--show", "number", type=click.IntRange(min=1), metavar="N", help="Show the N-th review.")
@click.option("--versions", is_flag=True, help="Show what changed between the texts that it had.")
@json_option
def history(identity: str, number: int | None, versions: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    reviews = study.history.of(identity)
    if reviews is None:
        raise click.UsageError(f"there is no question {identity[:80]!r}; write PACK/QUESTION")
    if versions and number is not None:
        raise click.UsageError("give --show or --versions, not both")
    if number is not None:
        shown = study.history.shown(identity, number)
        if shown is None:
            raise click.UsageError(f"{identity} has {len(reviews)} reviews; there is no number {number}")
        if as_json:
            echo_json(_as_dict(identity, shown))
        else:
            _print(shown)
    elif as_json:
        cards = [_card(card) for card in study.card_history.of(identity)]
        texts = [_text(text, lines) for text, lines in _compared(study.history.versions(identity))]
        rows = [_row(review) for review in reviews]
        echo_json({"id": identity, "reviews": rows, "versions": texts, "cards": cards})
    elif versions:
        for text, lines in _compared(study.history.versions(identity)):
            echo(_version_line(text))
            echo_lines(f"  {line}" for line in lines)
    else:
        had = study.history.versions(identity)
        echo_lines(_version_line(text) for text in had if len(had) > 1)
        for review in reviews:
            echo(_line(review))
        if not reviews:
            echo("not studied yet")
        from studyapp.render.card_chart import card_words

        for card in study.card_history.of(identity):
            if card.points:
                echo(card_words(card, named=card.facet != "answer"))


def _compared(texts: Sequence[TextVersion]) -> list[tuple[TextVersion, tuple[str, ...]]]:
    """Each text with what is otherwise in it than in the one before."""
    from studyapp.render.word_diff import changes

    changed = [changes(one.body, other.body) for one, other in pairwise(texts)]
    return list(zip(texts, ((), *changed), strict=True))


def _version_line(text: TextVersion) -> str:
    seen = f"first seen {text.first_seen:%Y-%m-%d}" if text.first_seen else "first seen before this was kept"
    count = f"{text.reviews} review{'' if text.reviews == 1 else 's'}"
    return f"v{text.number}  {seen}  {count}{'  today' if text.current else ''}"


def _text(text: TextVersion, changed: tuple[str, ...]) -> dict[str, Any]:
    return {
        "number": text.number,
        "first_seen": text.first_seen.isoformat() if text.first_seen else None,
        "reviews": text.reviews,
        "current": text.current,
        "changes": list(changed),
    }


def _row(review: PastReview) -> dict[str, Any]:
    row = {name: value for name, value in asdict(review).items() if name not in ("rating", "at")}
    return {"number": review.number, "at": review.at.isoformat(), "rating": review.rating.name.lower()} | row


def _card(history: CardHistory) -> dict[str, Any]:
    """A card's memory over time: days, shares from 0 to 1."""
    points = [
        {
            "day": point.day.isoformat(),
            "rating": point.rating.name.lower(),
            "phase": point.phase,
            "elapsed": point.elapsed,
            "recall_before": _rounded(point.recall),
            "interval": point.interval,
            "stability_after": _rounded(point.stability),
        }
        for point in history.points
    ]
    return {"facet": history.facet, "recall": _rounded(history.recall), "reviews": points}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _line(review: PastReview) -> str:
    from studyapp.core.text import one_line
    from studyapp.render.question import verdict_words

    verdict = verdict_words(review.outcome, overridden=review.overridden, confidence=review.confidence)
    answer = f"  {one_line(review.response, 40)}" if review.response else ""
    facet = "" if review.facet == "answer" else f"  {review.facet}"
    when = f"{review.number:3d}  {review.at:%Y-%m-%d %H:%M}  {review.rating.name.lower():<5}"
    return f"{when}  {verdict}  seed {review.seed}  v{review.version}{facet}{answer}"


def _as_dict(identity: str, shown: PastShowing) -> dict[str, Any]:
    from studyapp.cli.show import example_dict
    from studyapp.render.question import question_text

    text = question_text(shown.question, shown.review.facet, shown.variant)
    return {
        "id": identity,
        "review": _row(shown.review),
        "shown": asdict(text),
        "question": shown.question.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "variant": asdict(shown.variant),
        "answer": shown.answer,
        "verdict": asdict(shown.verdict) if shown.verdict else None,
        "reworded": shown.reworded,
        "example": example_dict(shown.example) if shown.example else None,
        "problem": shown.problem or None,
    }


def _print(shown: PastShowing) -> None:
    from studyapp.render.markdown import plain_text
    from studyapp.render.question import question_text
    from studyapp.render.worked import example_lines

    text = question_text(shown.question, shown.review.facet, shown.variant)
    echo(_line(shown.review).strip())
    if shown.reworded:
        echo("The question reads otherwise today; this is its text of then.")
    echo()
    for part in (text.prompt, *text.conventions):
        echo(plain_text(part, width()))
    for line in text.lines:
        echo(f"  {plain_text(line, 10_000)}")
    for letter, option in zip("abcdefghijkl", text.options, strict=False):
        echo(f"  {letter}) {plain_text(option, 10_000)}")
    echo()
    echo(plain_text(f"Your answer: {shown.review.response or 'none was typed'}", width()))
    echo(plain_text(f"Answer: {shown.answer}", width()))
    if shown.verdict is not None and shown.verdict.says:
        echo(plain_text(shown.verdict.says, width()))
    if shown.problem:
        echo(f"Its run is refused today: {shown.problem}")
    if shown.example:
        echo()
        echo_lines(example_lines(shown.example, width=width(), ascii=ascii_only()))
