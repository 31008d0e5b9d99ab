"""Pack files in an editor: the first line is enough for its language server to complete, explain and judge them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studyapp import resources
from studyapp.core.items import KINDS, Flashcard, Numeric
from studyapp.lab.runner import catalog
from studyapp.study import pack_new
from studyapp.study.field_docs import said_of
from tests.studyapp.editor.language_server import NODE, SERVER, Editor, editor

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(NODE is None, reason="no Node.js is installed"),
    pytest.mark.skipif(not SERVER.is_file(), reason="no YAML language server: run `make yaml-server`"),
]
QUESTION = """\
- id: one
  kind: numeric
  difficulty: easy
  topics: [chain-rule]
  prompt: What is it?
  example:
    experiment: chain
    with: {weights: [1, "{{w}}"]}
    claims: [answer == 1]
  answer: {value: 1, tolerance: 1%}
"""


@pytest.fixture(scope="module")
def at() -> Iterator[Editor]:
    with editor() as opened:
        yield opened


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new pack."""
    parent = tmp_path_factory.mktemp("packs")
    template, schemas = resources.template_root(), resources.schemas_root()
    return pack_new.create("small", parent, None, template, schemas, ()).folder


def opened(at: Editor, pack: Path, name: str, text: str) -> str:
    """A question file of the pack that is being written, its text under the first line of the others."""
    first, _, _ = (pack / "questions/first.yaml").read_text(encoding="utf-8").partition("\n")
    return at.open(pack / "questions" / name, f"{first}\n{text}")


def test_every_file_of_a_new_pack_and_of_the_built_in_ones_is_clean(at: Editor, pack: Path) -> None:
    files = [*pack.rglob("*.yaml"), *resources.packs_root().rglob("*.yaml")]
    assert len(files) > 20
    addresses = [at.open(path) for path in files]
    assert [found for uri in addresses if (found := at.diagnostics(uri))] == []


def test_fields_are_offered_by_kind_with_what_they_mean(at: Editor, pack: Path) -> None:
    uri = opened(at, pack, "fields.yaml", QUESTION + "  \n")
    offered = at.completion(uri, 12, 3)
    assert offered["mistakes"] == said_of(Numeric, "mistakes")
    assert offered["hint"] == said_of(Numeric, "hint")
    assert "prompt" not in offered  # it is there already
    assert not offered.keys() & {"options", "pairs", "steps", "key_points"}


def test_kinds_are_offered_with_what_the_learner_does(at: Editor, pack: Path) -> None:
    uri = opened(at, pack, "kind.yaml", "- id: one\n  kind: \n")
    offered = at.completion(uri, 3, 9)
    assert list(offered) == list(KINDS)
    assert offered["flashcard"] == said_of(Flashcard, "kind")


def test_experiments_and_their_parameters_are_offered(at: Editor, pack: Path) -> None:
    written = "- id: one\n  kind: numeric\n  example:\n    experiment: chain\n    with:\n      \n"
    uri = opened(at, pack, "with.yaml", written)
    chain = next(info for info in catalog() if info.name == "chain")
    assert at.completion(uri, 7, 7).keys() >= {parameter.name for parameter in chain.parameters}
    uri = opened(at, pack, "experiment.yaml", written.partition(" chain")[0] + " \n")
    assert at.completion(uri, 5, 17).keys() == {info.name for info in catalog()}


def test_a_field_is_explained_under_the_pointer(at: Editor, pack: Path) -> None:
    uri = opened(at, pack, "hover.yaml", QUESTION)
    assert "as an absolute distance" in at.hover(uri, 11, 25)  # tolerance
    assert "How hard it is" in at.hover(uri, 4, 5)  # difficulty
    assert "One weight per unit" in at.hover(uri, 9, 13)  # weights, a parameter of the experiment


def test_a_wrong_field_is_underlined_where_it_stands(at: Editor, pack: Path) -> None:
    clean = opened(at, pack, "clean.yaml", QUESTION)
    wrong = opened(at, pack, "wrong.yaml", QUESTION.replace("topics:", "topic:"))
    nested = opened(at, pack, "nested.yaml", QUESTION.replace("weights:", "wights:"))
    kind = opened(at, pack, "wrong-kind.yaml", QUESTION.replace("numeric", "numerical"))
    assert at.diagnostics(clean) == []
    assert (5, "Property topic is not allowed.") in at.diagnostics(wrong)
    assert at.diagnostics(nested) == [(9, "Property wights is not allowed.")]
    ((line, message),) = at.diagnostics(kind)
    assert line == 3
    assert '"numeric"' in message
