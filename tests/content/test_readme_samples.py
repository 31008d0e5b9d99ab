"""The pages on the pack format cannot rot: every sample is checked, and every kind and field is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from studyapp import resources
from studyapp.core.items import KINDS, Backing, Common, Judged
from studyapp.study.pack_check import PackReport, check

README = (resources.packs_root().parent / "README.md").read_text(encoding="utf-8")
TEXT = (Path(__file__).parents[2] / "docs/pack-format.md").read_text(encoding="utf-8")
SAMPLES = [
    sample
    for page in (README, TEXT)
    for sample in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    if not sample.startswith("# yaml-language-server")  # the line that names a schema, alone
]
WHOLE = [sample for sample in SAMPLES if sample.startswith("- id:")]
MANIFEST = "{format: 1, id: small, title: S, summary: S, authors: [A], license: MIT, questions: [all.yaml]}"
BASE = """\
- id: sample
  kind: numeric
  difficulty: easy
  topics: [t]
  prompt: "What is it?"
  answer: {value: 1, tolerance: 1}
  backed_by: citation
  references: [{title: A book}]
"""


@pytest.mark.parametrize("sample", WHOLE, ids=[yaml.safe_load(sample)[0]["id"] for sample in WHOLE])
def test_a_sample_passes_the_check_without_warnings(sample: str, tmp_path: Path) -> None:
    report = checked(sample, tmp_path)
    assert report.failures == []
    # A sample shows what it is about and leaves out the rest.
    assert {warning.code for warning in report.warnings} <= {"missing-explanation"}
    assert report.items == 1


def checked(text: str, tmp_path: Path) -> PackReport:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "all.yaml").write_text(text, encoding="utf-8")
    return check(folder, 20)


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if sample not in WHOLE])
def test_a_piece_of_a_question_is_read(sample: str, tmp_path: Path) -> None:
    piece = yaml.safe_load(sample)
    question = {**yaml.safe_load(BASE)[0], **piece}
    if "example" in piece:  # it comes with its variable and a key
        question |= {"variables": {"w": {"choice": [1, 2, 3]}}, "backed_by": None}
        question["answer"] = {"value": "bias_gradient[first] / bias_gradient[last]"}
    if piece.get("kind") == "expression":
        question["variables"] = {"a": {"choice": [1, 2]}, "z": {"choice": [0, 1]}}
    question["same_key"] = question["kind"] == "numeric" and "example" not in piece
    report = checked(yaml.safe_dump([question], sort_keys=False), tmp_path)
    assert [failure.message for failure in report.failures] == []


def test_there_is_a_sample_of_each_new_kind() -> None:
    kinds = {yaml.safe_load(sample)[0]["kind"] for sample in WHOLE}
    assert kinds >= {"array", "parts", "trace", "ordering", "matching", "predict", "bug", "numeric"}


def test_every_kind_and_every_field_is_named() -> None:
    for kind, model in KINDS.items():
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{kind}` |"))
        for name in set(model.model_fields) - set(Common.model_fields) - {"kind"}:
            assert f"`{name}" in row or "the same" in row, (kind, name)
    for name in Common.model_fields:
        assert f"`{name}`" in TEXT or f"{name}:" in TEXT, name
    for name in Judged.model_fields:
        assert f"{name}:" in TEXT or f"`{name}`" in TEXT, name


def test_the_first_page_is_one_page_and_names_every_kind() -> None:
    assert len(README.splitlines()) <= 80
    assert [kind for kind in KINDS if f"`{kind}`" not in README] == []
    assert [backing for backing in Backing if f"| {backing.value} |" not in README] == []
