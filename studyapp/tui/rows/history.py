"""The lines of past reviews, as pure functions of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.text import one_line
from studyapp.render.question import flat, verdict_words
from studyapp.render.spans import Role, Row, Rows, Span, pad, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studyapp.study.history import PastReview, PastShowing, TextVersion

DATE = 16
RATING = 6


def found_role(review: PastReview) -> Role:
    """Green for what counts as right, red for what does not, nothing where the learner was the judge."""
    if review.outcome == "right" or review.overridden:
        return "right"
    return "wrong" if review.outcome == "wrong" else ""


def past_row(review: PastReview, cells: int) -> Row:
    """Date, rating, answer, verdict and seed; on a narrow screen date, rating and answer."""
    words = verdict_words(review.outcome, overridden=review.overridden, confidence=review.confidence)
    facet = f"{review.facet}: " if review.facet != "answer" else ""
    answer = one_line(facet + review.response, 200)
    date = f"{review.at:%d %b %Y}" if cells < 60 else f"{review.at:%d %b %Y, %H:%M}"
    right = f"  {words}  seed {review.seed}" if cells >= 60 else ""
    room = max(4, cells - len(date) - RATING - len(right) - 4)
    return row(
        f" {date}  ",
        Span(pad(review.rating.name.lower(), RATING), found_role(review)),
        pad(answer, room),
        Span(right, "dim"),
    )


def version_row(since: TextVersion, before: int) -> Row:
    """Where the text changed: reviews above this line saw it, those below the one before."""
    if since.number < before:
        return row(Span(f" back to v{since.number}, v{before} before", "dim"))
    day = f" from {since.first_seen:%d %b %Y} on" if since.first_seen else ""
    return row(Span(f" v{since.number}{day}, v{before} before", "dim"))


def listed(
    reviews: Sequence[PastReview], texts: Sequence[TextVersion], cells: int
) -> tuple[tuple[PastReview | None, Row], ...]:
    """The reviews, the newest first, with a line of None wherever the text changed."""
    by_number = {text.number: text for text in texts}
    above = next((text.number for text in texts if text.current), 0)
    found: list[tuple[PastReview | None, Row]] = []
    for review in reviews:
        if review.version != above and above in by_number:
            found.append((None, version_row(by_number[above], review.version)))
        above = review.version
        found.append((review, past_row(review, cells)))
    return tuple(found)


def past_verdict_rows(shown: PastShowing, cells: int) -> Rows:
    """What was answered and what was found, then the right answer."""
    review = shown.review
    words = verdict_words(review.outcome, overridden=review.overridden, confidence=review.confidence)
    rows = [
        row(
            Span("You answered  ", "strong"),
            one_line(review.response, max(10, cells - 14)) or "nothing typed",
        ),
        row(Span("Found         ", "strong"), Span(words, found_role(review)), Span(_rated(review), "dim")),
        row(Span("The answer    ", "strong"), one_line(flat(shown.answer), max(10, cells - 14))),
    ]
    if shown.reworded:
        rows.append(row(Span("The question reads otherwise today; this is its text of then.", "dim")))
    if shown.problem:
        rows.append(row(Span(f"Its run is refused today: {shown.problem}", "wrong")))
    return tuple(rows)


def _rated(review: PastReview) -> str:
    hint = ", with a hint" if review.hinted else ""
    return f"   rated {review.rating.name.lower()}{hint}, {review.seconds:.0f} s"
