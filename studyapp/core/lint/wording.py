"""Words that make a question hard to read, or its answer easy to guess."""

from __future__ import annotations

import re
from collections.abc import Iterable

from studyapp.core.items import MultipleChoice, SingleChoice, TrueFalse
from studyapp.core.lint.found import Findings, listed, quoted, warning
from studyapp.core.lint.texts import Told
from studyapp.core.lint.words import plain, sentences

CODES = {
    "negative-stem": "Ask for what holds, or set the negation in **bold** or capitals.",
    "double-negative": "Say it without a negation of a negation.",
    "absolute-word": "Leave the absolute word out, or use one in a right option or a true statement too.",
    "vague-quantifier": "Say how often or under which condition, so that the statement is true or false.",
}

_EMPHASIZED = re.compile(r"\*\*[^*\n]{1,60}\*\*|(?<!\*)\*[^*\n]{1,60}\*(?!\*)|(?<!\w)_[^_\n]{1,60}_(?!\w)")
_CAPITALS = re.compile(r"\b(?:NOT|NEVER|EXCEPT|LEAST|WITHOUT|CANNOT|NO|NONE|FALSE|WRONG|INCORRECT)\b")
_ASKED = re.compile(
    r"\b(?P<word>which|what|who|where|all of|each of|select|choose|pick|mark)\b(?P<rest>[^?.!\n]*)",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:if|when|because|since|although|though|so that|while|unless|whose|in order|and)\b.*",
    re.IGNORECASE | re.S,
)
_RELATIVE = re.compile(r"\b(?:that|who|where|which)\b.*", re.IGNORECASE | re.DOTALL)
_NEGATIVE = re.compile(
    r"\b(not|\w+n['’]t|except|excluding|never|cannot|incorrect|false|wrong|untrue"
    r"|least(?= (?:likely|suit|appropriat|useful|import|effective|accura|true)\w*))\b(?! (?:only|to)\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:?!,()—\n]|\b(?:because|since|but|although|though|if|when|while|and|whereas|so that|whether|unless|even)\b"
)
_NEGATION = re.compile(
    r"\b(?:not(?! only\b)|\w+n['’]t|never|cannot|none|nothing|nobody|neither"
    r"|no(?! longer\b| more than\b| less than\b| matter\b| later than\b|\.))\b"
)
_UNDONE = re.compile(
    r"\bnot (?:\w+ly )?(?:un(?!der|it|til|iq|if|io|ive|less|d)\w{4,}"
    r"|(?:im(?:possible|probable|plausible|proper)|in(?:correct|valid|significant|active|sufficient|effective"
    r"|accurate|complete)|ir(?:relevant|regular)|il(?:legal|logical)|dis(?:agree|similar))\w*)\b"
)
_NEGATING = """
not never cannot none nothing nobody neither without no except excluding least incorrect false wrong untrue
"""
_NEGATORS = frozenset(_NEGATING.split())
_SWEEPING = """
always never only impossible completely entirely totally absolutely invariably exclusively circumstances cases case
guaranteed guarantee guarantees everything everywhere matter
"""
_ABSOLUTES = frozenset(_SWEEPING.split())
"""A text without these words holds no absolute one."""
_ABSOLUTE = re.compile(
    r"\b(?:always|never|only(?! (?:if|when|an?|one|two|three|four|\d)\b)|impossible|completely|entirely|totally"
    r"|absolutely|invariably|exclusively"
    r"|under (?:all|any) circumstances|in (?:all|every) cases?|guaranteed?|guarantees|every(?:thing|where)"
    r"|no matter (?:what|how))\b",
    re.IGNORECASE,
)
_NOT_ABSOLUTE = re.compile(
    r"\bnot (?:always|only|completely|entirely|totally|everywhere|every|all)\b", re.IGNORECASE
)
_VAGUE = re.compile(
    r"\b(usually|often|sometimes|frequently|generally|typically|rarely|seldom|occasionally|mostly|normally"
    r"|commonly|largely|tends? to|in most cases|in many cases|in some cases|most of the time|as a rule)\b",
    re.IGNORECASE,
)


