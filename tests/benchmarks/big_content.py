"""The packs, questions and cards of the big store."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = NOW.date()
PACKS = 50
WORDS = (
    "gradient", "sigmoid", "loss", "layer", "weight", "bias", "batch", "norm", "residual", "attention",
    "recurrent", "dropout", "optimizer", "momentum", "convolution", "kernel", "softmax", "entropy", "variance",
    "initialization", "activation", "backpropagation", "embedding", "transformer", "chain", "rule", "clipping",
)  # fmt: skip
SYLLABLES = ("ka", "lo", "mi", "ter", "ran", "sol", "ve", "dun", "pri", "os", "ge", "tal", "bri", "um")
TOPICS = tuple(f"{one}-{other}" for one in WORDS for other in ("basics", "practice", "theory", "history"))
TAGS = ("exam", "later", "hard", "lecture-1", "lecture-2", "lecture-3", "ask")


class Deck(NamedTuple):
    """Cards in the order of study: identity, question and pack of each."""

    cards: list[str]
    questions: list[str]
    packs: list[str]
    positions: list[int]


def insert(connection: sqlite3.Connection, table: str, columns: str, rows: Iterator[Any] | list[Any]) -> None:
    """Put rows into a table; columns are named with commas between."""
    marks = ", ".join("?" * len(columns.split(",")))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def put_content(connection: sqlite3.Connection, count: int, source: np.random.Generator) -> Deck:
    """Packs; questions of three kinds with common and rare words, topics, tags, notes; one or two cards each."""
    for place in range(PACKS):
        manifest = {"format": 1, "id": f"pack-{place:02}", "title": f"Pack {place}", "summary": "Made up."}
        manifest |= {"authors": ["A benchmark"], "license": "MIT", "questions": ["all.yaml"]}
        values = (f"pack-{place:02}", place, "made up", json.dumps(manifest), None, "[]", 0)
        insert(connection, "packs", "id, position, digest, manifest, guide, glossary, retired", [values])
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
        insert(connection, table, names, rows[table])
    return deck
