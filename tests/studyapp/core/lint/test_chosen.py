"""Options that give the right one away: by length, number, words of the stem, grammar or overlap."""

from __future__ import annotations

import pytest

from studyapp.core.items import Question
from studyapp.core.lint.overlap import range_of
from tests.studyapp.core.lint.written import choice, codes, messages, pack, places, question

STEM = "What happens during training?"


def test_the_right_option_is_clearly_the_longest() -> None:
    asked = choice(STEM, "It settles near a minimum of the loss", "It grows", "It shrinks", "It stays")
    assert codes(asked) == ["longest-is-right"]
    assert places("longest-is-right", asked) == [("options", 0, "text")]
    assert messages(asked) == [
        "the right option has 37 characters, the longest wrong one 10;"
        " shorten it, or give the wrong ones as much detail"
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            "It settles at a low loss",
            ("It climbs to a high loss", "It shrinks", "It stays"),
        ),  # as long as another
        ("It settles at low loss", ("It climbs to the top", "It shrinks", "It stays")),  # not clearly longer
        ("1/1,000,000", ("1/2000", "1/500", "1/31.6")),  # longer by few characters
        ("It grows", ("It settles at a low loss after a while", "It shrinks", "It stays")),
    ],
)
def test_a_balanced_length_is_fine(right: str, wrong: tuple[str, ...]) -> None:
    assert codes(choice(STEM, right, *wrong)) == []


def slightly_longer(count: int) -> list[Question]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        choice(f"What is {one} {one}{one} for?", f"{one}p {one}q rr", f"{one}u {one}v", f"{one}w {one}x", f"{one}y")
        for one in letters[:count]
    ]  # fmt: skip


def test_over_the_whole_pack_the_right_option_is_too_often_the_longest() -> None:
    every = slightly_longer(12)
    assert codes(*every) == ["longest-is-right-overall"]
    assert "100% of 12 choice questions, chance would give 25%" in messages(*every)[0]
    assert places("longest-is-right-overall", *every) == [("manifest", "questions")]
    assert codes(*slightly_longer(9)) == [], "nine questions may be chance"


def test_a_pack_that_is_balanced_is_fine() -> None:
    short = [
        choice(f"Why is {one} {one}{one}?", f"{one}q", f"{one}v {one}w", f"{one}x z", f"{one}y")
        for one in "mnopqrstuvwx"
    ]
    assert "longest-is-right-overall" not in codes(*slightly_longer(6), *short)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("All of the above", "all-of-the-above"),
        ("All of these.", "all-of-the-above"),
        ("all the above answers are correct", "all-of-the-above"),
        ("All are correct", "all-of-the-above"),
        ("Both of the above", "all-of-the-above"),
        ("Both A and B", "all-of-the-above"),
        ("a) and c)", "all-of-the-above"),
        ("A, B and C", "all-of-the-above"),
        ("None of the above", "none-of-the-above"),
        ("None of these", "none-of-the-above"),
        ("Neither of them", "none-of-the-above"),
        ("None", "none-of-the-above"),
        ("All of it goes to the 5", None),
        ("All three alike", None),
        ("Both, since their weights are equal", None),
        ("Neither, as sigmoids pass nothing back", None),
        ("None of the gradient arrives", None),
        ("With both kinds of blocks", None),
        ("It divides the layers above", None),
    ],
)
def test_options_that_speak_of_the_others(text: str, code: str | None) -> None:
    found = [
        one
        for one in codes(choice(STEM, "It goes down at once", "It goes up a bit", text))
        if one.endswith("above")
    ]
    assert found == ([code] if code else [])


def test_letters_that_are_options_themselves_are_no_answers() -> None:
    assert codes(choice("Which weights change?", "a and b", "a", "b", "c")) == []
    asked = "Two of these hold. Which?\n\nA. It falls.\nB. It rises.\nC. It stays."
    assert "all-of-the-above" not in codes(choice(asked, "A and B", "A and C", "B and C"))


def test_two_options_are_too_few() -> None:
    assert codes(choice(STEM, "It rises", "It falls")) == ["too-few-options"]
    assert codes(choice(STEM, "It rises", "It falls", "It stays")) == []


@pytest.mark.parametrize(
    ("prompt", "right", "wrong"),
    [
        ("Which method clips gradients?", "Gradient clipping", ("Weight decay", "Early stopping")),
        ("What saturates a sigmoid unit?", "A saturating input", ("A small weight", "A low rate")),
        ("Who studied the vanishing problem?", "The vanishing hunter", ("A plain hunter", "A good hunter")),
    ],
)
def test_a_word_of_the_stem_in_the_right_option_alone(
    prompt: str, right: str, wrong: tuple[str, ...]
) -> None:
    assert "giveaway" in codes(choice(prompt, right, *wrong))


