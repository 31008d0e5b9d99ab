"""Words, stems, sentences and syllables of a text of a pack, without its maths, code and {{variables}}."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BLOCK = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|\$\$.*?(?:\$\$|\Z)", re.DOTALL)
_INLINE = re.compile(r"`[^`\n]{0,400}`|\$[^$]{1,400}\$|\{\{[^{}\n]{0,80}\}\}|https?://\S+")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,400}\]\([^()\n]{0,400}\)")
_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\([^()\n]{0,400}\)")
_MARKS = re.compile(r"[*_]{1,3}(?=\w)|(?<=\w)[*_]{1,3}|(?<=[.,;:!?])[*_]{1,3}")
_LIST_MARK = r"(?:[-*+>#|]+|\d{1,3}[.)])"
_PARAGRAPH = re.compile(rf"\n\s*(?:\n|(?={_LIST_MARK}\s))")
_LEADING_MARK = re.compile(rf"^\s*{_LIST_MARK}\s+")
_END = re.compile(r"[.!?]+[\"'”’)\]]*(?:\s+|\Z)")
_SHORTENED = (" e.g", " i.e", " vs", " cf", " Fig", " Eq", " Dr", " al", "(e.g", "(i.e", "(cf")
_LETTERS = r"[^\W\d_]+"
_WORD = re.compile(rf"{_LETTERS}(?:[-'’]{_LETTERS})*")
_ASCII_WORD = re.compile(r"[A-Za-z]+(?:[-'][A-Za-z]+)*")
_NUMBER = r"-?\d+(?:[.,/]\d+)*"
_TOKEN = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})?|{_NUMBER}")
_ASCII_TOKEN = re.compile(rf"[a-z]+(?:'[a-z]+)?|{_NUMBER}")
_SIGN = r"[=<>≤≥≠≈+−±×·*/^√∂∇′″∞∑∏∫→←↔°#&|%@~²³¹₀₁₂₃]"
_HAS_SIGNS = re.compile(rf"[$`{{]|{_SIGN}")
_EXACT = re.compile(
    rf"\$\$?[^$]{{1,400}}\$\$?|`[^`\n]{{1,400}}`|\{{\{{\s*\w{{1,40}}\s*\}}\}}"
    rf"|{_LETTERS}(?:['’]{_LETTERS})?|{_NUMBER}|{_SIGN}|(?<=\s)-(?=\s)"
)
_VOWELS = re.compile(r"[aeiouà-öø-ý]+(?:y(?![aeiou]))?|y(?![aeiou])")
_PARTED = re.compile(r"(?<![cgst])i(?=a|en[ct]|o(?!us|n))")
_SILENT = re.compile(r"(?:[^laeiouy]|[aeiou]l)es?$|(?<=[^td])ed$")

_SAY_LITTLE = """
a about above across after again against all almost alone along also although always am among an and another
any anything are around as ask at away back be because become before behind being below beside best better
between both but by can cannot case certain come could did do does doing done down during each either else end
ever every exactly example few find first following for from full gave get give given go goes good had half
happen happens has have having he help hence her here him his how however i if in inside instead into is it
its itself just keep kind know last least leave less let like little long look made main make makes many mark
mean means meet might more most much must name near nearly need needed neither never new next no none nor not
nothing now of off often on once one only or other others our out outside over own part per place play point
put question rather right same say see set several shall she should show side since so some something stay
step still such take taken takes tell than that the their them then there therefore these they thing this
those though three through thus to together too toward true two under until up upon us use used uses using
usual usually very was way we well were what when where whether which while who whom whose why will with
within without word would write yes yet you your answer correct false statement choose select describe explain
best called call
"""
STOP = frozenset(_SAY_LITTLE.split())
"""Words that say little alone, and the usual words of questions."""


def plain(text: str) -> str:
    """The text without maths, code, variables, images, addresses and marks of Markdown; blocks become a pause."""
    if "$$" in text or "```" in text or "~~~" in text:
        text = _BLOCK.sub("\n\n", text)
    if "](" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    if "$" in text or "`" in text or "{{" in text or "://" in text:
        text = _INLINE.sub(" ", text)
    return _MARKS.sub("", text) if "*" in text or "_" in text else text


def sentences(text: str) -> list[str]:
    """The sentences of a plain text; a paragraph and an entry of a list end one too."""
    found: list[str] = []
    for part in _PARAGRAPH.split(text) if "\n" in text else (text,):
        if part[:1] in "-*+>#|0123456789":
            part = _LEADING_MARK.sub("", part)
        start = 0
        for end in _END.finditer(part):
            if not part.endswith(_SHORTENED, 0, end.start()):
                found.append(part[start : end.end()])
                start = end.end()
        if start < len(part) and not part[start:].isspace():
            found.append(part[start:])
    return found


class _Stems(dict[str, str]):
    """The stem of each word, computed once."""

    MOST = 200_000

    def __missing__(self, word: str) -> str:
        if len(self) > self.MOST:
            self.clear()
        found = self[word] = _stem(word)
        return found


def _stem(word: str) -> str:
    """A light stem: the plural, `ing`, `ed`, `ion`, `ly` and a last e are cut where enough is left."""
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'")
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ization", "isation", "ing", "ied", "ed", "ion", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 - (ending == "e"):
            word = word[: -len(ending)]
            if ending in ("ization", "isation"):
                word += "iz"
            elif ending == "ied":
                word += "y"
            elif ending in ("ing", "ed") and word[-1] == word[-2] and word[-1] not in "aeiouylsz":
                word = word[:-1]
            break
    return word


class _Syllables(dict[str, int]):
    """The syllables of each word, counted once."""

    def __missing__(self, word: str) -> int:
        if len(self) > _Stems.MOST:
            self.clear()
        found = self[word] = _syllables(word)
        return found


def _syllables(word: str) -> int:
    """Groups of vowels, two where an i is spoken alone as in gradient, less a silent e; LSTM is spelled."""
    if word.isupper() and 1 < len(word) <= 5:
        return len(word)
    word = word.lower().replace("’", "'").removesuffix("'s")
    spoken = len(_VOWELS.findall(word)) + len(_PARTED.findall(word))
    return max(1, spoken - bool(_SILENT.search(word)))


STEMS = _Stems()
SYLLABLES = _Syllables()


def words(text: str) -> list[str]:
    """Words as a reader counts them: `pre-activation` and `layer's` are one each, numbers are none."""
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def tokens(text: str) -> list[str]:
    """Words and numbers of a plain text in lower case, as texts are compared by; a hyphen parts two words."""
    text = text.lower()
    return (_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text)


def exact_tokens(text: str, known: list[str] | None = None) -> list[str]:
    """Words, numbers, signs and whole formulas: what tells two texts apart. Any variable is as any other."""
    if _HAS_SIGNS.search(text) is None:
        return tokens(text) if known is None else known
    return [_told_apart(token) for token in _EXACT.findall(text.lower())]


def _told_apart(token: str) -> str:
    if token[0] == "{":
        return "{{}}"
    return "".join(token.split()) if token[0] in "$`" else token


def content(found: Sequence[str]) -> list[str]:
    """The stems of the words that say something, in order; numbers stay as they are."""
    stems = STEMS
    return [stems[word] for word in found if word not in STOP]
