"""A store as large as one gets: 100,000 cards with 1,000,000 reviews over years, made in about a minute and kept.

    path = copy_of_big_store(tmp_path)                      # to write to
    path = big_store()                                      # to read only, shared by all benchmarks
    study = open_big(path)                                  # the use cases over it, at 10:00 on TODAY

Rows are written as SQLite holds them, so that it is made fast. Stabilities, days and ratings grow as a memory does,
though not by the model's own formula: replaying the log would give other numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from studyapp import resources
from studyapp.store.engine import Store
from studyapp.store.migrate import upgrade
from studyapp.study.app import Study
from studyapp.study.clock import Clock

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = NOW.date()
PACKS = 50
NEW_SHARE = 0.2
UNDONE_SHARE = 0.005
DECAY = 0.1542
FACTOR = 0.9 ** (-1 / DECAY) - 1
LONGEST = 100.0
"""Stability grows no further, in days, so that a card's reviews span years and not decades."""
WORDS = (
    "gradient", "sigmoid", "loss", "layer", "weight", "bias", "batch", "norm", "residual", "attention",
    "recurrent", "dropout", "optimizer", "momentum", "convolution", "kernel", "softmax", "entropy", "variance",
    "initialization", "activation", "backpropagation", "embedding", "transformer", "chain", "rule", "clipping",
)  # fmt: skip
SYLLABLES = ("ka", "lo", "mi", "ter", "ran", "sol", "ve", "dun", "pri", "os", "ge", "tal", "bri", "um")
TOPICS = tuple(f"{one}-{other}" for one in WORDS for other in ("basics", "practice", "theory", "history"))
TAGS = ("exam", "later", "hard", "lecture-1", "lecture-2", "lecture-3", "ask")
MISTAKES = ("no-slope", "value", "added", "one-too-many", "transposed")

Array = np.ndarray[Any, Any]


class Deck(NamedTuple):
    """Cards in the order of study: identity, question and pack of each."""

    cards: list[str]
    questions: list[str]
    packs: list[str]
    positions: list[int]


class Log(NamedTuple):
    """Reviews card by card: (reviews,) each; and the state that each reviewed card is left in: (reviewed,)."""

    card: Array
    step: Array
    day: Array
    """Days from TODAY."""
    rating: Array
    stability: Array
    """Before the review; 0 for the first."""
    difficulty: Array
    elapsed: Array
    given: Array
    lapses: Array
    ends: dict[str, Array]


def big_store(cards: int = 100_000, reviews: int = 1_000_000, seed: int = 0) -> Path:
    """The store of these sizes, made now or when it was first asked for; to be read only."""
    sources = [Path(__file__), *sorted(resources.migrations_root().glob("versions/*.py"))]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / "studyapp-benchmarks" / f"{cards}-{reviews}-{seed}-{digest}.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(f".{np.random.default_rng().integers(2**31)}")
        upgrade(making, resources.migrations_root())
        _fill(making, cards, reviews, np.random.default_rng(seed))
        making.rename(path)
    return path


def copy_of_big_store(folder: Path, cards: int = 100_000, reviews: int = 1_000_000, seed: int = 0) -> Path:
    """A copy of it in a folder, to write to."""
    return Path(shutil.copyfile(big_store(cards, reviews, seed), folder / "big.db"))


def open_big(path: Path, now: datetime = NOW) -> Study:
    """The use cases over it; packs are not brought up to date, since there are no files behind them."""
    return Study(Store(path), path.parent, Clock(lambda: now))


