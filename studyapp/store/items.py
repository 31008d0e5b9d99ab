"""Packs and questions in the store: a mirror of the content, with every version of every question."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from studyapp.core.items import (
    KINDS,
    STORED,
    AnyQuestion,
    Guide,
    Manifest,
    Pack,
    Question,
    Term,
    card_id,
)
from studyapp.core.records import QuestionRow, StoredQuestion
from studyapp.core.sections import section_of
from studyapp.store import wordings
from studyapp.store.engine import Session
from studyapp.store.tables import cards, packs, questions, requirements, topics, versions


def question_from(body: Mapping[str, object]) -> Question:
    """A question from its stored form, whatever rules were added since it was stored."""
    return KINDS[str(body["kind"])].model_validate(body, context=STORED)


def stored_form(question: AnyQuestion) -> dict[str, object]:
    return question.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def version_of(question: Question) -> str:
    """The digest of a question's text: equal text, equal version."""
    return _digest(stored_form(question))


def _digest(body: Mapping[str, object]) -> str:
    # Where a question came from is no part of its text: a line of notes moves with those above it.
    text = {name: value for name, value in body.items() if name != "source"}
    return hashlib.sha256(json.dumps(text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def pack_digests(session: Session) -> dict[str, str]:
    """Digest of each pack that is not retired."""
    rows = session.execute(select(packs.c.id, packs.c.digest).where(~packs.c.retired))
    return {row.id: row.digest for row in rows}


def put_pack(session: Session, pack: Pack, digest: str, position: int, at: datetime | None = None) -> None:
    """Store a pack as it is now. Questions it lost are retired with their cards; their reviews stay.

    Texts that a question has for the first time are noted as seen at this time. Drafts are left out: nobody has
    looked them over.
    """
    values = {
        "position": position,
        "digest": digest,
        "manifest": pack.manifest.model_dump(mode="json", exclude_defaults=True),
        "guide": pack.guide.text if pack.guide else None,
        "glossary": [term.model_dump(mode="json", exclude_defaults=True) for term in pack.glossary],
        "retired": False,
    }
    session.execute(
        upsert(packs).values(id=pack.id, **values).on_conflict_do_update(index_elements=["id"], set_=values)
    )
    _retire_questions(session, pack.id)
    of_pack = select(questions.c.id).where(questions.c.pack_id == pack.id)
    for table in (topics, requirements):
        session.execute(delete(table).where(table.c.question_id.in_(of_pack)))
    _put_questions(session, pack, at)
    _index(session, pack)


def arrange_packs(session: Session, pack_ids: Sequence[str]) -> None:
    """Put the packs in this order."""
    for place, pack_id in enumerate(pack_ids):
        session.execute(update(packs).where(packs.c.id == pack_id).values(position=place))


def _put_questions(session: Session, pack: Pack, at: datetime | None) -> None:
    """Each table at once: a pack of thousands of questions is changed while someone waits."""
    sections = section_of(pack)
    rows: dict[Table, list[dict[str, Any]]] = {
        table: [] for table in (versions, questions, topics, requirements, cards)
    }
    for place, question in enumerate(pack.questions):
        if question.draft:
            continue
        identity = f"{pack.id}/{question.id}"
        body = stored_form(question)
        rows[versions].append({"digest": _digest(body), "body": body})
        rows[questions].append(
            {
                "id": identity,
                "pack_id": pack.id,
                "position": place,
                "version": _digest(body),
                "kind": question.kind,
                "difficulty": question.difficulty,
                "heading": question.heading,
                "topics": list(question.topics),
                "backing": question.backing.value,
                "section": sections.get(question.id),
                "retired": False,
            }
        )
        rows[topics] += [
            {"question_id": identity, "place": at_place, "topic": topic}
            for at_place, topic in enumerate(question.topics)
        ]
        rows[requirements] += [
            {"question_id": identity, "required_id": of if "/" in of else f"{pack.id}/{of}"}
            for of in dict.fromkeys(question.requires)
        ]
        rows[cards] += [
            {
                "id": card_id(pack.id, question.id, facet),
                "question_id": identity,
                "pack_id": pack.id,
                "position": place * 100 + facet_place,
                "retired": False,
            }
            for facet_place, facet in enumerate(question.facets)
        ]
    # A digest does not mind the order of keys, but variables are drawn in the order written now.
    for table, of_table in rows.items():
        _upsert(session, table, of_table)
    wordings.add(session, [(row["id"], row["version"]) for row in rows[questions]], at)


def _upsert(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows, or write their columns where their key is there already."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    insert_row = upsert(table)
    values = {name: insert_row.excluded[name] for name in rows[0] if name not in keys}
    ends = (
        insert_row.on_conflict_do_update(keys, set_=values) if values else insert_row.on_conflict_do_nothing()
    )
    session.execute(ends, rows)


def _retire_questions(session: Session, pack_id: str) -> None:
    session.execute(update(questions).where(questions.c.pack_id == pack_id).values(retired=True))
    of_pack = select(questions.c.id).where(questions.c.pack_id == pack_id)
    session.execute(update(cards).where(cards.c.question_id.in_(of_pack)).values(retired=True))


def retire_pack(session: Session, pack_id: str) -> None:
    """Take a pack out of study; its cards keep their states and reviews for its return."""
    session.execute(update(packs).where(packs.c.id == pack_id).values(retired=True))
    _retire_questions(session, pack_id)
    session.execute(text("DELETE FROM search WHERE pack_id = :pack"), {"pack": pack_id})


def _index(session: Session, pack: Pack) -> None:
    session.execute(text("DELETE FROM search WHERE pack_id = :pack"), {"pack": pack.id})
    rows: list[tuple[str, str, str, str]] = [
        ("question", f"{pack.id}/{question.id}", question.heading, _words(question))
        for question in pack.questions
        if not question.draft
    ]
    rows += [
        ("term", term.term, " ".join((term.term, *term.aliases)), term.definition) for term in pack.glossary
    ]
    if pack.guide:
        rows += [("section", section.id, section.title, section.text) for section in pack.guide.sections]
    if rows:
        session.execute(
            text(
                "INSERT INTO search (kind, target, pack_id, title, body)"
                " VALUES (:kind, :target, :pack, :title, :body)"
            ),
            [
                {"kind": kind, "target": target, "pack": pack.id, "title": title, "body": body}
                for kind, target, title, body in rows
            ],
        )


def _words(question: Question) -> str:
    parts = [question.prompt, question.explanation, question.theory, question.practice]
    return "\n".join(part for part in (*parts, " ".join(question.topics)) if part)


def pack_titles(session: Session) -> dict[str, str]:
    """The titles of the packs in study by their ids, in their order."""
    rows = session.execute(
        select(packs.c.id, packs.c.manifest).where(~packs.c.retired).order_by(packs.c.position)
    )
    return {row.id: str(row.manifest["title"]) for row in rows}


def manifests(session: Session) -> list[Manifest]:
    """The packs in study, in their order."""
    rows = session.execute(select(packs.c.manifest).where(~packs.c.retired).order_by(packs.c.position))
    return [Manifest.model_validate(row.manifest) for row in rows]


def guide(session: Session, pack_id: str) -> Guide | None:
    """The study guide of a pack."""
    found = session.scalar(select(packs.c.guide).where(packs.c.id == pack_id, ~packs.c.retired))
    return Guide(text=found) if found else None


def glossary(session: Session, pack_id: str) -> list[Term]:
    """The glossary of a pack, in alphabetical order."""
    found = session.scalar(select(packs.c.glossary).where(packs.c.id == pack_id)) or []
    return sorted((Term.model_validate(term) for term in found), key=lambda term: term.term.casefold())


def known_terms(session: Session, pack_id: str) -> frozenset[frozenset[str]]:
    """The terms of a pack's glossary, each as the set of its names."""
    found = session.scalar(select(packs.c.glossary).where(packs.c.id == pack_id)) or []
    return frozenset(frozenset((term["term"], *term.get("aliases", ()))) for term in found)


def question(session: Session, identity: str) -> StoredQuestion | None:
    """A question by pack-id/question-id; retired ones too, so that history stays readable."""
    row = session.execute(
        select(questions.c.pack_id, questions.c.version, versions.c.body)
        .join(versions, versions.c.digest == questions.c.version)
        .where(questions.c.id == identity)
    ).one_or_none()
    return StoredQuestion(row.pack_id, question_from(row.body), row.version) if row else None


def guide_section(session: Session, identity: str) -> str | None:
    """The section of the guide that a question belongs to."""
    found: str | None = session.scalar(select(questions.c.section).where(questions.c.id == identity))
    return found


def pack_version(session: Session, pack_id: str) -> tuple[str, str] | None:
    """(the version its author wrote, the digest of its files) of a pack."""
    row = session.execute(select(packs.c.manifest, packs.c.digest).where(packs.c.id == pack_id)).one_or_none()
    return (str(row.manifest.get("version", "1")), row.digest) if row else None


def version(session: Session, digest: str) -> Question | None:
    """A question as it was at a version."""
    body = session.scalar(select(versions.c.body).where(versions.c.digest == digest))
    return question_from(body) if body else None


def topics_of(session: Session, identities: Collection[str]) -> dict[str, list[str]]:
    """The topics of questions, the main one first."""
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(topics.c.question_id, topics.c.topic)
        .where(topics.c.question_id.in_(identities))
        .order_by(topics.c.question_id, topics.c.place)
    )
    for row in rows:
        found.setdefault(row.question_id, []).append(row.topic)
    return found


def question_rows(session: Session, pack_ids: Sequence[str] = ()) -> list[QuestionRow]:
    """The questions in study, in order; of the named packs, or of all."""
    query = (
        select(questions)
        .join(packs, packs.c.id == questions.c.pack_id)
        .where(~questions.c.retired)
        .order_by(packs.c.position, questions.c.position)
    )
    if pack_ids:
        query = query.where(questions.c.pack_id.in_(pack_ids))
    return [_listed(row) for row in session.execute(query)]


def _listed(row: Any) -> QuestionRow:
    return QuestionRow(
        row.id,
        row.pack_id,
        row.heading,
        row.kind,
        row.difficulty,
        tuple(row.topics),
        row.backing,
        row.section,
    )
