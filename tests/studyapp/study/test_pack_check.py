"""Checking packs: a good one passes, and one changed key fails with its file, its line and the claim."""

from __future__ import annotations

import re
import shutil
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest

import simulator
from studyapp import resources
from studyapp.core.lint import CODES
from studyapp.lab import runner
from studyapp.packs.loader import load
from studyapp.study import pack_running
from studyapp.study.pack_check import PackReport, check
from studyapp.study.pack_examination import examine
from studyapp.study.pack_jobs import Job, sharing_runs

FOUNDING = resources.packs_root() / "vanishing-gradients"
NUMBERS, WORDS = "questions/numbers.yaml", "questions/words.yaml"


@pytest.fixture
def sigmoids(packs: Path) -> Path:
    return packs / "sigmoids"


def line_of(path: Path, text: str) -> int:
    (line,) = (
        n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if text in line
    )
    return line


def only_failure(report: PackReport) -> tuple[str, int, str]:
    (failure,) = report.failures
    assert "\n" not in failure.message
    assert failure.where == f"{failure.file}:{failure.line}:{failure.column}"
    return failure.file, failure.line, failure.message


def test_a_good_pack(sigmoids: Path) -> None:
    report = check(sigmoids, 15)
    found = report.to_dict()
    seconds = found.pop("seconds")
    assert {warning["code"] for warning in found.pop("warnings")} <= set(CODES)
    assert len(seconds) == 5
    assert all(0 < each < 0.1 for each in seconds.values())
    assert found == {
        "id": "sigmoids",
        "ran": True,
        "items": 9,
        "by_kind": {
            "choice": 1,
            "choices": 1,
            "cloze": 1,
            "flashcard": 1,
            "numeric": 2,
            "open": 1,
            "text": 1,
            "true_false": 1,
        },
        "backed": {"computed": 3, "checked": 2, "cited": 4},
        "claims": 15 * (2 + 1 + 1 + 1 + 3),
        "variants": 15 * 5 + 4,
        "acceptance": {},
        "failures": [],
    }


def test_progress_is_told(sigmoids: Path) -> None:
    told: list[tuple[int, int, str]] = []
    check(sigmoids, 1, lambda done, total, question: told.append((done, total, question)))
    assert [done for done, *_ in told] == list(range(1, 10))
    assert {total for _, total, _ in told} == {9}
    assert len({question for *_, question in told}) == 9
    assert "largest-slope" in {question for *_, question in told}


def test_questions_with_the_same_example_share_its_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load(FOUNDING).pack
    groups = sharing_runs(pack.questions)
    assert sorted(q.id for group in groups for q in group) == sorted(q.id for q in pack.questions)
    stuck = next(group for group in groups if "stuck-network-loss" in {q.id for q in group})
    assert len(stuck) > 3
    asked: list[int] = []
    real = simulator.run

    def counted(*given: Any, seed: int, **options: Any) -> simulator.Run:
        asked.append(seed)
        return real(*given, seed=seed, **options)

    monkeypatch.setattr(simulator, "run", counted)
    monkeypatch.setattr(runner, "_runs", OrderedDict())
    examined = examine(Job(pack.id, stuck, 3, frozenset()))
    assert asked == [1, 2, 3]
    assert [one.variants for one in examined] == [3] * len(stuck)
    assert all(one.claims and not one.faults for one in examined)


