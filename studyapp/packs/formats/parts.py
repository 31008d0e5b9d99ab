"""A pack as plain values, in the files that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from pydantic import BaseModel, ValidationError

from studyapp.core.errors import Refusal
from studyapp.core.items import Manifest
from studyapp.core.text import one_line
from studyapp.packs.folder import MANIFEST
from studyapp.packs.loader import LoadedPack
from studyapp.packs.writing import file_yaml, glossary_yaml, manifest_yaml

Body: TypeAlias = dict[str, Any]


class FormatError(Refusal):
    """A file that no pack can be made of; the message says in one line what to do."""


class QuestionFile(NamedTuple):
    """A file of questions, by its name in the pack's folder."""

    name: str
    questions: tuple[Body, ...]


class Parts(NamedTuple):
    """A whole pack: what its files hold, without the files."""

    manifest: Body
    guide: str | None
    glossary: tuple[Body, ...]
    files: tuple[QuestionFile, ...]

    @property
    def id(self) -> str:
        return str(self.manifest["id"])


def parts_of(loaded: LoadedPack) -> Parts:
    """A pack that was read, as values; comments and layout of its files are no part of it."""
    pack = loaded.pack
    by_file: dict[str, list[Body]] = {name: [] for name in pack.manifest.questions}
    for question in pack.questions:
        by_file[loaded.marks.of(question.id).file].append(_dumped(question))
    return Parts(
        _dumped(pack.manifest),
        pack.guide.text if pack.guide else None,
        tuple(_dumped(term) for term in pack.glossary),
        tuple(QuestionFile(name, tuple(bodies)) for name, bodies in by_file.items()),
    )


def _dumped(model: BaseModel) -> Body:
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def file_texts(parts: Parts) -> dict[str, str]:
    """Name -> text of each file of the pack. FormatError where the names do not fit, WriteError where a value
    cannot be written.

    A name comes out only when the manifest's own rules allow it, so none leads out of the folder.
    """
    manifest = checked_manifest(parts.manifest)
    texts = {MANIFEST: manifest_yaml(parts.manifest)}
    if tuple(file.name for file in parts.files) != manifest.questions:
        raise FormatError("the question files are not those that the pack lists, in their order")
    named = [(file.name, file_yaml(file.questions)) for file in parts.files]
    for what, name, given in (
        ("guide", manifest.guide, parts.guide is not None),
        ("glossary", manifest.glossary, bool(parts.glossary)),
    ):
        if given and name is None:
            raise FormatError(f"there is a {what}, but the pack names no file for it")
    if manifest.guide is not None:
        named.append((manifest.guide, f"{parts.guide or ''}\n"))
    if manifest.glossary is not None:
        named.append((manifest.glossary, glossary_yaml(parts.glossary)))
    taken = {MANIFEST}
    for name, text in named:
        if name.casefold() in taken:  # some systems do not tell A from a
            raise FormatError(f"the name {name[:80]} is taken twice")
        taken.add(name.casefold())
        texts[name] = text
    return texts


def checked_manifest(body: Mapping[str, Any]) -> Manifest:
    """The manifest as a model; FormatError with the first thing that is wrong."""
    try:
        return Manifest.model_validate(dict(body))
    except ValidationError as error:
        raise FormatError(f"pack: {first_complaint(error)}") from None


def first_complaint(error: ValidationError) -> str:
    """What is wrong first, in a line."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return one_line(f"{place}: {first['msg']}" if place else first["msg"])


def renamed(parts: Parts, identity: str) -> Parts:
    """The pack under another id; what names its own questions by pack/id follows."""
    old = f"{parts.id}/"

    def followed(body: Body) -> Body:
        changed = {
            name: [
                f"{identity}/{ref.removeprefix(old)}" if str(ref).startswith(old) else ref
                for ref in body[name]
            ]
            for name in ("related", "requires")
            if isinstance(body.get(name), list)
        }
        return body | changed

    guide = parts.guide
    if guide is not None:
        guide = guide.replace(f"{{{{question: {old}", f"{{{{question: {identity}/")
    return Parts(
        parts.manifest | {"id": identity},
        guide,
        tuple(map(followed, parts.glossary)),
        tuple(QuestionFile(file.name, tuple(map(followed, file.questions))) for file in parts.files),
    )
