"""The language of selections: what each text means, what is refused and how, and that it can be written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.selection import ALL, Selection, SelectionError, parse
from studyapp.core.selection_reader import DEEPEST, LONGEST, MOST_TERMS
from studyapp.core.selection_terms import (
    KEYS,
    MARKS,
    RATINGS,
    WHOLE_KEYS,
    And,
    Compared,
    Is,
    Node,
    Not,
    Or,
    Rated,
    Word,
    Words,
    all_of,
    any_of,
)
from studyapp.core.selection_values import CLOSED
from studyapp.core.text import unsafe_character

A, B, C = Words("a"), Words("b"), Words("c")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", None),
        ("  \n", None),
        ("topic:gradient*", Word("topic", "gradient", prefix=True)),
        ("Topic:Sigmoid", Word("topic", "sigmoid")),
        ('tag:"two words"', Word("tag", "two words")),
        ('tag:"two wo"*', Word("tag", "two wo", prefix=True)),
        ("topic:*", Word("topic", "", prefix=True)),
        ("mistake:mean_not_sum", Word("mistake", "mean_not_sum")),
        ("difficulty:hard", Word("difficulty", "hard")),
        ("difficulty:>7", Compared("difficulty", ">", 7)),
        ("is:due", Is("due")),
        ("IS:Leech", Is("leech")),
        ("rated:1", Rated(1)),
        ("rated:7:Again", Rated(7, 1)),
        ("due:<7", Compared("due", "<", 7)),
        ("due:0", Compared("due", "=", 0)),
        ("due:=-3", Compared("due", "=", -3)),
        ("recall:<=0.85", Compared("recall", "<=", 0.85)),
        ("lapses:>=3", Compared("lapses", ">=", 3)),
        ("gradient", Words("gradient")),
        ("gradi*", Words("gradi", prefix=True)),
        ('"vanishing  gradient"', Words("vanishing gradient")),
        ("what's", Words("what's")),
        ("back-prop", Words("back-prop")),
        ('"or"', Words("or")),
        ("order", Words("order")),
        ("a b", And((A, B))),
        ("a and b", And((A, B))),
        ("a or b", Or((A, B))),
        ("a OR b", Or((A, B))),
        ("a b or c", Or((And((A, B)), C))),
        ("a (b or c)", And((A, Or((B, C))))),
        ("a (b (c))", And((A, B, C))),
        ("-a", Not(A)),
        ("-(a or b) c", And((Not(Or((A, B))), C))),
        ("--a", Not(Not(A))),
        ("-topic:relu", Not(Word("topic", "relu"))),
        ('-"a b"', Not(Words("a b"))),
        ("a\x00\x1b\u202eb", Words("ab")),
    ],
)
def test_meaning(text: str, meant: Node | None) -> None:
    assert parse(text).where == meant


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("foo:x", "at 1: unknown key 'foo:'; known are tag:, topic:"),
        ("is:due tpic:x", "at 8: unknown key 'tpic:'; did you mean topic:? known are"),
        ("is:suspendet", "did you mean suspended? known are due, new"),
        ("is:draft", "unknown 'is:draft'"),
        ("kind:numerc", "did you mean numeric?"),
        ("difficulty:hrd", "did you mean hard?"),
        ("backing:run", "known are computed, checked, cited"),
        ("rated:0", "rated: takes days from 1"),
        ("rated:7:bad", "known are again, hard, good, easy"),
        ("rated:7:", "needs a rating"),
        ("rated:99999", "rated: takes days"),
        ("due:soon", "due: takes a number, got 'soon'; write due:<7"),
        ("due:<1.5", "due: counts"),
        ("stability:10", "compare it with < or >"),
        ("recall:<80%", "takes a number, got '80%'; write recall:<0.8"),
        ("recall:<80", "between 0 and 1"),
        ("recall:<nan", "takes a number"),
        ("due:<9999999", "up to 1,000,000"),
        ("topic:<3", "takes no '<'"),
        ("topic:", "topic: needs a value"),
        ('topic:""', "topic: needs a value"),
        ("topic:a:b", "put a value with ':' in quotes"),
        ("topic:a*b", "'*' stands at the end"),
        ("gra*ent", "at 4: '*' stands at the end of a word"),
        ("*", "'*' stands at the end of a word"),
        (":x", "a key begins with a letter"),
        ("stability<10", "a number is compared as in stability:<10"),
        ("(a", "at 1: '(' is not closed"),
        ("a)", "at 2: ')' closes nothing"),
        ("()", "a term is missing before ')'"),
        ("a or", "at the end: a term is missing"),
        ("or a", "at 1: a term is missing before 'or'"),
        ("a and or b", "a term is missing before 'or'"),
        ('say "x', "at 5: a quote is not closed"),
        ("a - b", "at 3: '-' has no letter or digit"),
        ('"..."', "no letter or digit"),
        ("a" * (LONGEST + 1), "at most 500 characters"),
        ("a " * (MOST_TERMS + 1), "at most 60 terms"),
        ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), "at most 20 deep"),
        ("-" * (DEEPEST + 1) + "a", "at most 20 deep"),
    ],
)
def test_refusals_say_where_and_what_is_known(text: str, says: str) -> None:
    with pytest.raises(SelectionError) as refused:
        parse(text)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_at_the_limits() -> None:
    parse("a " * MOST_TERMS)
    parse("(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1))
    parse("a" * LONGEST)


words = st.from_regex(r"[a-z0-9][a-z0-9./_-]{0,6}", fullmatch=True)
open_keys = st.sampled_from(("tag", "topic", "pack", "section", "mistake"))
texts = st.text(st.sampled_from("ab1 '_-+,.:()<>=*σé"), min_size=1, max_size=8).filter(
    lambda text: any(map(str.isalnum, text)) and text == " ".join(text.split())
)
signs = st.sampled_from(("<", "<=", ">", ">="))
closed = st.sampled_from([Word(key, value) for key, values in CLOSED.items() for value in values])
whole = st.integers(-999_999, 999_999).map(float)
measured = st.integers(0, 10**9).map(lambda number: number / 10**4)
terms: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, open_keys, words, st.booleans()),
    closed,
    st.builds(Is, st.sampled_from(MARKS)),
    st.builds(Rated, st.integers(1, 36_500), st.none() | st.integers(1, 4)),
    st.builds(Compared, st.sampled_from(WHOLE_KEYS), signs | st.just("="), whole),
    st.builds(Compared, st.sampled_from(("stability", "difficulty")), signs, measured),
    st.builds(Compared, st.just("recall"), signs, st.integers(0, 10**9).map(lambda number: number / 10**9)),
    st.builds(Words, texts, st.booleans()),
)


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(several.map(all_of), several.map(any_of), parts.map(Not))


nodes = st.recursive(terms, _joined, max_leaves=8)


@given(nodes)
def test_what_is_written_is_read_as_the_same(node: Node) -> None:
    selection = Selection(where=node)
    assert parse(str(selection)) == selection


@given(st.text(max_size=40) | st.lists(st.sampled_from((
    "(", ")", "-", " ", '"', "*", ":", "<", ">=", " or ", " and ", "a", "7", "0.5", *RATINGS, *MARKS,
    *(f"{key}:" for key in KEYS),
)), max_size=30).map("".join))  # fmt: skip
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        selection = parse(text)
    except SelectionError as refused:
        told = str(refused)
    else:
        told = str(selection)
        assert parse(told) == selection
    assert unsafe_character(told) is None
    assert "\n" not in told


def test_packs_and_a_condition_combine() -> None:
    selection = parse("is:due or is:new").of_packs(("relus", "sigmoids"))
    assert str(selection) == "(pack:relus or pack:sigmoids) (is:due or is:new)"
    assert parse(str(selection)).condition == selection.condition
    assert Selection(("relus",)).condition == Word("pack", "relus")
    assert ALL.condition is None
    assert str(ALL) == ""
    assert ALL.of_packs(()) == ALL == parse("")


def test_the_text_is_kept_and_does_not_tell_selections_apart() -> None:
    assert parse(" is:Due  and topic:a").text == "is:Due  and topic:a"
    assert parse("IS:due topic:a") == parse("is:due and topic:a")
    assert hash(parse("IS:due")) == hash(parse("is:due"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [("", True), ("a", True), ('a "b c"', True), ("a or b", False), ("-a", False), ("is:due", False)],
)
def test_plain_words(text: str, plain: bool) -> None:
    assert parse(text).plain is plain