def _fill(path: Path, cards: int, reviews: int, source: np.random.Generator) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute("BEGIN")
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        indexes = connection.execute(query).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        deck = _content(connection, cards, source)
        reviewed = np.sort(source.choice(cards, size=round(cards * (1 - NEW_SHARE)), replace=False))
        log = _log(reviewed, reviews - round(reviews * UNDONE_SHARE), source)
        _put_cards(connection, deck, log, reviewed, source)
        _put_reviews(connection, deck, log, reviews, source)
        for _, sql in indexes:
            connection.execute(sql)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(
    connection: sqlite3.Connection, table: str, columns: str, rows: Iterator[Any] | list[Any]
) -> None:
    marks = ", ".join("?" * len(columns.split(",")))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _content(connection: sqlite3.Connection, count: int, source: np.random.Generator) -> Deck:
    """Packs; questions of three kinds with common and rare words, topics, tags, notes; one or two cards each."""
    for place in range(PACKS):
        manifest = {"format": 1, "id": f"pack-{place:02}", "title": f"Pack {place}", "summary": "Made up."}
        manifest |= {"authors": ["A benchmark"], "license": "MIT", "questions": ["all.yaml"]}
        values = (f"pack-{place:02}", place, "made up", json.dumps(manifest), None, "[]", 0)
        _insert(connection, "packs", "id, position, digest, manifest, guide, glossary, retired", [values])
    words = [*WORDS, *(one + two + three for one in SYLLABLES for two in SYLLABLES for three in SYLLABLES)]
    weights = 1 / np.arange(1, len(words) + 1)
    picks = source.choice(len(words), size=(count, 48), p=weights / weights.sum())
    topic_picks = (len(TOPICS) * source.random((count, 3)) ** 2).astype(int)
    chances = source.random((count, 4))
    deck = Deck([], [], [], [])
    rows: dict[str, list[Any]] = {
        name: [] for name in ("versions", "questions", "topics", "tags", "notes", "search")
    }
    for place in range(count):
        if len(deck.cards) == count:
            break
        kind = ("flashcard", "true_false", "cloze", "flashcard")[place % 4]
        facets = {"flashcard": ("forward", "reverse"), "true_false": ("answer",), "cloze": ("one",)}[kind]
        facets = facets[: 2 if place % 4 == 3 else 1][: count - len(deck.cards)]
        pack = f"pack-{len(deck.cards) * PACKS // count:02}"
        identity = f"{pack}/question-{place:06}"
        text = [words[pick] for pick in picks[place]]
        topics = list(dict.fromkeys(TOPICS[pick] for pick in topic_picks[place]))
        body = {
            "id": f"question-{place:06}",
            "kind": kind,
            "difficulty": ("easy", "medium", "hard")[place % 3],
            "topics": topics,
            "title": " ".join(text[:4]).capitalize(),
            "backed_by": "citation",
            "references": [{"title": "A made-up book"}],
            "explanation": " ".join(text[24:]),
        }
        prompt = " ".join(text[4:24])
        body |= {"text": f"{prompt} [[one|{text[0]}]]"} if kind == "cloze" else {"prompt": prompt}
        body |= {
            "flashcard": {"answer": text[1], "both": place % 4 == 3},
            "true_false": {"answer": True},
        }.get(kind, {})
        digest = hashlib.sha256(identity.encode()).hexdigest()
        rows["versions"].append((digest, json.dumps(body)))
        section = f"section-{place // 400}"
        listed = (identity, pack, place, digest, kind, body["difficulty"], body["title"], json.dumps(topics))
        rows["questions"].append((*listed, ("computed", "checked", "cited")[place % 3], section, 0))
        rows["topics"] += [(identity, at, topic) for at, topic in enumerate(topics)]
        if chances[place, 0] < 0.05:
            rows["tags"].append((identity, TAGS[int(chances[place, 1] * len(TAGS))]))
        if chances[place, 2] < 0.01:
            rows["notes"].append(("question", identity, "mind the sign", f"{TODAY}T08:00:00.000000+00:00"))
        indexed = "\n".join((prompt, str(body["explanation"]), " ".join(topics)))
        rows["search"].append(("question", identity, pack, body["title"], indexed))
        for at, facet in enumerate(facets):
            deck.cards.append(f"{identity}#{facet}")
            deck.questions.append(identity)
            deck.packs.append(pack)
            deck.positions.append(place * 100 + at)
    columns = {
        "versions": "digest, body",
        "questions": "id, pack_id, position, version, kind, difficulty, heading, topics, backing, section, retired",
        "topics": "question_id, place, topic",
        "tags": "question_id, tag",
        "notes": "kind, target, text, at",
        "search": "kind, target, pack_id, title, body",
    }
    for table, names in columns.items():
        _insert(connection, table, names, rows[table])
    return deck


