"""Verdicts on what was arranged: an order, or pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from studyapp.core.answers import MAX_TYPED, Unreadable
from studyapp.core.items import Matching, Ordering
from studyapp.core.text import safe
from studyapp.core.verdicts import Outcome, Response, Verdict, not_gradable, verdict
from studyapp.core.worked import Variant


def ordered(question: Ordering, response: Response, variant: Variant) -> Verdict:
    """Letters of the items as shown, first one first. The score is the share of pairs in the right order, doubled
    and less one: an order drawn by chance earns nothing on average.
    """
    places = places_given(question, response)
    if isinstance(places, Unreadable):
        return not_gradable(places.message)
    given = [variant.order[place] for place in places]
    rank = {item: position for position, item in enumerate(variant.right)}
    pairs = list(combinations(given, 2))
    held = sum(rank[first] < rank[second] for first, second in pairs)
    if held == len(pairs):
        return verdict(True)
    marks = tuple(item == right for item, right in zip(given, variant.right, strict=True))
    score = max(0.0, 2 * held / len(pairs) - 1)
    says = f"{held} of {len(pairs)} pairs stand in the right order."
    tag = "reversed" if held == 0 else "order"
    if held == 0:
        says = "That is the right order, the other way round."
    return Verdict(Outcome.WRONG, says, tag, score, marks=(marks,))


def matched(question: Matching, response: Response, variant: Variant) -> Verdict:
    """For each left side, in the order written, the letter of a right side as shown."""
    lefts = len(question.pairs)
    places = places_given(question, response)
    if isinstance(places, Unreadable):
        return not_gradable(places.message)
    marks = tuple(variant.order[place] == left for left, place in enumerate(places))
    if all(marks):
        return verdict(True)
    says = f"{sum(marks)} of {lefts} are right."
    return Verdict(Outcome.WRONG, says, "pairs", sum(marks) / lefts, marks=(marks,))


def places_given(question: Ordering | Matching, response: Response) -> Sequence[int] | Unreadable:
    """The places that were named, counted from 0 in the order shown."""
    if isinstance(question, Matching):
        count = len(question.rights)
        return _letters(response, len(question.pairs), count, "one for each line, in their order")
    count = len(question.items)
    places = _letters(response, count, count, "in order, each once")
    if not isinstance(places, Unreadable) and len(set(places)) < count:
        return Unreadable(f"name each of the {count} once, such as {example(count)}")
    return places


def places_begun(question: Ordering | Matching, typed: str) -> tuple[tuple[int, ...], str]:
    """(the places named so far, what cannot be read of the rest): what is shown while it is being typed."""
    ordering = isinstance(question, Ordering)
    if isinstance(question, Ordering):
        count = wanted = len(question.items)
    else:
        count, wanted = len(question.rights), len(question.pairs)
    last = chr(ord("a") + count - 1)
    places: list[int] = []
    for sign in _signs(typed):
        place = int(sign) - 1 if sign in "123456789" else ord(sign) - ord("a")
        if not 0 <= place < count:
            return tuple(places), f"{sign} is none of a to {last}"
        if ordering and place in places:
            return tuple(places), f"{sign} stands there already"
        if len(places) == wanted:
            return tuple(places), f"that is more than {wanted}"
        places.append(place)
    return tuple(places), ""


def _signs(typed: str) -> str:
    """Letters and digits alone, whatever stands between them."""
    return re.sub(r"[\s,;>.)(-]+", "", safe(typed[:MAX_TYPED]).casefold())


def _letters(response: Response, wanted: int, count: int, how: str) -> Sequence[int] | Unreadable:
    """Places named by letters or numbers, in the order given."""
    last = chr(ord("a") + count - 1)
    message = f"write {wanted} letters from a to {last}, {how}, such as {example(wanted)}"
    if isinstance(response, bool):
        return Unreadable(message)
    if not isinstance(response, str):
        places = [place for place in response if isinstance(place, int)]
    else:
        typed = re.sub(r"[\s,;>.)(-]+", " ", safe(response[:MAX_TYPED]).casefold()).strip()
        if not re.fullmatch(r"[a-z ]+|[0-9 ]+", typed):
            return Unreadable(message)
        # With a space between them they may have two digits; without, each is one.
        marks = typed.split() if len(typed.split()) == wanted else list(typed.replace(" ", ""))
        places = [
            ord(mark) - ord("a")
            if mark.isalpha() and len(mark) == 1
            else int(mark) - 1
            if mark.isdigit()
            else -1
            for mark in marks
        ]
    if len(places) != wanted or any(not 0 <= place < count for place in places):
        return Unreadable(message)
    return places


def example(count: int) -> str:
    """Letters as they may be typed, in an order that is hardly the right one: neighbors are exchanged."""
    places = [place ^ 1 if place ^ 1 < count else place for place in range(count)]
    return " ".join(chr(ord("a") + place) for place in places)
