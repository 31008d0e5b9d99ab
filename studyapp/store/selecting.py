"""A selection as conditions on a row of cards. None of them is ever unknown (NULL), so that `-` is the complement.

A condition on the question can be asked of each card in turn, which is best where few cards are looked at or the
first ones are enough; or its questions can be listed first, `listed_first`, which is best for finding all of many.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    column,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
)

from studyapp.core.habits import DEFAULT_HABITS
from studyapp.core.memory import Model, Moment
from studyapp.core.planner import LONGEST_STEP
from studyapp.core.selection import Selection
from studyapp.core.selection_terms import And, Compared, Is, Node, Not, Or, Rated, Word, Words
from studyapp.store.cards import Conditions, of_packs
from studyapp.store.selecting_numbers import compared
from studyapp.store.tables import NOT_TAKEN_BACK, cards, notes, questions, reviews, tags, topics

Condition = ColumnElement[bool]
search = table("search", column("kind"), column("target"))
"""The index of the text, which is no ordinary table."""
LAST = "\U0010ffff"
"""Sorts behind whatever a name goes on with."""


class Rules(NamedTuple):
    """What a condition depends on besides the card."""

    now: Moment
    model: Model
    leech_lapses: int
    listed_first: bool


def conditions(
    selection: Selection,
    now: Moment,
    model: Model,
    leech_lapses: int = DEFAULT_HABITS.leech_lapses,
    *,
    listed_first: bool = False,
) -> Conditions:
    """What a selection asks of a card; a card with so many lapses counts as a leech."""
    rules = Rules(now, model, leech_lapses, listed_first)
    found: list[Condition] = list(of_packs(selection.packs))
    match selection.where:
        case None:
            return found
        case And(parts):
            return found + _each(parts, rules)
        case part:
            return [*found, _condition(part, rules)]


def _each(parts: tuple[Node, ...], rules: Rules) -> list[Condition]:
    """Conditions that must all hold. The words are looked up at once, which the index of the text does best."""
    words = [part for part in parts if isinstance(part, Words)]
    others = [_condition(part, rules) for part in parts if not isinstance(part, Words)]
    return [_words(words), *others] if words else others


def _condition(node: Node, rules: Rules) -> Condition:
    match node:
        case And(parts):
            return and_(*_each(parts, rules))
        case Or(parts):
            return or_(*(_condition(part, rules) for part in parts))
        case Not(part):
            return not_(_condition(part, rules))
        case Word():
            return _word(node, rules)
        case Is(mark):
            return _mark(mark, rules)
        case Rated():
            return _rated(node, rules)
        case Compared():
            return compared(node, rules.now, rules.model)
        case Words():
            return _words([node])


def named(column: ColumnElement[str], word: Word) -> Condition:
    """Whether a name is the word's, or begins with it."""
    if word.prefix:
        return and_(column >= word.value, column < word.value + LAST)
    return column == word.value


def _word(word: Word, rules: Rules) -> Condition:
    match word.key:
        case "pack":
            return named(cards.c.pack_id, word)
        case "topic":
            return _of_question(topics.c.question_id, named(topics.c.topic, word), rules)
        case "tag":
            return _of_question(tags.c.question_id, named(func.lower(tags.c.tag), word), rules)
        case "mistake":
            made = named(reviews.c.mistake, word) & reviews.c.mistake.is_not(None)
            return cards.c.id.in_(select(reviews.c.card_id).where(made, NOT_TAKEN_BACK))
        case "section":
            column = questions.c.section
            return _of_question(questions.c.id, and_(column.is_not(None), named(column, word)), rules)
        case key:
            return _of_question(questions.c.id, named(questions.c[key], word), rules)


def _of_question(identity: ColumnElement[str], wanted: Condition, rules: Rules) -> Condition:
    """Whether a table has a row for the card's question, which a column of it names, that is as wanted."""
    if rules.listed_first:
        return cards.c.question_id.in_(select(identity).where(wanted))
    return exists(select(1).where(identity == cards.c.question_id, wanted).correlate(cards))


def _words(words: list[Words]) -> Condition:
    return cards.c.question_id.in_(questions_with(words))


def questions_with(words: Sequence[Words]) -> Select[Any]:
    """The questions in whose text all of the words stand, in the order of the index."""
    # Each is quoted, so that none of the index's own operators can be typed.
    match = " ".join(f'"{each.text}"{"*" if each.prefix else ""}' for each in words)
    found = literal_column("search").op("MATCH")(match)
    return select(search.c.target).where(found, search.c.kind == "question")


def _mark(mark: str, rules: Rules) -> Condition:
    now = rules.now
    buried = and_(cards.c.buried_until.is_not(None), cards.c.buried_until > now.day)
    match mark:
        case "due":
            return and_(cards.c.suspended.is_(False), not_(buried), _come(now))
        case "new":
            return cards.c.stability.is_(None)
        case "learning":
            return cards.c.step.is_not(None)
        case "review":
            return and_(cards.c.stability.is_not(None), cards.c.step.is_(None))
        case "suspended":
            return cards.c.suspended.is_(True)
        case "flagged":
            return cards.c.flagged.is_(True)
        case "buried":
            return buried
        case "leech":
            return cards.c.lapses >= rules.leech_lapses
        case "missed":
            return _missed()
        case _:
            return _of_question(notes.c.target, notes.c.kind == "question", rules)


def _come(now: Moment) -> Condition:
    """Whether a card's day or step has come, as Card.due has it: a step that is far off was set by a clock that ran
    ahead.
    """
    step = or_(cards.c.due_at <= now.at, cards.c.due_at > now.at + LONGEST_STEP)
    day = case((cards.c.due_at.is_(None), cards.c.due_day <= now.day), else_=step)
    # Neither joined by OR nor asked of the day alone: SQLite would then read most cards by an index, at random.
    return and_(cards.c.stability.is_not(None), day)


def _missed() -> Condition:
    """Rated Again on the last day that it was asked."""
    # Written out, since the index of such reviews is used only where the query says so itself.
    again = reviews.c.rating == literal_column("1")
    of_day = and_(reviews.c.card_id == cards.c.id, reviews.c.day == cards.c.last_day, again, NOT_TAKEN_BACK)
    return and_(cards.c.last_day.is_not(None), exists(select(1).where(of_day).correlate(cards)))


def _rated(rated: Rated, rules: Rules) -> Condition:
    asked = [reviews.c.day > rules.now.day - timedelta(days=rated.days), reviews.c.day <= rules.now.day]
    if rated.rating is not None:
        asked.append(reviews.c.rating == rated.rating)
    return cards.c.id.in_(select(reviews.c.card_id).where(*asked, NOT_TAKEN_BACK))
