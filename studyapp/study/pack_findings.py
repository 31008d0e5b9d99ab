"""What the text of a pack shows without a run, at its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from studyapp.core.codes import WarningCode
from studyapp.core.lint import lint
from studyapp.packs.errors import Mark
from studyapp.packs.loader import LoadedPack
from studyapp.study.link_check import check_links
from studyapp.study.pack_report import Failure, Level, Path
from studyapp.study.text_check import check_objectives, check_texts


def findings(loaded: LoadedPack) -> Iterator[Failure]:
    """Everything that the rules find, but warnings that a question allows."""
    pack = loaded.pack
    allowed = {(question.id, code) for question in pack.questions for code in question.allow}
    linted = lint(pack, get_args(WarningCode))
    for rules in (linted, check_objectives(pack), check_links(pack), check_texts(pack)):
        for found in rules:
            if found.level == "error" or (found.question, found.code) not in allowed:
                message = found.message if found.question is None else f"{found.question}: {found.message}"
                yield placed(loaded, found.question, found.path, message, found.code, found.level)


def placed(
    loaded: LoadedPack, question: str | None, path: Path, message: str, code: str, level: Level
) -> Failure:
    """A finding at the line of what it is about."""
    mark = loaded.marks.of(question, *path) if question is not None else _beside(loaded, path)
    return Failure(mark.file, mark.line, mark.column, message, code, level)


def _beside(loaded: LoadedPack, path: Path) -> Mark:
    """The place of what is no question: `manifest …`, `glossary INDEX …` or `guide LINE`."""
    match path:
        case ("guide", *rest):
            line = rest[0] if rest and isinstance(rest[0], int) else 1
            return loaded.marks.guide(line)
        case ("glossary", int(index), *rest):
            return loaded.marks.term(index, *rest)
        case ("manifest", *rest):
            return loaded.marks.manifest(*rest)
    return loaded.marks.manifest()
