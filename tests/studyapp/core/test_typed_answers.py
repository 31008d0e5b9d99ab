"""Typed answers as learners write them: what must be accepted, what must not, and how a slip is treated.

The table grows with every fault that is found. It is read against one glossary, as a pack has it.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.grading import Known, Outcome, Verdict, grade, rating_for
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.memory import Rating
from studyapp.core.slips import slip_of
from studyapp.core.terms import term_key
from studyapp.core.worked import Variant

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
GLOSSARY: Known = frozenset(
    frozenset(names.split(", "))
    for names in (
        "vanishing gradient, vanishing gradients",
        "exploding gradient, exploding gradients",
        "supervised learning",
        "unsupervised learning",
        "self-supervised learning",
        "Adam",
        "AdamW",
        "RMSProp",
        "RProp",
        "ReLU, rectified linear unit",
        "PReLU",
        "softmax",
        "sigmoid, logistic function",
        "logistic regression",
        "linear regression",
        "convex function",
        "concave function",
        "batch normalization, batch norm",
        "layer normalization",
        "weight decay",
        "weight delay",
        "hypothesis",
        "interpolation",
        "overfitting",
        "underfitting",
        "gradient ascent",
        "gradient descent",
    )
)

# (the answer of the pack, what was typed)
SAME: list[tuple[str, str]] = [
    ("softmax", "Softmax"),
    ("softmax", "SOFTMAX"),
    ("softmax", " softmax. "),
    ("softmax", "soft-max"),
    ("softmax", "soft max"),
    ("softmax", '"softmax"'),
    ("softmax", "the softmax"),
    ("Adam", "adam"),
    ("AdamW", "adamw"),
    ("ReLU", "relu"),
    ("He", "he"),
    ("vanishing gradient", "a vanishing gradient"),
    ("vanishing gradient", "vanishing gradients"),
    ("vanishing gradient", "Vanishing-Gradient"),
    ("pre-activation", "preactivation"),
    ("pre-activation", "pre activation"),
    ("backpropagation", "back-propagation"),
    ("backpropagation", "back propagation"),
    ("k-means", "kmeans"),
    ("k-means", "K means"),
    ("batch normalization", "batch normalisation"),
    ("initialization", "Initialisation"),
    ("regularization", "regularisation"),
    ("neighbor", "neighbour"),
    ("naive Bayes", "naïve Bayes"),
    ("Newton's method", "Newtons method"),
    ("Newton's method", "Newton’s method"),
    ("W", "W"),
    ("W", "the W"),
    ("σ", "sigma"),
    ("sigma", "σ"),
    ("Σ", "Sigma"),
    ("β₁", "beta1"),
    ("β₁", "beta_1"),
    ("x_1", "x₁"),
    ("x²", "x^2"),
    ("d_k", "$d_k$"),
    ("σ", "\\sigma"),
    ("learning rate η", "learning rate eta"),
    ("L2", "l2"),
    ("L2 norm", "ℓ₂ norm"),
    ("type II error", "Type II error"),
    ("feed-forward network", "feedforward network"),
    ("0.25", "1/4"),
    ("0.25", "25 %"),
    ("1/√2", "sqrt(2)/2"),
    ("pi/2", "π/2"),
    ("1000", "1e3"),
]
SLIPS: list[tuple[str, str]] = [
    ("softmax", "sofmax"),
    ("softmax", "softmaxx"),
    ("softmax", "sotfmax"),
    ("softmax", "softnax"),
    ("sigmoid", "sigmiod"),
    ("sigmoid", "sigmod"),
    ("gradient", "gradeint"),
    ("gradient", "gradiant"),
    ("vanishing gradient", "vanishing gardient"),
    ("vanishing gradient", "vanshing gradeint"),
    ("backpropagation", "backpropogation"),
    ("backpropagation", "back propogation"),
    ("backpropagation", "backproppagatoin"),
    ("batch normalization", "batch normalizaton"),
    ("batch normalization", "batch normalisaton"),
    ("regularization", "regularizaiton"),
    ("convolution", "convolutoin"),
    ("initialization", "initalization"),
    ("saturation", "saturaton"),
    ("momentum", "momemtum"),
    ("perceptron", "percepton"),
    ("perceptron", "preceptron"),
    ("dropout", "droput"),
    ("entropy", "entrophy"),
    ("convex", "convexe"),
    ("supervised learning", "supervized learnig"),
    ("unsupervised learning", "unsupervise learning"),
    ("type II error", "type II eror"),
    ("L2 regularization", "L2 regularizaion"),
    ("long short-term memory", "long short-term memroy"),
    ("maximization", "maxmization"),
    ("interpolation", "interpolaton"),
]
# None of these may be accepted, whatever the rule of slips says.
LOOK_ALIKES: list[tuple[str, str]] = [
    ("supervised learning", "unsupervised learning"),
    ("unsupervised learning", "supervised learning"),
    ("self-supervised learning", "semi-supervised learning"),
    ("supervised learning", "self-supervised learning"),
    ("Adam", "AdamW"),
    ("AdamW", "Adam"),
    ("AdamW", "NAdam"),
    ("Adamax", "Adam"),
    ("AdaGrad", "AdaDelta"),
    ("type I error", "type II error"),
    ("type II error", "type I error"),
    ("type II error", "type III error"),
    ("W", "w"),
    ("w", "W"),
    ("dW", "dw"),
    ("Σ", "σ"),
    ("Sigma", "sigma"),
    ("ŷ", "y"),
    ("y", "ŷ"),
    ("x²", "x₂"),
    ("x₁", "x₂"),
    ("convex", "concave"),
    ("bias", "bases"),
    ("biases", "bases"),
    ("bases", "biases"),
    ("ReLU", "ELU"),
    ("PReLU", "ReLU"),
    ("PReLU", "RReLU"),
    ("SELU", "ELU"),
    ("GELU", "SELU"),
    ("RMSProp", "RProp"),
    ("RProp", "RMSProp"),
    ("causal attention", "casual attention"),
    ("variance", "covariance"),
    ("covariance", "covariate"),
    ("invariance", "equivariance"),
    ("minimization", "maximization"),
    ("maximum", "minimum"),
    ("minimum", "minima"),
    ("argmax", "argmin"),
    ("softmax", "softmin"),
    ("gradient ascent", "gradient descent"),
    ("gradient descent", "gradient decent in a hurry"),
    ("forward pass", "backward pass"),
    ("encoder", "decoder"),
    ("hyperparameter", "parameter"),
    ("parameter", "hyperparameter"),
    ("hyperplane", "hypoplane"),
    ("interlayer", "intralayer"),
    ("underfitting", "overfitting"),
    ("upsampling", "downsampling"),
    ("symmetric", "asymmetric"),
    ("linear", "nonlinear"),
    ("stable", "unstable"),
    ("macro average", "micro average"),
    ("homogeneous", "heterogeneous"),
    ("recurrent", "recursive"),
    ("logit", "logic"),
    ("logistic", "logistics"),
    ("discrete", "discreet"),
    ("weight decay", "weight delay"),
    ("batch normalization", "layer normalization"),
    ("batch norm", "batch form"),
    ("logistic regression", "linear regression"),
    ("max pooling", "mean pooling"),
    ("input gate", "output gate"),
    ("ResNet-50", "ResNet-101"),
    ("ResNet-50", "ResNet-5"),
    ("L1 regularization", "L2 regularization"),
    ("VGG16", "VGG19"),
    ("GPT-2", "GPT-3"),
    ("layer", "layers"),
    ("tanh", "than"),
    ("loss", "boss"),
    ("epoch", "poche"),
    ("vanishing gradient", "gradient"),
    ("vanishing gradient", "exploding gradient"),
    ("vanishing gradient", "no vanishing gradient"),
    ("convergence", "divergence"),
    ("0.25", "-0.25"),
    ("0.25", "0.26"),
    ("0.25", "25"),
    ("3.5", "-3.5"),
    ("-0.5", "0.5"),
    ("pi", "2 pi"),
    ("1e3", "1e-3"),
    ("2^3", "3^2"),
]
REFUSED_THOUGH_ACCEPTABLE = [("type I error", "type 1 error")]


def asked(answer: str, typed: str, **more: Any) -> Verdict:
    fields = {"id": "q", "difficulty": "easy", "topics": ["t"], "backed_by": "citation", "kind": "text"}
    question = READ.validate_python(
        {
            **fields,
            "references": [{"title": "A book"}],
            "prompt": "Name it.",
            "answer": {"accept": [answer], **more},
        }
    )
    return grade(question, "answer", typed, Variant(1), GLOSSARY)


def test_the_table_is_long_enough() -> None:
    table = [*SAME, *SLIPS, *LOOK_ALIKES, *REFUSED_THOUGH_ACCEPTABLE]
    assert len(set(table)) == len(table) >= 120
    assert len(REFUSED_THOUGH_ACCEPTABLE) <= 1


@pytest.mark.parametrize(("answer", "typed"), SAME)
def test_another_way_of_writing_is_right(answer: str, typed: str) -> None:
    assert asked(answer, typed) == Verdict(Outcome.RIGHT, score=1)


@pytest.mark.parametrize(("answer", "typed"), SLIPS)
def test_a_slip_is_right_shows_the_spelling_and_is_hard(answer: str, typed: str) -> None:
    verdict = asked(answer, typed)
    assert verdict == Verdict(Outcome.RIGHT, f"Accepted; it is spelled {answer}.", score=1, slip=answer)
    assert rating_for(verdict, hinted=False) is rating_for(verdict, hinted=True) is Rating.HARD


@pytest.mark.parametrize(("answer", "typed"), [*LOOK_ALIKES, *REFUSED_THOUGH_ACCEPTABLE])
def test_a_look_alike_is_wrong(answer: str, typed: str) -> None:
    verdict = asked(answer, typed)
    assert (verdict.outcome, verdict.score, verdict.slip) == (Outcome.WRONG, 0, None)


@pytest.mark.parametrize(("answer", "typed"), [*SAME, *SLIPS])
def test_a_rejected_spelling_is_wrong_however_near(answer: str, typed: str) -> None:
    verdict = asked(answer, typed, reject=[{"text": typed, "says": "Not so."}])
    assert (verdict.outcome, verdict.says) == (Outcome.WRONG, "Not so.")


def test_a_slip_of_a_rejected_answer_gets_its_feedback() -> None:
    reject = [{"text": "hyperbolic tangent", "says": "That one is centered."}]
    assert asked("sigmoid", "hyperbolic tangant", reject=reject).says == "That one is centered."


def test_another_term_is_named() -> None:
    verdict = asked("AdamW", "ADAM")
    assert verdict.says == "Adam is another term; the glossary has both."
    assert verdict.mistake == "term:adam"


def test_a_plural_is_accepted_where_it_is_declared() -> None:
    assert asked("layer", "layers", plural=True) == Verdict(Outcome.RIGHT, score=1)
    assert asked("layers", "the layer", plural=True) == Verdict(Outcome.RIGHT, score=1)
    assert asked("residual", "residuals").outcome is Outcome.WRONG


def test_terms_that_differ_by_case_alone_are_told_apart() -> None:
    known = frozenset({frozenset({"Lasso"}), frozenset({"LASSO"})})
    question = READ.validate_python(
        {
            "id": "q",
            "kind": "cloze",
            "difficulty": "easy",
            "topics": ["t"],
            "text": "[[a|Lasso]]",
            "backed_by": "citation",
            "references": [{"title": "A book"}],
        }
    )
    assert grade(question, "a", "Lasso", Variant(1), known).outcome is Outcome.RIGHT
    assert grade(question, "a", "LASSO", Variant(1), known).outcome is Outcome.WRONG
    assert grade(question, "a", "lasso", Variant(1)).outcome is Outcome.RIGHT


# --- properties -------------------------------------------------------------------------------------------

NAMES = sorted({name for names in GLOSSARY for name in names} | {answer for answer, _ in LOOK_ALIKES})


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_slip_is_never_another_term_of_the_glossary(answer: str, other: str) -> None:
    same_thing = term_key(answer) == term_key(other) or any({answer, other} <= names for names in GLOSSARY)
    known = GLOSSARY | {frozenset({other})}
    if not same_thing:
        others = [term_key(name) for names in known if answer not in names for name in names]
        assert slip_of(term_key(other), [term_key(answer)], others) is None
        assert asked(answer, other).slip is None


@given(st.sampled_from([name for name in NAMES if len(name) >= 5]), st.data())
def test_what_is_accepted_as_a_slip_is_near_and_begins_alike(answer: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(answer) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz0 "))
    typed = data.draw(st.sampled_from([answer[:place] + letter + answer[place + cut :] for cut in (0, 1, 2)]))
    verdict = asked(answer, typed)
    if verdict.slip:
        assert term_key(typed)[0] == term_key(answer)[0]
        assert abs(len(typed) - len(answer)) <= 2
        assert not any({typed.casefold()} & set(map(str.casefold, names)) for names in GLOSSARY)


@given(st.sampled_from(NAMES), st.one_of(st.text(max_size=100), st.sampled_from(NAMES)))
def test_any_text_has_a_verdict(answer: str, typed: str) -> None:
    verdict = asked(answer, typed)
    assert (verdict.score == 1) is (verdict.outcome is Outcome.RIGHT)
    assert verdict.says or verdict.outcome is not Outcome.NOT_GRADABLE
