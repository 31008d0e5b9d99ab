"""The rows of the big store's cards and reviews."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from tests.benchmarks.big_content import TODAY, Deck, insert
from tests.benchmarks.big_history import DECAY, FACTOR, Array, Log

MISTAKES = ("no-slope", "value", "added", "one-too-many", "transposed")


def _days(first: int, last: int) -> dict[int, str]:
    return {day: (TODAY + timedelta(days=day)).isoformat() for day in range(first, last + 1)}


def put_cards(
    connection: sqlite3.Connection, deck: Deck, log: Log, reviewed: Array, source: np.random.Generator
) -> None:
    """Every card with its state and marks: 1 % suspended, 2 % flagged, some buried, a few in a learning step."""
    ends = {name: values.tolist() for name, values in log.ends.items()}
    of = {card: place for place, card in enumerate(reviewed.tolist())}
    chances = source.random((len(deck.cards), 4)).tolist()
    days = _days(int(min(ends["last"])) - 1, int(max(ends["due"])) + 1)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()

    def rows() -> Iterator[tuple[object, ...]]:
        for place, identity in enumerate(deck.cards):
            suspended, flagged, buried, stepped = chances[place]
            at = of.get(place)
            state: tuple[object, ...] = (None, None, None, None, None, None, 0, 0, 0)
            if at is not None:
                last, due = days[int(ends["last"][at])], days[int(ends["due"][at])]
                step, due_at = None, None
                if stepped < 0.0003:
                    last = due = TODAY.isoformat()
                    step, due_at = 0, f"{TODAY}T09:{int(stepped * 2e5) % 60:02}:00.000000+00:00"
                memory = (round(ends["stability"][at], 4), round(ends["difficulty"][at], 4))
                counts = (int(ends["reps"][at]), int(ends["lapses"][at]))
                state = (*memory, last, due, due_at, step, 0, *counts)
            marks = (int(suspended < 0.01), int(flagged < 0.02), tomorrow if buried < 0.002 else None)
            belongs = (identity, deck.questions[place], deck.packs[place], deck.positions[place], 0)
            yield (*belongs, *state, *marks)

    columns = (
        "id, question_id, pack_id, position, retired, stability, difficulty, last_day, due_day, due_at, step,"
        " relearning, reps, lapses, suspended, flagged, buried_until"
    )
    insert(connection, "cards", columns, rows())


def put_reviews(
    connection: sqlite3.Connection, deck: Deck, log: Log, count: int, source: np.random.Generator
) -> None:
    """The log in the order of time, with what was shown and the journal; a few reviews were taken back."""
    live = len(log.card)
    again = source.choice(live, size=count - live, replace=False)
    entry = np.concatenate([np.arange(live), again])
    hour = source.choice(np.arange(6, 24), size=live)
    hour = np.where(log.day == 0, 6 + hour % 4, hour)
    second = source.integers(3600, size=live)
    stands = np.arange(count) < live
    order = np.lexsort((stands, second[entry], hour[entry], log.day[entry]))
    entry, stands = entry[order], stands[order]
    recall = (1 + FACTOR * log.elapsed / np.maximum(log.stability, 0.01)) ** -DECAY
    seconds = source.lognormal(2.4, 0.6, live).round(1)
    chance = source.random(live)
    listed = zip(
        *(
            values[entry].tolist()
            for values in (
                log.card, log.step, log.day, log.rating, log.stability, log.difficulty, log.elapsed, log.given,
                log.lapses, hour, second, seconds, recall.round(4), chance,
            )
        ),
        stands.tolist(),
        strict=True,
    )  # fmt: skip
    days = _days(int(log.day.min()) - 1, 800)
    digests = [hashlib.sha256(question.encode()).hexdigest() for question in deck.questions]
    narrow: list[Any] = []
    wide: list[Any] = []
    entries: list[Any] = []
    back: list[Any] = []

    def flush() -> None:
        columns = (
            "id, card_id, at, day, hour, rating, outcome, mistake, hinted, seconds, confidence, overridden, score,"
            " phase, stability, elapsed, recall, ideal, fuzzed, days"
        )
        insert(connection, "reviews", columns, narrow)
        insert(connection, "showings", "review_id, response, seed, variant, version, said, before", wide)
        insert(connection, "journal", "at, kind, says, review_id, changes, state", entries)
        for rows in (narrow, wide, entries):
            rows.clear()

    for number, row in enumerate(listed, 1):
        (
            card,
            step,
            day,
            rating,
            stability,
            difficulty,
            elapsed,
            given,
            lapses,
            h,
            s,
            took,
            recalled,
            chance_,
            ok,
        ) = row
        on = days[day]
        at = f"{on}T{h - 1:02}:{s // 60:02}:{s % 60:02}.000000+00:00"
        rated = rating if ok else 1
        right = rated > 1
        outcome = "self-rated" if card % 2 else ("right" if right else "wrong")
        mistake = MISTAKES[number % 5] if outcome == "wrong" and chance_ < 0.3 else None
        confidence = ("sure", "unsure", "guess")[number % 3] if chance_ < 0.3 else None
        before: tuple[object, ...] = ("new", None, None, None)
        packed = None
        if step:
            before = ("review", stability, elapsed, recalled)
            packed = (
                f'{{"stability":{stability},"difficulty":{difficulty},"last_day":"{days[day - elapsed]}",'
                f'"due_day":"{on}","relearning":false,"reps":{step},"lapses":{lapses}}}'
            )
        judged = (int(chance_ > 0.97), took, confidence, 0, None if card % 2 else float(right))
        narrow.append(
            (
                number,
                deck.cards[card],
                at,
                on,
                h,
                rated,
                outcome,
                mistake,
                *judged,
                *before,
                given,
                given,
                given,
            )
        )
        wide.append((number, "an answer", step, '{"variables":{"w":2}}', digests[card], None, packed))
        entries.append((at, "rate", "", number, None, "done" if ok else "dropped"))
        if not ok:
            back.append((number, at))
        if len(narrow) == 20_000:
            flush()
    flush()
    insert(connection, "undone", "review_id, at", back)
