"""The pack of the learner's own cards: an ordinary pack folder, made when the first card is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from studyapp.core.own_cards import NewCard, body_of
from studyapp.core.records import ActionKind
from studyapp.packs.edits import appended
from studyapp.packs.writing import question_yaml
from studyapp.store import items
from studyapp.store.engine import Store
from studyapp.study.pack_files import PackFiles
from studyapp.study.pack_new import SCHEMAS
from studyapp.study.pack_order import MINE

CARDS = "questions/cards.yaml"
MANIFEST = "pack.yaml"
NEW_MANIFEST = f"""\
# yaml-language-server: $schema={SCHEMAS}/pack.json
# Your own cards: an ordinary pack. Change it as you like, here or in the app; `studyapp pack check` looks it over.
format: 1
id: {MINE}                        # the folder bears the same name
title: My cards
summary: Cards of my own.
authors: [Me]
license: UNLICENSED             # all rights are yours
language: en
questions:                      # in the order of study; new cards go into the first
  - {CARDS}
"""
NEW_CARDS = f"""\
# yaml-language-server: $schema=../{SCHEMAS}/questions.json
# Each `id` is the identity of a card's schedule: reword the card as you like, and keep its id.
"""
_ID = re.compile(rb"^\s*(?:-\s+)?(?:\{\s*)?[\"']?id[\"']?:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)


def ids_in(files: dict[str, bytes]) -> frozenset[str]:
    """Every id that files of questions give, found without reading them."""
    found = (_ID.findall(content) for name, content in files.items() if name.endswith(".yaml"))
    return frozenset(match.decode() for matches in found for match in matches)


def add(store: Store, files: PackFiles, schemas: Path | None, cards: Sequence[NewCard]) -> tuple[str, ...]:
    """Write cards into the learner's own pack, in one undoable step; their identities.

    Refusal says which card cannot be taken, and nothing is written then.
    """
    there = files.files(MINE)
    file = next(
        (name for name in (CARDS, *sorted(there)) if name in there and name.startswith("questions/")), CARDS
    )
    taken = set(ids_in(there))
    before = files.text(MINE, file) if file in there else NEW_CARDS
    made: list[str] = []
    written: list[str] = []
    for card in cards:
        body = body_of(card, lambda name: name in taken or _ever(store, name))
        made.append(str(body["id"]))
        taken.add(made[-1])
        written.append(question_yaml(body))
    new: dict[str, str | bytes | None] = {file: appended(before, "\n".join(written))}
    if MANIFEST not in there:
        new[MANIFEST] = NEW_MANIFEST
    says = f"Wrote {MINE}/{made[0]}" if len(made) == 1 else f"Wrote {len(made)} cards of your own"
    files.change(MINE, new, ActionKind.EDIT, says)
    if MANIFEST not in there:
        _put_schemas(files.folder(MINE), schemas)
    return tuple(f"{MINE}/{identity}" for identity in made)


def _ever(store: Store, identity: str) -> bool:
    """Whether a card ever had this id: one that was removed keeps it, and its reviews, for its return."""
    with store.reading() as session:
        return items.question(session, f"{MINE}/{identity}") is not None


def _put_schemas(folder: Path, schemas: Path | None) -> None:
    """What editors complete and explain by; the cards do without where it cannot be written."""
    if schemas is None:
        return
    with suppress(OSError):
        (folder / SCHEMAS).mkdir(exist_ok=True)
        for path in schemas.iterdir():
            (folder / SCHEMAS / path.name).write_bytes(path.read_bytes())