@pytest.mark.parametrize(
    ("prompt", "right", "wrong"),
    [
        # The stem names what the options are about.
        (
            "The loss is the squared error or the cross-entropy. Which?",
            "The cross-entropy",
            ("The error", "Both at once"),
        ),
        (
            "Sigmoid, tanh or ReLU: which saturates?",
            "The sigmoid network",
            ("The tanh network", "The ReLU network"),
        ),
        (
            "Which gradients does it help?",
            "Large gradients",
            ("Small gradients", "Old weights"),
        ),  # a wrong one too
        ("What is the first step?", "The first one", ("The second one", "The third one")),  # says little
        ("Which of 2 and 3 is it?", "The 3", ("The 4", "The 5")),  # a number
        ("What clips it?", "An eclipse", ("A lunch", "A nap")),  # another word
    ],
)
def test_a_word_that_gives_nothing_away(prompt: str, right: str, wrong: tuple[str, ...]) -> None:
    assert "giveaway" not in codes(choice(prompt, right, *wrong))


@pytest.mark.parametrize(
    ("prompt", "right", "wrong", "found"),
    [
        ("A layer that shares its weights is called a", "convolution", ("attention", "embedding"), True),
        ("It is an ___ of the loss.", "estimate", ("sample", "part"), True),
        ("It is a ___.", "unit of measure", ("input", "answer"), True),  # a y sound
        ("It is called an", "LSTM", ("GRU", "transformer"), True),
        ("It is an ___.", "estimate", ("average", "part"), False),
        ("It is a(n) ___.", "estimate", ("sample", "part"), False),
        ("What is it?", "An estimate", ("A sample", "A part"), False),
        ("Is a layer ___?", "open", ("closed", "gone"), False),
    ],
)
def test_an_article_that_fits_one_option(
    prompt: str, right: str, wrong: tuple[str, ...], found: bool
) -> None:
    assert ("grammar-fits-once" in codes(choice(prompt, right, *wrong))) is found


def test_options_that_say_the_same() -> None:
    asked = choice(STEM, "The loss grows", "Loss grows", "The loss falls")
    assert places("duplicate-option", asked) == [("options", 1, "text")]
    assert "duplicate-option" in codes(choice(STEM, "About one layer", "about one layers", "None of it"))


@pytest.mark.parametrize(
    "texts",
    [
        ("a + b", "a - b", "a > b"),
        ("$x^2$ grows", "$x^3$ grows", "$x$ grows"),
        ("A, B, C", "B, C", "C"),
        ("S3A", "S3", "S3N"),
        ("head", "heading", "heads-up"),
        ("loss", "los", "lost"),
    ],
)
def test_options_that_differ_by_a_sign_or_a_letter(texts: tuple[str, ...]) -> None:
    assert "duplicate-option" not in codes(choice(STEM, *texts))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("less than 10", "less than 20", "more than 30"), True),
        (("between 1 and 5", "4 to 8", "above 9"), True),
        (("at least 3", "7", "1"), True),
        (("1/4", "0.25", "4"), True),
        (("50%", "0.5", "0.1"), True),
        (("10 or more", "below 12", "1"), True),
        (("less than 10", "10 to 20", "more than 20"), False),
        (("2 layers", "between 1 and 3 units", "9"), False),
        (("1/2000", "1/500", "1/31.6"), False),
        (("-1", "1", "0"), False),
        (("1.000000", "0.900000", "0.975000"), False),
        (("About one half", "About one quarter", "About one tenth"), False),
    ],
)
def test_ranges_that_overlap(texts: tuple[str, ...], found: bool) -> None:
    assert ("overlapping-options" in codes(choice(STEM, *texts))) is found


def test_ranges_are_read_with_care() -> None:
    assert range_of("1/0") is None
    assert range_of("9" * 50) is not None
    assert range_of("x" * 500) is None
    assert range_of("-3 to -1") is not None


def test_options_with_numbers_of_a_run_are_left_alone() -> None:
    asked = question(
        "choice",
        prompt="What is it?",
        value="output",
        example={"experiment": "chain", "with": {}},
        options=[
            {"text": "{{value}} exactly and no more than that", "correct": True, "holds": "answer == 1"},
            {"text": "{{value}}", "mutant": "mean_not_sum", "says": "No."},
            {"text": "{{value}}", "mutant": "transposed", "says": "No."},
        ],
    )
    assert codes(asked) == []
    assert pack(asked).questions[0].id == "q"
