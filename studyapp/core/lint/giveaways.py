"""Words of the stem that only the right option repeats, and articles that only it fits."""

from __future__ import annotations

import re

from studyapp.core.items import SingleChoice
from studyapp.core.lint.found import Findings, listed, quoted, warning
from studyapp.core.lint.texts import Offered, Told
from studyapp.core.lint.words import STEMS, content

CODES = {
    "giveaway": "Use the word in a wrong option too, or say it differently in the right one.",
    "grammar-fits-once": "End the stem in `a(n)`, or put the article into the options.",
}

_ARTICLE = re.compile(r"\b(an?)\s*(?:_{2,}|…|\.{3}|:|\?)?\s*$|\b(an?)\s+(?:_{2,}|…|\.{3})", re.IGNORECASE)
_VOWEL_SOUND = re.compile(
    r"(?![Ee][uw]|[Uu](?:ni|s[aeiu]|tili)|[Oo]ne?\b(?!ly))[AEIOUaeiou]|[Hh](?:ou?r|onest|eir)|8|11\b|18\b"
    r"|[FHLMNRSX](?:[A-Z]|-|\b)"
)


def rules(told: Told) -> Findings:
    if not isinstance(told.question, SingleChoice):
        return
    right = next((option for option in told.options if option.correct), None)
    wrong = [option for option in told.options if not option.correct]
    if right is None or not wrong:
        return
    yield from _repeated(told, right, wrong)
    yield from _fitting(told, right, wrong)


def _repeated(told: Told, right: Offered, wrong: list[Offered]) -> Findings:
    """Content words, stemmed, that stem and right option share, where no wrong option shares one of its own."""
    stem = {word for word in content(told.tokens) if len(word) > 2 and word.isalpha()}
    own = stem.intersection(content(right.tokens))
    if not own:
        return
    others = [stem.intersection(content(option.tokens)) for option in wrong]
    alone = own.difference(*others)
    # A stem that names what the options are about, as in `A or B?`, speaks of wrong ones as well.
    if alone and not any(other - own for other in others):
        words = sorted({word for word in right.tokens if STEMS[word] in alone})
        message = (
            f"of the options only the right one repeats {listed(words)} from the stem;"
            " use it in a wrong option too, or say it differently"
        )
        place = told.options.index(right)
        yield warning("giveaway", message, told.id, "options", place, "text")


def _fitting(told: Told, right: Offered, wrong: list[Offered]) -> Findings:
    """An article before the gap that fits the sound of the right option and of no other."""
    ending = _ARTICLE.search(told.raw.strip())
    if ending is None:
        return
    article = (ending.group(1) or ending.group(2)).lower()
    fits = [_takes(option.text) == article for option in (right, *wrong)]
    if fits[0] and not any(fits[1:]):
        message = (
            f"after {quoted(article)} only the right option {quoted(right.text)} fits;"
            " write `a(n)`, or put the article into the options"
        )
        yield warning("grammar-fits-once", message, told.id, told.field)


def _takes(text: str) -> str:
    """The article that the sound at the beginning of a text takes."""
    return "an" if _VOWEL_SOUND.match(text.lstrip("\"'“‘($`*_")) else "a"
