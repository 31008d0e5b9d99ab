"""The founding pack: every claim and key on many seeds, and all that it must teach."""

from __future__ import annotations

import pytest

from studyapp import resources
from studyapp.core.items import KINDS, Backing, Open, Pack, SingleChoice, TrueFalse
from studyapp.packs.loader import load
from studyapp.study import pack_running
from studyapp.study.pack_check import check

FOLDER = resources.packs_root() / "vanishing-gradients"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(FOLDER).pack


@pytest.mark.parametrize("seeds", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_no_run_contradicts_it(seeds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seeds <= 20:
        # Processes of their own take longer to start than these runs take.
        monkeypatch.setattr(pack_running, "WORTH_PROCESSES", 10_000)
    report = check(FOLDER, seeds)
    assert report.failures == []
    assert report.warnings == []
    assert report.claims > 200 * seeds
    assert report.items >= 160
    assert set(report.by_kind) == set(KINDS)


def test_every_kind_and_every_fact_is_there(pack: Pack) -> None:
    assert len(pack.questions) >= 160
    assert {question.kind for question in pack.questions} == set(KINDS)
    assert len(pack.manifest.objectives) == 21
    for objective in pack.manifest.objectives:
        kinds = {
            question.kind
            for question in pack.questions
            if objective.id in question.objectives and question.backing is not Backing.CITED
        }
        assert len(kinds) >= 2, objective.id


FACTS = {
    "the loss curve of a stuck network": ("gradient_flow", "stuck-network-loss"),
    "a recurrent network by time step": ("recurrent", "which-step-teaches"),
    "the product written out": ("chain", "chain-of-sigmoids"),
    "the largest slope of the sigmoid": ("activation", "sigmoid-slope-maximum"),
    "the largest slope of tanh": ("activation", "tanh-slope-maximum"),
    "Xavier forwards": ("initialization", "xavier-forward-factor"),
    "Xavier and He backwards": ("initialization", "relu-with-xavier"),
    "units that are dead": ("gradient_flow", "inactive-or-dead"),
    "the learned slope of PReLU": ("activation", "prelu-card"),
    "batch normalization by hand": ("normalization", "normalized-value"),
    "batch normalization by layer": ("gradient_flow", "batch-norm-by-layer"),
    "plain and residual blocks by depth": ("residual", "twenty-blocks"),
    "the derivative of a residual block": ("residual", "skip-against-plain"),
    "the forget gate along the cell state": ("recurrent", "forget-gate-bias"),
    "an LSTM beside a plain network": ("recurrent", "lstm-against-rnn"),
    "clipping by norm": ("clipping", "clip-by-norm"),
    "clipping by value": ("clipping", "clip-by-value-turns"),
    "one update beside its weight": ("chain", "share-of-weight-moved"),
    "the gradient of a circuit": ("circuit", "parameter-shift"),
    "variance against qubits": ("circuit", "halved-by-each-qubit"),
    "a global cost": ("circuit", "global-cost-shallow"),
    "a local cost": ("circuit", "local-cost-shallow"),
    "the scaling of attention": ("attention", "scaling-saves-the-slope"),
    "the size of a convolution's output": ("convolution", "convolution-output-size"),
}
"""Facts of the curriculum: the experiment that shows each, and a question that it backs."""


@pytest.mark.parametrize("fact", FACTS)
def test_a_run_stands_behind_each_fact(pack: Pack, fact: str) -> None:
    experiment, name = FACTS[fact]
    question = pack.question(name)
    assert question is not None
    assert question.example is not None
    assert question.example.experiment == experiment
    assert question.backing is not Backing.CITED


def test_answers_are_backed_by_a_run_and_the_few_others_cite(pack: Pack) -> None:
    cited = [question for question in pack.questions if question.backing is Backing.CITED]
    assert {question.id for question in cited} == {"why-batch-norm-works", "how-architectures-advanced"}
    assert all(question.references for question in cited)


def test_true_and_false_are_balanced(pack: Pack) -> None:
    answers = [question.answer for question in pack.questions if isinstance(question, TrueFalse)]
    assert 0.4 < sum(answers) / len(answers) < 0.6


def test_the_length_of_an_option_gives_nothing_away(pack: Pack) -> None:
    longest = shortest = count = 0
    for question in pack.questions:
        if isinstance(question, SingleChoice):
            (right,) = (len(option.text) for option in question.options if option.correct)
            wrong = [len(option.text) for option in question.options if not option.correct]
            count, longest, shortest = (
                count + 1,
                longest + (right > max(wrong)),
                shortest + (right < min(wrong)),
            )
    # A guess is right in one of four.
    assert max(longest, shortest) <= 0.4 * count


def test_the_interview_question_is_a_full_page(pack: Pack) -> None:
    page = pack.question("explain-vanishing-gradients")
    assert isinstance(page, Open)
    assert page.explanation
    assert page.theory
    assert page.practice
    assert page.diagram
    related = {question.id: question.difficulty for question in pack.questions if question.id in page.related}
    assert related == {
        "attention-mechanisms": "hard",
        "backpropagation": "medium",
        "cnn-components": "medium",
        "comparing-activation-functions": "medium",
    }
    cited = " ".join(reference.title.lower() for reference in page.references)
    for work in ("deep learning", "batch normalization", "residual learning"):
        assert work in cited


def test_the_guide_asks_questions_and_the_glossary_explains_terms(pack: Pack) -> None:
    assert pack.guide is not None
    asked = [question for section in pack.guide.sections for question in section.questions]
    assert len(asked) >= 8
    assert len(pack.glossary) >= 20
