"""A guide cut into lessons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.items import Guide
from studyapp.core.lessons import REST, NewCard, lessons

GUIDE = Guide(
    text="""# Start

Read this first.

## Slopes

{{question: second}}
{{question: other/third}}

## Between

Words only.

## Chains

{{question: fourth}}

## Afterword
"""
)


def card(identity: str, section: str | None, *, new: bool = True, waits: bool = False) -> NewCard:
    return NewCard(identity, section, new, waits)


def test_sections_without_questions_lead_up_to_the_next_one() -> None:
    found = lessons(
        GUIDE.sections, [card("p/first#answer", "slopes"), card("p/fourth#answer", "chains")], "p"
    )
    assert [lesson.id for lesson in found] == ["slopes", "chains"]
    assert [section.id for section in found[0].sections] == ["start", "slopes"]
    assert [section.id for section in found[1].sections] == ["between", "chains"]
    assert [lesson.place for lesson in found] == [1, 2]


def test_the_guide_s_own_questions_come_first_in_its_order() -> None:
    cards = [
        card("p/first#answer", "slopes"),
        card("other/third#answer", "slopes"),
        card("p/second#front", "slopes"),
        card("p/second#back", "slopes"),
    ]
    (lesson,) = lessons(GUIDE.sections, cards, "p")
    assert lesson.cards == ("p/second#front", "p/second#back", "other/third#answer", "p/first#answer")
    assert (lesson.questions, lesson.new, lesson.waiting) == (3, 3, 0)


def test_what_is_learned_is_skipped_and_what_waits_is_counted() -> None:
    cards = [
        card("p/second#front", "slopes", new=False),
        card("p/first#answer", "slopes", waits=True),
        card("p/loose#answer", None),
    ]
    slopes, rest = lessons(GUIDE.sections, cards, "p")
    assert (slopes.cards, slopes.questions, slopes.new, slopes.waiting) == (("p/first#answer",), 2, 0, 1)
    assert (rest.id, rest.title, rest.sections, rest.cards) == (
        REST,
        "More questions",
        (),
        ("p/loose#answer",),
    )


def test_a_section_that_the_guide_lost_keeps_its_questions() -> None:
    (rest,) = lessons(GUIDE.sections, [card("p/x#answer", "gone")], "p")
    assert rest.id == REST
    assert lessons((), [], "p") == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["start", "slopes", "between", "chains", "gone", None]), st.booleans()),
        max_size=20,
    )
)
def test_every_new_card_is_in_exactly_one_lesson(given_cards: list[tuple[str | None, bool]]) -> None:
    cards = [card(f"p/q{place}#answer", of, new=new) for place, (of, new) in enumerate(given_cards)]
    listed = [each for lesson in lessons(GUIDE.sections, cards, "p") for each in lesson.cards]
    assert sorted(listed) == sorted(each.id for each in cards if each.new)
