"""What an author marks becomes exactly the question that was meant, in any language."""

from __future__ import annotations

import pytest

from studyapp.core.items import MultipleChoice, SingleChoice
from tests.studyapp.core.draft.drafted import extracted, lines, questions, shown


@pytest.mark.parametrize(
    "text",
    [
        "Q: What is it?\nA: This.",
        "Q: What is it?\n\nA: This.",
        "Q: What is it?\n\n\nA:\n\nThis.",
        "Question: What is it?\nAnswer: This.",
        "**Q:** What is it?\n**A:** This.",
        "**Q**: What is it?\n**A**: This.",
        "**Q: What is it?**\n**A: This.**",
        "__Question:__ What is it?\n__Answer:__ This.",
        "Q1: What is it?\nA1: This.",
        "- Q: What is it?\n- A: This.",
        "- Q: What is it?\n  A: This.",
        "1. Q: What is it?\n   A: This.",
        "> Q: What is it?\n> A: This.",
    ],
)
def test_a_question_and_its_answer_in_every_way_of_writing(text: str) -> None:
    assert lines(text) == ["What is it? | This."]


def test_an_answer_of_several_lines_ends_at_a_blank_line_unless_what_follows_is_indented() -> None:
    text = "Q: First line\nsecond line?\nA: One\ntwo\n\n  three\n\nNo part of it.\n\n# Heading\n"
    assert lines(text) == ["First line\nsecond line? | One\ntwo\n\nthree"]


def test_an_answer_may_be_code_with_blank_lines_and_marks_in_it() -> None:
    text = "Q: How?\nA:\n```python\nQ: not one\n\nA: no\n```\n\nQ: And?\nA: So.\n"
    assert lines(text) == ["How? | ```python\nQ: not one\n\nA: no\n```", "And? | So."]


def test_marks_in_code_comments_and_front_matter_do_not_count() -> None:
    text = (
        "---\nQ: a\nA: b\n---\n\n```\nQ: a\nA: b\nx :: y\n```\n\n<!--\nQ: a\nA: b\n-->\n\n    Q: a\n    A: b\n\n"
        "Code `a :: b` and `==c==` and $f_{a}$ and $$g_{b} == h$$ stay.\n"
    )
    assert questions(text) == []


def test_what_lacks_its_other_half_is_counted() -> None:
    found = extracted("Q: Nothing follows.\n\n# Heading\n\nQ: Empty\nA:\n\n# Heading\n")
    assert found.reasons == {"a question without an answer": 1, "an answer without text": 1}


def test_definitions() -> None:
    text = "# T\n\nfan-in :: inputs\nof a unit\n- **fan-out** :: units fed\n\nstd::vector stays, a::b too\n"
    found = questions(text)
    assert [shown(one) for one in found] == [
        "What does “fan-in” mean? | inputs of a unit",
        "What does “fan-out” mean? | units fed",
    ]
    assert found[0].source is not None
    assert (found[0].source.line, found[0].source.text) == (3, "fan-in :: inputs\nof a unit")


def test_blanks() -> None:
    text = "At most ==1/4==, reached at {zero}. The set {0, 1} and a == b stay. Then ==1/4== and ==1/4==.\n"
    assert lines(text) == [
        "At most [[1-4|1/4]], reached at [[zero|zero]].",
        "Then [[1-4|1/4]] and [[1-4|1/4]].",
    ]


def test_a_blank_that_nobody_could_type_becomes_a_flashcard() -> None:
    text = "The slope is ==$\\sigma(z)(1 - \\sigma(z))$== everywhere.\n\nSee [[Wiki]] for ==this==.\n"
    assert lines(text) == [
        "The slope is _____ everywhere. | $\\sigma(z)(1 - \\sigma(z))$",
        "See [[Wiki]] for _____. | this",
    ]


def test_task_lists_are_choices_under_the_question_above_them() -> None:
    text = (
        "Which saturate?\n\n- [x] sigmoid\n- [X] tanh\n- [ ] ReLU\n- a fact of another list\n\n"
        "Q: Which does not?\n- [ ] sigmoid\n- [x] ReLU\n\n## Which is linear?\n\n- [x] identity\n- [ ] tanh\n"
    )
    several, one, under_heading = questions(text)
    assert isinstance(several, MultipleChoice)
    assert [(option.text, option.correct) for option in several.options] == [
        ("sigmoid", True),
        ("tanh", True),
        ("ReLU", False),
    ]
    assert isinstance(one, SingleChoice)
    assert (one.prompt, one.options[0].says) == ("Which does not?", "✓ ReLU")
    assert under_heading.prompt == "Which is linear?"


def test_lists_of_things_to_do_are_no_choices() -> None:
    found = extracted("# Plan\n\n- [x] read\n- [ ] write\n\nWhat now?\n\n- [x] rest\n- [x] sleep\n")
    assert found.drafts == ()
    assert found.reasons == {
        "a task list without a question right above it": 1,
        "a task list without both right and wrong items": 1,
    }


@pytest.mark.parametrize(
    "mark", ["confusable: max pooling, average pooling", "<!-- confusable: max pooling, average pooling -->"]
)
def test_terms_declared_confusable_give_true_and_false(mark: str) -> None:
    text = f"# P\n\n- max pooling takes the largest value\n- average pooling takes the mean value\n\n{mark}\n"
    assert lines(text, "true_false") == [
        "Average pooling takes the largest value | false",
        "Max pooling takes the mean value | false",
    ]
    assert lines(text.replace(mark, ""), "true_false") == []


def test_a_line_of_confusable_terms_asks_nothing() -> None:
    text = "# P\n\nconfusable: max pooling, average pooling\n\n- [x] yes\n- [ ] no\n"
    assert lines(text) == []
    assert lines(text.replace("confusable: max pooling, average pooling", "Which one?"), "choice") != []


def test_marks_work_in_german_and_plain_sentences_are_left_alone() -> None:
    text = (
        "# Aktivierungen für Netze\n\nDie Sigmoide ist eine Funktion, die jede Zahl auf das Intervall abbildet.\n\n"
        "F: nein\n\nQ: Was ist größer?\nA: Die Steigung.\n\n"
        "Steigung :: die Ableitung\n\nSie ist höchstens ==1/4==.\n"
    )
    found = extracted(text)
    assert found.language == "de"
    assert [shown(draft.question) for draft in found.drafts] == [
        "Was ist größer? | Die Steigung.",
        "Steigung | die Ableitung",
        "Sie ist höchstens [[1-4|1/4]].",
    ]
    assert found.drafts[0].question.topics == ("aktivierungen-fur-netze",)
