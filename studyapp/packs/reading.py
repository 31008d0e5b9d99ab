"""One pack being read: file after file, question after question, every fault collected."""

from __future__ import annotations

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from studyapp.core.items import KINDS, Guide, Manifest, Pack, Question, Term
from studyapp.packs.complaints import got
from studyapp.packs.documents import Documents
from studyapp.packs.errors import Mark
from studyapp.packs.fields import meant
from studyapp.packs.folder import MANIFEST, Contents, printable
from studyapp.packs.links import Parts, problems_across
from studyapp.packs.marks import Marks
from studyapp.packs.wording import problems_of
from studyapp.packs.yaml_nodes import Node

M = TypeVar("M", bound=BaseModel)


class Reading:
    """One pack being read; every step adds to the problems and goes on."""

    def __init__(self, files: Contents, folder_name: str) -> None:
        self.files = Documents(files)
        self.folder_name = folder_name
        self.manifest_node: Node | None = None
        self.question_nodes: list[Node] = []
        self.term_nodes: list[Node] = []
        self.guide: tuple[str, str] | None = None

    def pack(self) -> Pack | None:
        manifest = self.manifest()
        questions = self.questions()
        if manifest is not None:
            self.unlisted(manifest)
        terms = self.glossary()
        guide = self.read_guide()
        if not self.files.full:
            parts = Parts(
                manifest is not None,
                self.manifest_node.text("id") if self.manifest_node else None,
                self.manifest_node,
                self.question_nodes,
                self.term_nodes,
                self.guide,
                bool(self.question_nodes) and not self.files.incomplete,
            )
            self.files.add(problems_across(parts))
        if manifest is None or self.files.problems:
            return None
        # Its parts are valid; Pack(...) would run every question's own checks a second time.
        return Pack.model_construct(
            manifest=manifest, guide=guide, glossary=tuple(terms), questions=tuple(questions)
        )

    def marks(self) -> Marks:
        by_id = {str(node.text("id")): node for node in self.question_nodes}
        return Marks(self.manifest_node, by_id, self.term_nodes, self.guide[0] if self.guide else None)

    # --- files ----------------------------------------------------------------------------------------------

    def manifest(self) -> Manifest | None:
        node = self.files.document(MANIFEST, Mark(MANIFEST))
        if node is None:
            return None
        if node.fields is None:
            if not node.bad:
                self.files.problem(
                    "wrong-type", node.mark, f"must be a mapping such as 'id: …', got {got(node)}"
                )
            return None
        self.manifest_node = node
        version = node.child("format")
        if version is not None and version.value == 1 and type(version.value) is not int:
            self.files.problem("not-one-of", version.mark, f"format must be 1, got {got(version)}")
        name = node.text("id")
        if name is not None and name != self.folder_name and not node.bad:
            mark = node.mark_of("id")
            folder = printable(self.folder_name)
            self.files.problem(
                "folder-name",
                mark,
                f"id must be the folder's name {folder!r}, got {name[:70]!r}; rename one of them",
            )
        return self.value(node, Manifest, MANIFEST)

    def questions(self) -> list[Question]:
        found: list[Question] = []
        for name, mark in self.question_files():
            for node in self.files.entries(name, mark, "a list of questions"):
                if self.files.full:
                    return found
                self.question_nodes.append(node)
                if node.text("id") is None:
                    self.files.incomplete = True
                if (question := self.question(node)) is not None:
                    found.append(question)
        return found

    def question_files(self) -> list[tuple[str, Mark]]:
        """The listed files, or those that are there when pack.yaml cannot say."""
        if self.manifest_node is None:
            return [(n, Mark(n)) for n in self.files.contents.yaml_names() if n.startswith("questions/")]
        nodes = [n for n in self.manifest_node.children("questions") if isinstance(n.value, str)]
        listed: dict[str, Mark] = {}
        glossary = self.manifest_node.text("glossary")
        for node in nodes:
            name = str(node.value)
            if name in (MANIFEST, glossary):
                self.files.problem(
                    "not-a-question-file",
                    node.mark,
                    f"{name} is not a question file; remove it from questions",
                )
            elif name in listed:
                self.files.problem("file-twice", node.mark, f"{name[:70]} is listed twice; remove one")
            else:
                listed[name] = node.mark
        return list(listed.items())

    def unlisted(self, manifest: Manifest) -> None:
        """YAML files that no list names would be studied by nobody."""
        assert self.manifest_node is not None
        known = {MANIFEST, manifest.glossary, *manifest.questions}
        for name in self.files.contents.yaml_names():
            if name not in known:
                self.files.incomplete = True
                ending = ", and its name must end in .yaml" if name.endswith(".yml") else ""
                mark = self.manifest_node.mark_of("questions")
                self.files.problem(
                    "unlisted-file", mark, f"{printable(name)} is not listed in questions{ending}"
                )

    def glossary(self) -> list[Term]:
        node = self.manifest_node.child("glossary") if self.manifest_node else None
        if node is None or not isinstance(node.value, str):
            return []
        self.term_nodes = self.files.entries(node.value, node.mark, "a list of terms")
        terms = [self.value(n, Term, _named("term", n.text("term"))) for n in self.term_nodes]
        return [term for term in terms if term is not None]

    def read_guide(self) -> Guide | None:
        node = self.manifest_node.child("guide") if self.manifest_node else None
        if node is None or not isinstance(node.value, str):
            return None
        text = self.files.text(node.value, node.mark)
        if text is None:
            return None
        mark = Mark(printable(node.value))
        if not text.strip():
            self.files.problem(
                "empty-file", mark, "is empty; write the guide, or remove 'guide' from pack.yaml"
            )
            return None
        self.guide = (mark.file, text)
        try:
            return Guide(text=text)
        except ValidationError:
            self.files.problem("too-long", mark, f"has {len(text):,} characters, at most 400,000 are allowed")
            return None

    # --- values ---------------------------------------------------------------------------------------------

    def question(self, node: Node) -> Question | None:
        if node.fields is None:
            if not node.bad:
                self.files.problem(
                    "wrong-type",
                    node.mark,
                    f"a question must be a mapping with id, kind and more, got {got(node)}",
                )
            return None
        subject = _named("question", node.text("id"))
        kind = node.child("kind")
        if kind is None:
            if not node.bad:
                self.files.problem(
                    "missing-kind", node.mark, f"{subject} needs 'kind', one of {', '.join(KINDS)}"
                )
            return None
        model = KINDS.get(kind.value) if isinstance(kind.value, str) else None
        if model is None:
            near = meant(str(kind.value), KINDS)
            hint = f"; did you mean {near}?" if near else ""
            if not kind.bad:
                self.files.problem(
                    "unknown-kind",
                    kind.mark,
                    f"kind must be one of {', '.join(KINDS)}, got {got(kind)}{hint}",
                )
            return None
        return self.value(node, model, subject)

    def value(self, node: Node, model: type[M], subject: str) -> M | None:
        """What a node holds as a model; None with problems, or when its parts were refused before."""
        if node.bad:
            return None
        if node.fields is None:
            self.files.problem("wrong-type", node.mark, f"must be a mapping, got {got(node)}")
            return None
        try:
            # As JSON: strict about numbers and texts, yet a list is a tuple there.
            return model.model_validate_json(
                json.dumps(node.value), strict=True, by_alias=True, by_name=False
            )
        except ValidationError as error:
            self.files.add(problems_of(error, model, node, subject))
        except RecursionError:
            self.files.problem(
                "too-deep", node.mark, f"{subject} holds an expression that is nested too deep"
            )
        return None


def _named(what: str, name: str | None) -> str:
    return f"{what} {name[:70]!r}" if name else f"this {what}"