def _log(reviewed: Array, count: int, source: np.random.Generator) -> Log:
    """Reviews of the reviewed cards, each near the day it was due; some cards have many, most a few."""
    size = len(reviewed)
    shares = source.gamma(5, size=size)
    lengths = 1 + source.multinomial(count - size, shares / shares.sum())
    first = np.cumsum(lengths) - lengths
    flat = {
        name: np.zeros(count) for name in ("stability", "difficulty", "elapsed", "given", "rating", "lapses")
    }
    ratings = source.choice([1, 2, 3, 4], size=size, p=[0.2, 0.15, 0.5, 0.15])
    stability = np.array([0, 1.2, 2.0, 3.0, 8.3])[ratings] * source.uniform(0.8, 1.2, size)
    difficulty = np.clip(np.array([0, 8, 6.5, 5, 3])[ratings] + source.normal(0, 0.8, size), 1, 10)
    lapses = np.zeros(size)
    flat["rating"][first] = ratings
    flat["difficulty"][first] = difficulty
    for step in range(1, int(lengths.max())):
        at = np.flatnonzero(lengths > step)
        place = first[at] + step
        before = stability[at]
        elapsed = np.maximum(1, np.round(before * source.uniform(0.85, 1.15, len(at))))
        recalled = source.random(len(at)) < (1 + FACTOR * elapsed / before) ** -DECAY
        # At a given moment, most cards are in one of their long intervals.
        recalled |= (lengths[at] - step <= 4) & (source.random(len(at)) < 0.8)
        rating = np.where(recalled, source.choice([2, 3, 4], size=len(at), p=[0.12, 0.78, 0.1]), 1)
        values = {"stability": before, "difficulty": difficulty[at], "elapsed": elapsed, "rating": rating}
        for name, value in {**values, "lapses": lapses[at]}.items():
            flat[name][place] = value
        flat["given"][place - 1] = elapsed
        grown = np.minimum(before * (1.2 + 0.12 * (10 - difficulty[at])), LONGEST)
        stability[at] = np.where(recalled, grown, np.maximum(1.2, np.minimum(0.4 * before, 2 * before**0.3)))
        difficulty[at] = np.clip(difficulty[at] + np.array([0, 0.8, 0.3, 0, -0.3])[rating], 1, 10)
        lapses[at] += ~recalled
    given = np.maximum(1, np.round(stability * source.uniform(0.9, 1.1, size)))
    flat["given"][first + lengths - 1] = given
    # Most cards wait for their day, a few are overdue, and few were reviewed already today.
    passed = np.floor(given * source.uniform(0, 1.03, size))
    passed = np.where((passed == 0) & (source.random(size) < 0.95), 1, passed)
    spent = np.cumsum(flat["elapsed"])
    day = spent - np.repeat(spent[first + lengths - 1] + passed, lengths)
    ends = {"stability": stability, "difficulty": difficulty, "last": -passed, "due": given - passed}
    return Log(
        card=np.repeat(reviewed, lengths),
        step=np.arange(count) - np.repeat(first, lengths),
        day=day.astype(int),
        rating=flat["rating"].astype(int),
        stability=flat["stability"].round(4),
        difficulty=flat["difficulty"].round(4),
        elapsed=flat["elapsed"].astype(int),
        given=flat["given"].astype(int),
        lapses=flat["lapses"].astype(int),
        ends=ends | {"reps": lengths, "lapses": lapses},
    )


def _days(first: int, last: int) -> dict[int, str]:
    return {day: (TODAY + timedelta(days=day)).isoformat() for day in range(first, last + 1)}


def _put_cards(
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
    _insert(connection, "cards", columns, rows())


def _put_reviews(
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
        _insert(connection, "reviews", columns, narrow)
        _insert(connection, "showings", "review_id, response, seed, variant, version, said, before", wide)
        _insert(connection, "journal", "at, kind, says, review_id, changes, state", entries)
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
    _insert(connection, "undone", "review_id, at", back)


if __name__ == "__main__":
    print(big_store())
