"""What sentences say of something: `X is …`, `X occurs when …`, `X divides …`, `This is called X`."""

from __future__ import annotations

import re

from studyapp.core.draft.candidates import LONGEST_ANSWER, Candidate, Defined, flashcard, without_end
from studyapp.core.draft.english import (
    AUXILIARIES,
    DEICTIC,
    FUNCTIONS,
    JUNK_COMPLEMENT,
    OBJECTS,
    POINTERS,
    VERBS,
)
from studyapp.core.draft.sentences import Sentence
from studyapp.core.draft.spans import HIDDEN, plain
from studyapp.core.draft.subjects import MOST_WORDS, Subject, Vocabulary, subject

_WORD = re.compile(rf"[\w{HIDDEN}][\w{HIDDEN}'’-]*")
_DEFINES = re.compile(
    r"(?:an?|the|any|one of|a kind of)\s+\S.*|(?:\S+\s+){1,4}?(?:in which|that|which|whose|where|from which)\s.*",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?P<subject>.{2,120}?)\s+(?:is|are)\s+(?:also\s+|often\s+|usually\s+)?"
    r"(?:called|known as|referred to as|termed|named)\s+(?P<article>an?\s+|the\s+)?(?P<name>[^,.;:]{2,60})"
)
_NEXT = re.compile(r",\s+(?P<join>whereas|while|(?:and|but)(?=\s+(?:the|an?|its)\s))\s")
_POINTING = re.compile(r"(this|these|it|such)\b", re.IGNORECASE)
_POINTED = re.compile(r"(?:this|these|such(?: an?)?)(?: (?P<noun>[\w-]+(?: [\w-]+)?))?", re.IGNORECASE)


def statement(sentence: Sentence, before: Sentence | None, vocabulary: Vocabulary) -> Candidate | None:
    """The question that a sentence answers; None where it makes no statement about something named."""
    if len(sentence.text) > 600 or sentence.text.rstrip().endswith(("?", ":")):
        return None  # what ends in a colon goes on below
    return naming(sentence, before, vocabulary) or _said(sentence, vocabulary)


def _said(sentence: Sentence, vocabulary: Vocabulary) -> Candidate | None:
    at = verb_at(sentence)
    if at is None:
        return None
    of = subject(sentence.text[: at[0]], vocabulary)
    if of is None or HIDDEN in sentence.mask[: at[0]]:
        return None
    verb = sentence.text[slice(*at)]
    rest = sentence.text[at[1] :].strip()
    if verb in ("is", "are"):
        return _defined(sentence, of, verb, rest)
    return _done(sentence, of, verb, _own_clause(rest))


def _own_clause(rest: str) -> str:
    """What is said of the subject itself, up to a clause with another subject."""
    for found in _NEXT.finditer(rest):
        words = rest[found.end() :].split()[:6]
        contrasts = found["join"] in ("whereas", "while")
        if words and words[0] not in VERBS and (contrasts or any(word in VERBS for word in words[1:])):
            return rest[: found.start()]
    return rest


def verb_at(sentence: Sentence) -> tuple[int, int] | None:
    """Where the first verb is; behind a subject in bold print any word that ends in s is one.

    A word that is followed by an auxiliary is a noun, as in `two limits are`.
    """
    bold_end = next((end for start, end in sentence.plain.bold if start <= 6), None)
    for count, word in enumerate(_WORD.finditer(sentence.mask)):
        if count > MOST_WORDS + 3:
            return None
        if count and word.group() in VERBS:
            following = _WORD.search(sentence.mask, word.end())
            if following is not None and following.group() in AUXILIARIES and word.group() not in AUXILIARIES:
                continue
            return word.span()
        if bold_end is not None and count and word.start() > bold_end:
            between = re.sub(r"\([^()]*\)", "", sentence.mask[bold_end : word.start()])
            if not between.strip() and re.fullmatch(r"[a-z]{2,}s", word.group()):
                return word.span()
    return None


def _defined(sentence: Sentence, of: Subject, verb: str, rest: str) -> Candidate | None:
    answer = without_end(rest)
    if not _DEFINES.fullmatch(answer) or JUNK_COMPLEMENT.match(answer) or not usable(answer, 4):
        return None
    prompt = f"What {verb} {of.asked}?"
    return flashcard(sentence.first, sentence.last, prompt, answer, of.name, Defined(of.name, answer))


def _done(sentence: Sentence, of: Subject, verb: str, rest: str) -> Candidate | None:
    first, last = sentence.first, sentence.last
    if (
        verb in ("occurs", "happens", "arises")
        and re.match(r"(?:when|if|where|because)\b", rest)
        and usable(rest, 3)
    ):
        return flashcard(first, last, f"When does {of.asked} {verb[:-1]}?", without_end(rest), of.name)
    for object_verb, base in OBJECTS.items():
        if f"{verb} {rest}".startswith(object_verb + " "):
            answer = without_end(f"{verb} {rest}"[len(object_verb) :].strip())
            defined = Defined(of.name, answer) if object_verb in ("refers to", "means", "denotes") else None
            if usable(answer, 2):
                return flashcard(first, last, f"What does {of.asked} {base}?", answer, of.name, defined)
            return None
    answer = without_end(f"{verb} {rest}")
    bold = any(start <= 6 for start, _ in sentence.plain.bold)
    if (verb not in FUNCTIONS and not bold) or verb in AUXILIARIES or not usable(answer, 4):
        return None
    if re.match(r"\w+ (?:it|them)\b", answer) or (not bold and of.article and " " not in of.name):
        return None  # "the network learns": which network, only the sentences around it know
    return flashcard(first, last, f"What does {of.asked} do?", answer, of.name, Defined(of.name, answer))


def usable(answer: str, least: int) -> bool:
    """Whether an answer stands alone: enough words and not too many, none that points elsewhere."""
    return least <= len(answer.split()) <= LONGEST_ANSWER and not DEICTIC.search(answer)


def naming(sentence: Sentence, before: Sentence | None, vocabulary: Vocabulary) -> Candidate | None:
    """`X is called Y`; where X only points back, the sentence before it is part of the question."""
    match = _CALLED.match(sentence.mask)
    if match is None or HIDDEN in match["name"]:
        return None
    name = sentence.text[slice(*match.span("name"))].strip(' *_"“”')
    name = re.split(r"\s+(?:and|because|since|in|if|when|by)\s", name)[0]
    if not name or name.split()[0].lower() in POINTERS:
        return None
    what = sentence.text[slice(*match.span("subject"))]
    if not _POINTING.match(what):
        of = subject(what, vocabulary)
        if of is None:
            return None
        prompt = f"What {'are' if ' are ' in match.group() else 'is'} {of.asked} called?"
        return flashcard(sentence.first, sentence.last, prompt, name, name)
    pointed = _POINTED.fullmatch(what.strip())
    if pointed is None or before is None or len(before.text.split()) < 5:
        return None
    if re.search(r"\b(?:then|instead)\b", before.text) or re.match(
        r"(?:it|they|this|these|such|its|their|he|she|however|but|and|so)\b", before.text, re.IGNORECASE
    ):
        return None
    prompt = f"{plain(before.text).text} What is {what.strip()[0].lower()}{what.strip()[1:]} called?"
    return flashcard(before.first, sentence.last, prompt, name, name)
