"""What English sentences, lists and tables say becomes a question; what points elsewhere or is vague does not."""

from __future__ import annotations

import pytest

from studyapp.core.items import SingleChoice, TrueFalse
from tests.studyapp.core.draft.drafted import extracted, lines, questions, shown


@pytest.mark.parametrize(
    ("text", "drafts"),
    [
        ("A gate is a vector of numbers that scales.", ["What is a gate? | a vector of numbers that scales"]),
        ("Momentum refers to a running average.", ["What does Momentum refer to? | a running average"]),
        ("The **fan-in** means the inputs of a unit.", ["What does the fan-in mean? | the inputs of a unit"]),
        (
            "The vanishing gradient problem occurs when factors are small.",
            ["When does the vanishing gradient problem occur? | when factors are small"],
        ),
        (
            "The **forget gate** (f) scales the old cell state.",
            ["What does the forget gate (f) do? | scales the old cell state"],
        ),
        (
            "The input gate determines how much is written, and the output gate determines the rest.",
            ["What does the input gate determine? | how much is written"],
        ),
        (
            "A unit may stop learning for every input. This is called a dead unit.",
            ["A unit may stop learning for every input. What is this called? | dead unit"],
        ),
        (
            "A vector of partial derivatives is called a gradient.",
            ["What is a vector of partial derivatives called? | gradient"],
        ),
        (
            "**Dropout**: units are zeroed at random.",
            ["What does “Dropout” mean? | units are zeroed at random"],
        ),
        ("The loss of the sigmoid unit has 3 minima there.", []),
        (
            "The slope of the sigmoid is at most 0.25 at zero.",
            ["The slope of the sigmoid is at most [[number|0.25]] at zero."],
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_sentences(text: str, drafts: list[str]) -> None:
    assert lines(text) == drafts


@pytest.mark.parametrize(
    "text",
    [
        "This is a problem that many networks have.",
        "It is the number of inputs of a unit.",
        "Another reason is the size of the weights that are drawn.",
        "The idea is a simple one that everybody understands.",
        "The network learns from the past only.",
        "Generation is a different matter that needs a cache.",
        "Two limits are worth knowing about this method.",
        "The gate is described in the chapter above.",
        "The transformer was published in 2017 by a group.",
        "ReLU is fast.",
        "For this reason layer normalization is the usual choice in transformers.",
        "The layer computes the following:",
        "Is a gate a vector of numbers that scales?",
        "If a gate is a vector of numbers that scales, it is learned.",
        "Weights, biases and gates are the parameters of a cell.",
    ],
)  # fmt: skip
def test_junk_is_left_alone(text: str) -> None:
    assert lines(text) == []


@pytest.mark.parametrize(
    ("text", "true", "false"),
    [
        (
            "Unlike the sigmoid, the tanh function passes negative values.",
            "Unlike the sigmoid, the tanh function passes negative values.",
            "Unlike the tanh function, the sigmoid passes negative values.",
        ),
        (
            "A plain layer needs three norms, whereas a gated layer needs two.",
            "A plain layer needs three norms, whereas a gated layer needs two.",
            "A gated layer needs three norms, whereas a plain layer needs two.",
        ),
        (
            "While the LSTM has three gates, the GRU has two.",
            "While the LSTM has three gates, the GRU has two.",
            "While the GRU has three gates, the LSTM has two.",
        ),
    ],
)
def test_contrasts_are_true_as_they_stand_and_false_with_the_two_swapped(
    text: str, true: str, false: str
) -> None:
    (found,) = questions(text, "true_false")
    assert isinstance(found, TrueFalse)
    assert found.prompt == (true if found.answer else false)
    assert found.explanation == text


@pytest.mark.parametrize(
    "text",
    [
        "One head follows the syntax while another one tracks the nouns.",
        "Hard attention, by contrast, picks exactly one position.",
        "Unlike this, the tanh function passes negative values.",
        "The model learns while the data loads.",
    ],
)
def test_no_contrast_without_two_named_things(text: str) -> None:
    assert lines(text, "true_false") == []


def test_questions_that_the_notes_ask_themselves() -> None:
    text = (
        "# T\n\n## Why are weights random?\n\nEqual weights stay equal.\n\nHow large should they be?\n\n"
        "Small enough.\n\nWhat limits the depth? Factors multiply. And so on.\n\nWhat is a seed?\nA number.\n"
    )
    assert lines(text) == [
        "Why are weights random? | Equal weights stay equal.",
        "How large should they be? | Small enough.",
        "What limits the depth? | Factors multiply. And so on.",
        "What is a seed? | A number.",
    ]


def test_a_list_under_a_lead_in_is_one_question_and_steps_are_put_in_order() -> None:
    text = (
        "# T\n\nDropout has two effects:\n\n- less overfitting\n- noise\n\n## Benefits of depth\n\n"
        "- features\n- reuse\n\n"
        "One step has this order:\n\n1. draw\n2. forward\n3. backward\n"
    )
    assert lines(text) == [
        "Dropout has two effects. Name all 2. | - less overfitting\n- noise",
        "Benefits of depth. Name all 2. | - features\n- reuse",
        "One step has this order. Put them in order. | draw / forward / backward",
    ]


def test_items_that_explain() -> None:
    text = (
        "# T\n\n## Rates\n\n- warmup: raise the rate slowly\n- decay = lower it at the end\n"
        "- too high -> loss diverges\n"
        "- usual batch: 32\n- https://example.org/x\n- note: check again\n- nothing to explain\n"
    )
    assert lines(text, "flashcard") == [
        "What does “warmup” mean? | raise the rate slowly",
        "What does “decay” mean? | lower it at the end",
        "Rates: too high → ? | loss diverges",
        "Rates: usual batch? | 32",
    ]


def test_tables_of_two_columns_are_pairs() -> None:
    table = "| net | idea |\n|---|---|\n| VGG | depth |\n| ResNet | skips |\n"
    assert lines(table) == ["Match what belongs together. net: idea | VGG / depth / ResNet / skips"]
    same = table.replace("skips", "depth")
    assert lines(same) == ["VGG: idea? | depth", "ResNet: idea? | depth"]
    assert lines("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n") == []
    assert (
        len(questions(table + "".join(f"| n{place} | i{place} |\n" for place in range(9)), "flashcard")) == 11
    )


def test_choices_take_their_distractors_from_the_notes_and_need_two_of_them() -> None:
    two = "# T\n\nA dog is an animal that barks.\n\nA cow is an animal that gives milk.\n"
    assert questions(two, "choice") == []
    three = two + "\nA bee is an insect that makes honey.\n"
    found = questions(three, "choice")
    assert len(found) == 3
    assert isinstance(found[0], SingleChoice)
    assert [option.text for option in found[0].options] == ["dog", "cow", "bee"]
    assert found[0].options[1].says == "Cow: an animal that gives milk"


def test_a_definition_that_names_its_term_gives_itself_away() -> None:
    text = (
        "A dog is a dog that barks.\n\nA cow is an animal of milk.\n\n"
        "A bee is an insect of honey.\n\nA hen is a bird of eggs.\n"
    )
    assert [shown(one).split(" | ")[0] for one in questions(text, "choice")] == [
        "Which of these is meant? An animal of milk.",
        "Which of these is meant? An insect of honey.",
        "Which of these is meant? A bird of eggs.",
    ]


def test_numbers_stand_beside_numbers_of_the_same_unit() -> None:
    text = (
        "# T\n\n## Sizes\n\n- VGG: 138 million weights\n- ResNet"
        ": 25 million weights\n- GPT: 117 million weights\n- rate: 3 percent\n"
    )
    found = [one for one in questions(text, "choice") if isinstance(one, SingleChoice)]
    assert [option.text for option in found[0].options] == [
        "138 million weights",
        "25 million weights",
        "117 million weights",
    ]
    assert len(found) == 3


def test_ids_are_stable_and_topics_come_from_the_headings() -> None:
    text = (
        "# All\n\n## 2. The gates\n\n### 2.1 Forgetting\n\nA gate is a vector of numbers. Q.\n\n"
        "Q: Gate\nA: closes\n"
    )
    first, other = questions(text)
    assert (first.id, first.topics, first.difficulty) == ("gate", ("forgetting", "the-gates"), "medium")
    assert other.id.startswith("gate-")
    assert [one.id for one in questions("New first line.\n\n" + text)] == [first.id, other.id]


def test_duplicates_and_variables_are_dropped_with_a_reason() -> None:
    text = "Q: a b?\nA: c\n\nQ: A  B?\nA: C\n\nQ: {{w}}?\nA: d\n"
    found = extracted(text)
    assert len(found.drafts) == 1
    assert found.reasons == {
        "the same question again": 1,
        "text with {{…}}, which stands for a variable": 1,
    }
