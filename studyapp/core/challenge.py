"""A short code that gives two people the same quiz with the same numbers.

Crockford's base 32 (https://www.crockford.com/base32.html): no letters that look like digits, case and hyphens
do not count. The last symbol checks the others: the code is a polynomial over GF(32) that is zero at a generator
of the field, which finds every wrong symbol and every two neighbors in the wrong order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from studyapp.core.errors import Refusal
from studyapp.core.quiz import DIFFICULTIES, KINDS, LONGEST, Feedback, Mode, QuizOptions

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = {"O": "0", "I": "1", "L": "1"}
GROUP = 4
LONGEST_CODE = 40

FORMAT = 1
FORMAT_BITS = 3
SEED_BITS = (14, 20, 31)
COUNT_BITS = 8
MINUTES_BITS = 8
SCOPE_BITS = 25
CONTENT_BITS = 20
MASK_BITS = len(DIFFICULTIES) + len(KINDS)
MOST_MINUTES = 2**MINUTES_BITS - 1


class ChallengeError(Refusal):
    """A code that cannot be used; the message says in one line what to do."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a code carries."""

    seed: int
    count: int
    scope: int
    """Digest of the packs and topics."""
    content: int
    """Digest of what was drawn: the cards, the versions of their questions and the numbers."""
    difficulties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    minutes: int = 0
    """0 for no limit."""
    feedback: Feedback = Feedback.NOW

    def options(self, packs: Sequence[str], topics: Sequence[str]) -> QuizOptions:
        """The options of the quiz, with the packs and topics that the code only has a digest of."""
        return QuizOptions(
            tuple(packs),
            tuple(topics),
            self.difficulties,
            self.kinds,
            self.count,
            self.seed,
            seconds=self.minutes * 60 or None,
            feedback=self.feedback,
            mode=Mode.CHALLENGE,
        )


def scope_of(packs: Iterable[str], topics: Iterable[str]) -> int:
    """The digest of the packs and topics of a quiz."""
    return _digest([sorted(set(packs)), sorted(set(topics))], SCOPE_BITS)


def content_of(drawn: object) -> int:
    """The digest of what was drawn, a plain JSON value."""
    return _digest(drawn, CONTENT_BITS)


def _digest(value: object, bits: int) -> int:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) >> (256 - bits)


def challenge_of(options: QuizOptions, packs: Iterable[str], drawn: object) -> Challenge | None:
    """The challenge that gives others this quiz; None where a search or the learner's own cards chose it, and where
    its time is no whole number of minutes.
    """
    minutes, rest = divmod(options.seconds or 0, 60)
    if options.selection or not options.mode.graded or options.seed is None or rest or minutes > MOST_MINUTES:
        return None
    return Challenge(
        options.seed,
        options.count,
        scope_of(packs, options.topics),
        content_of(drawn),
        tuple(name for name in DIFFICULTIES if name in options.difficulties),
        tuple(name for name in KINDS if name in options.kinds),
        minutes,
        options.feedback,
    )


def code_of(challenge: Challenge) -> str:
    """The code of a challenge, as `1F0K-9QX2-…`."""
    bits: list[tuple[int, int]] = [(FORMAT, FORMAT_BITS)]
    size = next(place for place, width in enumerate(SEED_BITS) if challenge.seed < 2**width)
    bits += [(size, 2), (challenge.seed, SEED_BITS[size]), (challenge.count, COUNT_BITS)]
    narrowed, timed = bool(challenge.difficulties or challenge.kinds), bool(challenge.minutes)
    bits += [(narrowed, 1), (timed, 1), (challenge.feedback is Feedback.END, 1)]
    if narrowed:
        named = (*challenge.difficulties, *challenge.kinds)
        mask = sum(2**place for place, name in enumerate((*DIFFICULTIES, *KINDS)) if name in named)
        bits.append((mask, MASK_BITS))
    if timed:
        bits.append((challenge.minutes, MINUTES_BITS))
    bits += [(challenge.scope, SCOPE_BITS), (challenge.content, CONTENT_BITS)]
    written = "".join(f"{value:0{width}b}" for value, width in bits)
    written += "0" * (-len(written) % 5)
    places = [int(written[at : at + 5], 2) for at in range(0, len(written), 5)]
    symbols = "".join(SYMBOLS[place] for place in [*places, _check(places)])
    return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))