def rules(told: Told) -> Findings:
    question = told.question
    if isinstance(question, SingleChoice | MultipleChoice):
        yield from _negative_stem(told)
        yield from _absolute_options(told)
    elif isinstance(question, TrueFalse):
        yield from _statement(told, question)
    if told.kind not in ("open", "flashcard"):
        if _negates(told.prompt, told.tokens) and (doubled := _doubled(told.prompt)):
            yield warning("double-negative", _says_doubled(doubled), told.id, told.field)
        for place, option in enumerate(told.options):
            if _negates(option.text, option.tokens) and (doubled := _doubled(option.text)):
                field = "options" if option.correct is not None else "prospects"
                yield warning("double-negative", _says_doubled(doubled), told.id, field, place, "text")


def _negative_stem(told: Told) -> Findings:
    """A negation in the clause that asks, not in a condition or a reason beside it."""
    if not _negates(told.prompt, told.tokens):
        return
    asked = plain(_CAPITALS.sub(" ", _EMPHASIZED.sub(" ", told.raw)))
    asking = [part for part in sentences(asked) if part.rstrip().endswith(("?", ":"))] or sentences(asked)[
        -1:
    ]
    for match in _ASKED.finditer("\n".join(asking)):
        clause = _SUBORDINATE.sub("", match["rest"])
        if match["word"].lower() in ("what", "who", "where"):
            clause = _RELATIVE.sub("", clause)
        if negation := _NEGATIVE.search(clause):
            message = (
                f"the stem asks for what does not hold ({quoted(negation.group(1))} is easy to miss);"
                " ask for what holds, or set the word in **bold** or capitals"
            )
            yield warning("negative-stem", message, told.id, told.field)
            return


def _absolute_options(told: Told) -> Findings:
    """Absolute words in wrong options alone: who knows nothing crosses these out."""
    found = [
        [] if _ABSOLUTES.isdisjoint(option.tokens) else _absolute(option.text) for option in told.options
    ]
    if any(words for words, option in zip(found, told.options, strict=True) if option.correct):
        return
    for place, words in enumerate(found):
        if words:
            message = (
                f"{listed(words)} makes this option easy to cross out, since no right one is as absolute;"
                " leave it out, or use such a word in a right option too"
            )
            yield warning("absolute-word", message, told.id, "options", place, "text")


def _statement(told: Told, question: TrueFalse) -> Findings:
    # What stands before the last sentence is given; the last one is what is to be judged.
    claim = told.sentences[-1] if told.sentences else ""
    if not question.answer and (words := _absolute(claim)):
        message = (
            f"{listed(words)} gives away that the statement is false;"
            " leave it out, or make it false by what it says"
        )
        yield warning("absolute-word", message, told.id, "prompt")
    if vague := _VAGUE.search(told.prompt):
        message = (
            f"{quoted(vague.group(1))} leaves open how much it takes to be true;"
            " say how often, or under which condition"
        )
        yield warning("vague-quantifier", message, told.id, "prompt")


def _negates(text: str, words: Iterable[str]) -> bool:
    return not _NEGATORS.isdisjoint(words) or "n't" in text or "n’t" in text


def _absolute(text: str) -> list[str]:
    return _ABSOLUTE.findall(_NOT_ABSOLUTE.sub("", text))


def _doubled(text: str) -> list[str]:
    """The words of the first clause that negates twice."""
    lowered = text.lower()
    if undone := _UNDONE.search(lowered):
        return [undone.group()]
    if len(_NEGATION.findall(lowered)) < 2:
        return []
    return next(
        (words for clause in _CLAUSE.split(lowered) if len(words := _NEGATION.findall(clause)) > 1), []
    )


def _says_doubled(words: list[str]) -> str:
    return f"negates twice ({listed(words)}); say it without a negation of a negation"
