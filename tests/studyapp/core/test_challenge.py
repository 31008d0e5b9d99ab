"""Challenge codes: they say what they were made of, and a slip in one is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.challenge import (
    CONTENT_BITS,
    LONGEST_CODE,
    MOST_MINUTES,
    SCOPE_BITS,
    SYMBOLS,
    Challenge,
    ChallengeError,
    challenge_of,
    code_of,
    read_code,
    scope_of,
    scopes,
)
from studyapp.core.quiz import DIFFICULTIES, KINDS, LONGEST, SEEDS, Feedback, Mode, QuizOptions


def _in_order(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(names)).map(lambda found: tuple(name for name in names if name in found))


challenges = st.builds(
    Challenge,
    st.integers(0, SEEDS - 1),
    st.integers(1, LONGEST),
    st.integers(0, 2**SCOPE_BITS - 1),
    st.integers(0, 2**CONTENT_BITS - 1),
    _in_order(DIFFICULTIES),
    _in_order(KINDS),
    st.integers(0, MOST_MINUTES),
    st.sampled_from(Feedback),
)
PLAIN = Challenge(4_711, 10, 12_345_678, 765_432)


@given(challenges)
def test_a_code_says_what_it_was_made_of(challenge: Challenge) -> None:
    code = code_of(challenge)
    assert read_code(code) == challenge
    assert len(code.replace("-", "")) <= LONGEST_CODE
    assert set(code) <= set(SYMBOLS) | {"-"}


def test_a_code_is_short_and_may_be_typed_as_it_comes() -> None:
    code = code_of(PLAIN)
    assert len(code.replace("-", "")) <= 16
    assert read_code(code.lower().replace("-", " ")) == PLAIN
    assert read_code(code.replace("0", "o").replace("1", "l")) == PLAIN


@given(challenges, st.data())
def test_every_wrong_symbol_is_found(challenge: Challenge, data: st.DataObject) -> None:
    code = code_of(challenge).replace("-", "")
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([sign for sign in SYMBOLS if sign != code[place]]))
    with pytest.raises(ChallengeError):
        read_code(code[:place] + other + code[place + 1 :])


@given(challenges, st.data())
def test_two_neighbors_in_the_wrong_order_are_found(challenge: Challenge, data: st.DataObject) -> None:
    code = code_of(challenge).replace("-", "")
    place = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(ChallengeError):
            read_code(swapped)


@given(st.text(max_size=60) | st.text(st.sampled_from(SYMBOLS + "-oil"), max_size=45))
def test_whatever_is_typed_is_read_or_refused_in_one_line(typed: str) -> None:
    found: Challenge | str
    try:
        found = read_code(typed)
    except ChallengeError as refused:
        found = str(refused)
    assert found.isprintable() if isinstance(found, str) else 1 <= found.count <= LONGEST


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "a challenge code is missing"),
        (" -- ", "a challenge code is missing"),
        ("A" * 41, "too long"),
        ("UUUU", "digits and letters without U"),
        ("4\x1b4", "digits and letters without U"),
        ("4AB", "has a slip in it"),
        ("0", "it was made by another version of studyapp"),
        ("00", "it was made by another version of studyapp"),
    ],
)
def test_refused(typed: str, says: str) -> None:
    with pytest.raises(ChallengeError) as caught:
        read_code(typed)
    assert says in str(caught.value) or "too short" in str(caught.value)


def test_what_cannot_be_shared_has_no_code() -> None:
    options = QuizOptions(("a",), seed=3, seconds=120)
    made = challenge_of(options, ("a",), ["drawn"])
    assert made is not None
    assert made.minutes == 2
    for other in (
        replace(options, seed=None),
        replace(options, seconds=90),
        replace(options, selection="is:due"),
        replace(options, mode=Mode.CRAM),
        replace(options, mode=Mode.MISTAKES),
        replace(options, seconds=(MOST_MINUTES + 1) * 60),
    ):
        assert challenge_of(other, ("a",), ["drawn"]) is None
    assert challenge_of(options, ("a",), ["otherwise"]) != made


def test_packs_and_topics_are_found_by_their_digest() -> None:
    topics = {"a": ["t", "u"], "b": ["u"], "c": []}
    for about in [(("a",), ()), (("a", "b", "c"), ()), (("b",), ("u",)), (("a", "c"), ())]:
        found = next(
            each for each in scopes(list(topics), topics, ((), ())) if scope_of(*each) == scope_of(*about)
        )
        assert found == about
    named = (("c", "a"), ("t", "u"))
    assert next(iter(scopes(list(topics), topics, named))) == named
    assert scope_of(("b", "a"), ("u", "t")) == scope_of(("a", "b"), ("t", "u", "t"))