def read_code(typed: str) -> Challenge:
    """The challenge of a code as it was typed; ChallengeError when it is not one."""
    symbols = [sign for sign in typed.upper() if sign not in "- \t"]
    if not symbols:
        raise ChallengeError("a challenge code is missing; it looks like 1F0K-9QX2-4M7C-T3WD")
    if len(symbols) > LONGEST_CODE:
        raise ChallengeError("that is too long for a challenge code; copy it again")
    places: list[int] = []
    for sign in symbols:
        place = SYMBOLS.find(MEANT.get(sign, sign))
        if place < 0:
            raise ChallengeError("a challenge code has only digits and letters without U; copy it again")
        places.append(place)
    if _check(places[:-1]) != places[-1]:
        raise ChallengeError("this challenge code has a slip in it; compare it with the original")
    bits = _Bits("".join(f"{place:05b}" for place in places[:-1]))
    try:
        found = _read(bits)
    except ValueError as error:
        raise ChallengeError(f"this challenge code cannot be used: {error}") from None
    if bits.rest.strip("0") or len(bits.rest) >= 5:
        raise ChallengeError("this challenge code cannot be used: it says more than it should")
    return found


def _read(bits: _Bits) -> Challenge:
    form = bits.take(FORMAT_BITS)
    if form != FORMAT:
        raise ValueError("it was made by another version of studyapp")
    size = bits.take(2)
    if size >= len(SEED_BITS):
        raise ValueError("it has no seed")
    seed, count = bits.take(SEED_BITS[size]), bits.take(COUNT_BITS)
    if not 1 <= count <= LONGEST:
        raise ValueError(f"a quiz has 1 to {LONGEST} questions")
    narrowed, timed, at_end = (bool(bits.take(1)) for _ in range(3))
    found = Challenge(seed, count, 0, 0, feedback=Feedback.END if at_end else Feedback.NOW)
    if narrowed:
        mask = bits.take(MASK_BITS)
        named = [name for place, name in enumerate((*DIFFICULTIES, *KINDS)) if mask >> place & 1]
        found = replace(
            found,
            difficulties=tuple(name for name in named if name in DIFFICULTIES),
            kinds=tuple(name for name in named if name in KINDS),
        )
    if timed:
        found = replace(found, minutes=bits.take(MINUTES_BITS))
    return replace(found, scope=bits.take(SCOPE_BITS), content=bits.take(CONTENT_BITS))


class _Bits:
    """Bits read from the front."""

    def __init__(self, rest: str) -> None:
        self.rest = rest

    def take(self, width: int) -> int:
        if len(self.rest) < width:
            raise ValueError("it is too short")
        taken, self.rest = self.rest[:width], self.rest[width:]
        return int(taken, 2)


def _check(places: Sequence[int]) -> int:
    """The symbol that makes the whole code zero at x, a generator of GF(32) modulo x⁵ + x² + 1."""
    sum_ = 0
    for place in places:
        sum_ = _times_x(sum_ ^ place)
    return sum_


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def scopes(
    packs: Sequence[str], topics_of: Mapping[str, Sequence[str]], chosen: tuple[Sequence[str], Sequence[str]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Packs and topics that a code may be about, the likeliest first: what the learner named, one pack, all packs,
    one topic of these, two packs.
    """
    if chosen[0] or chosen[1]:
        yield tuple(chosen[0] or packs), tuple(chosen[1])
    for pack in packs:
        yield (pack,), ()
    yield tuple(packs), ()
    for pack in packs:
        for topic in topics_of.get(pack, ()):
            yield (pack,), (topic,)
    for topic in dict.fromkeys(topic for found in topics_of.values() for topic in found):
        yield tuple(packs), (topic,)
    for place, one in enumerate(packs):
        for other in packs[place + 1 :]:
            yield (one, other), ()
