"""Exceptions that authors ask for by `allow`."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from studyapp.core.items import Pack
from studyapp.core.lint.found import Findings, Found, quoted, warning

CODES = {
    "unknown-code": "Name a code that `pack check` prints.",
    "needless-allow": "Remove the code from `allow`.",
}

MOST_HINTS = 40
"""Unknown codes for which the one that is meant is looked for."""


def held(pack: Pack, found: Iterable[Found], judged: Collection[str], known: Collection[str]) -> Findings:
    """The findings that no question allows, in the order of the questions, then what is wrong with `allow` itself.

    `judged` are the codes of warnings that `found` would hold; `known` are others that may be allowed.
    """
    allowing = {question.id: frozenset(question.allow) for question in pack.questions if question.allow}
    needed: set[tuple[str, str]] = set()
    kept: list[Found] = []
    for one in found:
        if one.question is not None and one.level == "warning" and one.code in allowing.get(one.question, ()):
            needed.add((one.question, one.code))
        else:
            kept.append(one)
    order = {question.id: place for place, question in enumerate(pack.questions)}
    kept += _needless(pack, needed, frozenset(judged), frozenset(known))
    kept.sort(key=lambda one: len(order) if one.question is None else order.get(one.question, len(order)))
    yield from kept


def _needless(
    pack: Pack, needed: set[tuple[str, str]], judged: frozenset[str], known: frozenset[str]
) -> Findings:
    codes, hinted = sorted(judged | known), 0
    for question in pack.questions:
        seen: set[str] = set()
        for place, code in enumerate(question.allow):
            path = ("allow", place)
            if code not in judged and code not in known:
                hinted += 1
                near = difflib.get_close_matches(code, codes, n=1, cutoff=0.6) if hinted <= MOST_HINTS else []
                hint = f"; did you mean {near[0]}?" if near else "; name a code that pack check prints"
                message = f"allow names {quoted(code)}, which is no code of a warning{hint}"
                yield Found("unknown-code", "error", message, question.id, path)
            elif code in seen:
                yield warning(
                    "needless-allow", f"allow names {quoted(code)} twice; remove one", question.id, *path
                )
            elif code in judged and (question.id, code) not in needed:
                message = f"nothing here is warned of as {quoted(code)}; remove it from allow"
                yield warning("needless-allow", message, question.id, *path)
            seen.add(code)