CHANGES = [
    pytest.param(
        NUMBERS,
        "  answer: true",
        "  answer: false",
        "  answer: false",
        "claim 'not (derivative_maximum < 1)' does not hold on seed 1: 0.25 < 1",
        id="a flipped truth",
    ),
    pytest.param(
        NUMBERS,
        "answer: {value: 0.0625, tolerance: 0.001}",
        "answer: {value: 0.07, tolerance: 0.001}",
        "      - answer == derivative_maximum ** 2",
        "claim 'answer == derivative_maximum ** 2' does not hold on seed 1: 0.07 == 0.0625",
        id="another literal key",
    ),
    pytest.param(
        NUMBERS,
        '"bias_gradient[first] / bias_gradient[last]", tolerance',
        '"bias_gradient[last] / bias_gradient[first]", tolerance',
        'holds: "answer == ({{w}} / 4) ** 3"',
        "does not hold on seed",
        id="another computed key",
    ),
    pytest.param(
        NUMBERS,
        'holds: "answer == ({{w}} / 4) ** 3"',
        'holds: "answer == ({{w}} / 4) ** 4"',
        'holds: "answer == ({{w}} / 4) ** 4"',
        "/ 4) ** 4' does not hold on seed",
        id="another claim",
    ),
    pytest.param(
        WORDS,
        "[[bound|0.25|1/4]]",
        "[[bound|0.5]]",
        "      - derivative_maximum == answer.bound",
        "claim 'derivative_maximum == answer.bound' does not hold on seed 1: 0.25 == 0.5",
        id="another blank",
    ),
    pytest.param(
        NUMBERS,
        "mistakes:\n    - {value: 0.5, says",
        "mistakes:\n    - {value: 0.0626, says",
        "{value: 0.0626, says",
        "the mistake 'added' gives 0.0626, which the tolerance accepts for the key 0.0625 on seed 1",
        id="a mistake within the tolerance",
    ),
    pytest.param(
        NUMBERS,
        "answer: {value: 0.0625, tolerance: 0.001}",
        'answer: {value: "derivative_maximum - 1 / 4", tolerance: 1%}',
        'answer: {value: "derivative_maximum - 1 / 4"',
        "the key is 0 on seed 1; give an absolute tolerance",
        id="a relative tolerance of zero",
    ),
    pytest.param(
        NUMBERS,
        "decided_by: derivative_maximum < 1",
        "decided_by: derivative_minimums < 1",
        "  answer: true",
        "there is no measurement 'derivative_minimums'",
        id="an unknown measurement",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "blamed", "message"), CHANGES)
def test_one_changed_key_fails_with_file_line_and_claim(
    file: str, old: str, new: str, blamed: str, message: str, sigmoids: Path
) -> None:
    path = sigmoids / file
    written = path.read_text(encoding="utf-8")
    assert written.count(old) == 1
    path.write_text(written.replace(old, new), encoding="utf-8")
    report = check(sigmoids, 10)
    failures = [failure for failure in report.failures if message in failure.message]
    assert failures, [failure.message for failure in report.failures]
    assert (failures[0].file, failures[0].line) == (file, line_of(path, blamed))
    assert all(failure.file == file for failure in report.failures)
    assert report.to_dict()["failures"][0].keys() == {
        "where",
        "line",
        "column",
        "level",
        "code",
        "message",
    }


def test_a_moved_mark_of_the_right_option_fails_at_both_options(sigmoids: Path) -> None:
    path = sigmoids / NUMBERS
    written = path.read_text(encoding="utf-8")
    written = written.replace('{text: "1/4", correct: true, holds', '{text: "1/4", says: No., holds')
    written = written.replace('{text: "1/2", holds', '{text: "1/2", correct: true, holds')
    path.write_text(written, encoding="utf-8")
    report = check(sigmoids, 3)
    assert [(failure.file, failure.line) for failure in report.failures] == [
        (NUMBERS, line_of(path, '{text: "1/4"')),
        (NUMBERS, line_of(path, '{text: "1/2"')),
    ]
    assert "claim 'not (derivative_maximum == 1 / 4)' does not hold on seed 1" in report.failures[0].message
    assert "claim 'derivative_maximum == 1 / 2' does not hold on seed 1" in report.failures[1].message


def test_an_objective_needs_questions_of_two_kinds(sigmoids: Path) -> None:
    path = sigmoids / "pack.yaml"
    written = path.read_text(encoding="utf-8")
    more = "  - {id: alone, text: Trained by nothing.}\nguide:"
    path.write_text(written.replace("guide:", more), encoding="utf-8")
    line = line_of(path, "id: alone")
    assert only_failure(check(sigmoids, 1)) == (
        "pack.yaml",
        line,
        "objective 'alone' has no question; give it questions of two kinds",
    )
    edited = (
        (sigmoids / WORDS)
        .read_text(encoding="utf-8")
        .replace("objectives: [product]", "objectives: [alone]", 1)
    )
    (sigmoids / WORDS).write_text(edited, encoding="utf-8")
    assert only_failure(check(sigmoids, 1))[2].startswith("objective 'alone' has only choices questions")


