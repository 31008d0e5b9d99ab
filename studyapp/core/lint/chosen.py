"""Options that give the right one away by their length, their number, or by speaking of one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import sqrt

from studyapp.core.items import MultipleChoice, Question, SingleChoice
from studyapp.core.lint.found import Findings, quoted, warning
from studyapp.core.lint.texts import Told

CODES = {
    "longest-is-right": "Shorten the right option or give the wrong ones as much detail.",
    "longest-is-right-overall": "Let a wrong option be the longest in more questions of the pack.",
    "all-of-the-above": "Ask with kind: choices, so that each option is judged for itself.",
    "none-of-the-above": "Replace it with a wrong answer that a learner would really give.",
    "too-few-options": "Offer three options or more, or ask with kind: true_false.",
}

LONGER = 1.25
"""Right options up to this many times as long as the longest wrong one are not clearly longer. In the founding
pack, where lengths are balanced, the most is 1.19 among options of words."""
LONGER_BY = 8
"""So many characters longer, too: among options of one word or a number the ratio says little."""
ENOUGH = 10
"""Questions from which on the share in a pack says something."""
BEYOND_CHANCE = 3.0
"""Standard deviations above chance; by chance alone, one pack in 700 is warned of."""
FEWEST = 3

_HOLD = "(?:are|is|of them are) (?:all )?(?:correct|right|true)"
_LETTER = r"(?:[a-e]|i{1,3}|iv)\)?"
_ALL = re.compile(
    r"\W*(?:(?:all|both|any|each|every one) (?:of )?(?:the |these |them |those )?(?:\w+ )?"
    rf"(?:(?:above|below|these|those|them)(?: \w+)?(?: {_HOLD})?|{_HOLD})"
    r"|all of (?:these|those|them)|the (?:options|answers) above"
    rf"|(?:both )?{_LETTER}(?:, {_LETTER})*,? (?:and|&) {_LETTER}(?: only)?)\W*",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\W*(?:(?:none|neither|no one|not any) (?:of )?(?:the |these |them |those )?(?:\w+ )?"
    rf"(?:(?:above|below|these|those|them)(?: \w+)?(?: {_HOLD})?|{_HOLD})"
    r"|none of (?:these|those|them)|none)\W*",
    re.IGNORECASE,
)
_LABELED = re.compile(r"^\s*\(?A[.)]", re.MULTILINE | re.IGNORECASE)
_FIRST_WORDS = frozenset(("all", "both", "any", "each", "every", "none", "neither", "no", "not", "the"))


def _speaks_of_others(word: str) -> bool:
    """Whether an option that begins so may speak of the other ones; it spares most options two patterns."""
    return word in _FIRST_WORDS or len(word) == 1


def rules(told: Told) -> Findings:
    question = told.question
    if not isinstance(question, SingleChoice | MultipleChoice):
        return
    options = question.options
    if len(options) < FEWEST:
        message = f"offers {len(options)} options; offer three or more, or ask with kind: true_false"
        yield warning("too-few-options", message, told.id, "options")
    # `A and B` may speak of letters that are options themselves, or of a list in the prompt.
    symbols = any(len(option.text.strip()) < 2 for option in options) or _LABELED.search(told.raw) is not None
    for place, offered in enumerate(told.options):
        text = offered.text
        if len(offered.tokens) > 8 or not (offered.tokens and _speaks_of_others(offered.tokens[0])):
            continue
        if _ALL.fullmatch(text) and not symbols:
            message = (
                f"{quoted(text)} speaks of the other options, which are shuffled;"
                " ask with kind: choices, so that each is judged for itself"
            )
            yield warning("all-of-the-above", message, told.id, "options", place, "text")
        elif _NONE.fullmatch(text):
            message = f"{quoted(text)} shows only what is wrong; replace it with what a learner would answer"
            yield warning("none-of-the-above", message, told.id, "options", place, "text")
    if any("{{" in option.text for option in options):
        return
    right, wrong = _lengths(question)
    if min(right) >= LONGER * max(wrong) and min(right) >= max(wrong) + LONGER_BY:
        place = next(place for place, option in enumerate(options) if option.correct)
        message = (
            f"the right option has {min(right)} characters, the longest wrong one {max(wrong)};"
            " shorten it, or give the wrong ones as much detail"
        )
        yield warning("longest-is-right", message, told.id, "options", place, "text")


def _lengths(question: SingleChoice | MultipleChoice) -> tuple[list[int], list[int]]:
    """Characters of the right options and of the wrong ones; 0 stands for none."""
    right = [len(option.text) for option in question.options if option.correct]
    wrong = [len(option.text) for option in question.options if not option.correct]
    return right or [0], wrong or [0]


def overall(questions: Sequence[Question]) -> Findings:
    """Over the pack: the right option is the longest in far more questions than chance would give.

    A tie counts as a share. The number of such questions is compared with its mean and standard deviation if
    every option had the same chance to be the longest (a normal approximation of a sum of Bernoulli variables).
    """
    count, longest, expected, variance = 0, 0.0, 0.0, 0.0
    for question in questions:
        if not isinstance(question, SingleChoice) or any("{{" in option.text for option in question.options):
            continue
        right, wrong = _lengths(question)
        if right[0] == min(wrong) == max(wrong):
            continue
        count += 1
        if right[0] >= max(wrong):
            longest += 1 / (1 + wrong.count(right[0]))
        chance = 1 / len(question.options)
        expected += chance
        variance += chance * (1 - chance)
    if count >= ENOUGH and longest > expected + BEYOND_CHANCE * sqrt(variance):
        message = (
            f"the right option is the longest in {longest / count:.0%} of {count} choice questions, chance would"
            f" give {expected / count:.0%}; let a wrong option be the longest in more of them"
        )
        yield warning("longest-is-right-overall", message, None, "manifest", "questions")
