"""The folder of a draft pack: written anew, or added to where only the lines are new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from studyapp.core.draft import Defined, Draft, Notes, digest, glossary, guide_text, key_of, slug
from studyapp.core.items import Pack
from studyapp.packs.draft_listing import with_listed
from studyapp.packs.draft_record import RECORD, Record
from studyapp.packs.draft_saving import new_folder, replace_file
from studyapp.packs.edits import appended
from studyapp.packs.folder import MANIFEST, MAX_YAML
from studyapp.packs.writing import glossary_yaml, manifest_yaml, question_yaml, value_yaml

GUIDE = "guide.md"
GLOSSARY = "glossary.yaml"
FULL = MAX_YAML - 64 * 2**10
"""Bytes after which the drafts go on in another file."""
_HEAD = "# Drafted from notes. Say who wrote them under `authors`, and on what terms under `license`.\n"


class Drafted(NamedTuple):
    """The drafts of one file of notes, each with the example that is proposed for it."""

    notes: Notes
    drafts: Sequence[Draft]
    proposals: Mapping[str, Mapping[str, object]]


class Described(NamedTuple):
    """What pack.yaml says of a new pack."""

    id: str
    title: str
    language: str


def write_pack(folder: Path, about: Described, drafted: Sequence[Drafted]) -> None:
    """A new pack folder with pack.yaml, guide, glossary and a file of questions for each file of notes."""
    files: dict[str, str] = {}
    for one in drafted:
        files.update(_question_files(one, set(files)))
    questions = list(files)
    terms = glossary(_defined(drafted))
    manifest: dict[str, object] = {
        "format": 1,
        "id": about.id,
        "title": about.title,
        "summary": f"Drafted from {', '.join(one.notes.file for one in drafted)[:300]}.",
        "authors": ["Unknown"],
        "license": "All rights reserved",
        "language": about.language,
        "guide": GUIDE,
        **({"glossary": GLOSSARY} if terms else {}),
        "questions": questions,
    }
    guide = "\n".join(guide_text(one.notes, _places(one.drafts)) for one in drafted)
    files[GUIDE] = guide
    if terms:
        files[GLOSSARY] = glossary_yaml(terms)
    files[MANIFEST] = _HEAD + manifest_yaml(manifest)
    new_folder(folder, files)
    keys = {key_of(draft.question) for one in drafted for draft in one.drafts}
    record = Record(questions=keys, guide=digest(guide))
    _remember(record, drafted)
    record.save(folder)


def update_pack(folder: Path, pack: Pack, drafted: Sequence[Drafted], record: Record, keys: set[str]) -> bool:
    """Add drafts to a pack; whether its guide was written anew, which it is where nobody changed it."""
    manifest = (folder / MANIFEST).read_text(encoding="utf-8")
    for one in drafted:
        if not one.drafts:
            continue
        name = _file_of(one.notes)
        if name in pack.manifest.questions:
            text = _read(folder / name)
            new = "\n".join(_entries(one))
            if len((text + new).encode()) < FULL:
                replace_file(folder / name, appended(text, new))
                continue
        for made, text in _question_files(one, {*pack.manifest.questions}).items():
            (folder / made).parent.mkdir(exist_ok=True)
            replace_file(folder / made, text)
            manifest = with_listed(manifest, made)
            replace_file(folder / MANIFEST, manifest)
    if pack.manifest.glossary:
        known = [name for term in pack.glossary for name in (term.term, *term.aliases)]
        if terms := glossary(_defined(drafted), known):
            path = folder / pack.manifest.glossary
            replace_file(path, appended(_read(path), glossary_yaml(terms)))
    anew = _update_guide(folder, pack, drafted, record)
    _remember(record, drafted)
    record.questions |= keys
    record.save(folder)
    return anew


def _update_guide(folder: Path, pack: Pack, drafted: Sequence[Drafted], record: Record) -> bool:
    path = folder / GUIDE
    if pack.manifest.guide != GUIDE or not path.is_file() or digest(_read(path)) != record.guide:
        return False
    if not set(record.files) <= {one.notes.file for one in drafted}:
        return False
    parts = []
    for one in drafted:
        places = {
            question.id: _line_now(one.notes, question.source.line, question.source.text)
            for question in pack.questions
            if question.source is not None and question.source.file == one.notes.file
        }
        parts.append(guide_text(one.notes, {**places, **_places(one.drafts)}))
    guide = "\n".join(parts)
    replace_file(path, guide)
    record.guide = digest(guide)
    return True


def _line_now(notes: Notes, line: int, text: str) -> int:
    """Where a source line stands now; where it stood before if it is gone."""
    first = text.split("\n", 1)[0]
    found = [at for at, written in enumerate(notes.lines, start=1) if written == first]
    return min(found, key=lambda at: abs(at - line), default=line)


def _remember(record: Record, drafted: Sequence[Drafted]) -> None:
    for one in drafted:
        record.lines |= {digest(draft.question.source.text) for draft in one.drafts if draft.question.source}
        if one.notes.file not in record.files:
            record.files.append(one.notes.file)


def _places(drafts: Sequence[Draft]) -> dict[str, int]:
    return {draft.question.id: draft.line for draft in drafts}


def _defined(drafted: Sequence[Drafted]) -> list[Defined]:
    return [draft.defined for one in drafted for draft in one.drafts if draft.defined is not None]


def _file_of(notes: Notes) -> str:
    return f"questions/{slug(notes.file.rsplit('.', 1)[0]) or 'notes-' + digest(notes.file)[:8]}.yaml"


def _question_files(one: Drafted, there: set[str]) -> dict[str, str]:
    """The drafts of one file of notes, in as many files as they need; names that are there are passed over."""
    name = _file_of(one.notes)
    files: dict[str, str] = {}
    part, size, entries = 1, 0, list[str]()
    for entry in [*_entries(one), ""]:
        if entries and (not entry or size + len(entry.encode()) > FULL):
            while (made := name if part == 1 else f"{name.removesuffix('.yaml')}-{part}.yaml") in there:
                part += 1
            files[made] = "\n".join(entries)
            there = {*there, made}
            size, entries = 0, []
        entries.append(entry)
        size += len(entry.encode()) + 1
    return files


def _entries(one: Drafted) -> Iterator[str]:
    """Each draft as YAML, the proposed example as a comment above it."""
    for draft in one.drafts:
        body = draft.question.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        example = one.proposals.get(draft.question.id)
        comment = f"# example: {value_yaml(example)}\n" if example is not None else ""
        yield comment + question_yaml(body)


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


__all__ = ["GLOSSARY", "GUIDE", "RECORD", "Described", "Drafted", "update_pack", "write_pack"]