def test_an_experiment_that_refuses_its_parameters(sigmoids: Path) -> None:
    path = sigmoids / NUMBERS
    written = path.read_text(encoding="utf-8")
    path.write_text(
        written.replace("pre_activations: 0, activation: sigmoid", "pre_activations: 0, activation: sigma")
    )
    file, line, message = only_failure(check(sigmoids, 5))
    assert (file, line) == (NUMBERS, line_of(path, "experiment: chain"))
    assert message.startswith("chain-ratio: ")
    assert "activation" in message


def test_a_claim_that_cannot_be_evaluated_fails(sigmoids: Path) -> None:
    path = sigmoids / NUMBERS
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace("answer == derivative_maximum ** 2", "answer == 9**9**9"))
    assert "gives a number too large to hold" in only_failure(check(sigmoids, 5))[2]


def test_a_pack_that_cannot_be_read(sigmoids: Path) -> None:
    (sigmoids / WORDS).write_text("- id: [\n", encoding="utf-8")
    report = check(sigmoids, 5)
    assert (report.id, report.items) == ("sigmoids", 0)
    assert report.failures[0].file == WORDS


def test_many_processes_find_the_same(sigmoids: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sigmoids / NUMBERS
    path.write_text(path.read_text(encoding="utf-8").replace("  answer: true", "  answer: false"))
    alone = check(sigmoids, 4)
    monkeypatch.setattr(pack_running, "WORTH_PROCESSES", 1)
    assert check(sigmoids, 4) == alone


# --- the founding pack --------------------------------------------------------------------------------------


def fresh_copy(tmp_path: Path) -> Path:
    folder = tmp_path / FOUNDING.name
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(FOUNDING, folder)


def block_with(path: Path, pattern: str, but: set[str]) -> tuple[str, str] | None:
    """The first question of a file that is backed by a run and matches, but for some; with the whole text."""
    whole = path.read_text(encoding="utf-8")
    for block in re.split(r"(?m)^(?=- id:)", whole):
        if block.split()[2:3] and block.split()[2] in but:
            continue
        if re.search(pattern, block) and "backed_by: citation" not in block and "example:" in block:
            return block, whole
    return None


TURNED = (
    (r"(?m)^  answer: true$", "  answer: false"),
    (r"(?m)^  answer: false$", "  answer: true"),
    (r"(?m)^( +- (?:\{holds: \"?)?[^\n]*?)==( [^\n]*)$", r"\1!=\2"),
)
"""What is changed in a question, each in another one."""


def test_the_founding_pack_with_three_things_changed_fails_at_each(tmp_path: Path) -> None:
    folder = fresh_copy(tmp_path)
    changed: dict[str, tuple[str, int, int]] = {}
    """By question: its file, its first line, and the line after its last."""
    for pattern, replacement in TURNED:
        for path in sorted(folder.glob("questions/*.yaml")):
            found = block_with(path, pattern, set(changed))
            if found is not None:
                block, whole = found
                path.write_text(
                    whole.replace(block, re.sub(pattern, replacement, block, count=1)), encoding="utf-8"
                )
                start = whole[: whole.index(block)].count("\n") + 1
                changed[block.split()[2]] = (f"questions/{path.name}", start, start + block.count("\n"))
                break
    assert len(changed) == len(TURNED), "no question of the founding pack can be changed like this"
    report = check(folder, 1)
    for identity, (file, start, end) in changed.items():
        failures = [failure for failure in report.failures if identity in failure.message]
        assert failures, f"{identity}: changed and not noticed"
        assert failures[0].file == file
        assert start <= failures[0].line <= end
        assert "does not hold on seed" in failures[0].message
    assert all(any(identity in failure.message for identity in changed) for failure in report.failures)
