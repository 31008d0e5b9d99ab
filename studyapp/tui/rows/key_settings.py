"""The lines of the page of keys, as pure functions of the table and of what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from studyapp.core.text import one_line
from studyapp.render.spans import Row, Rows, Span, pad, row, width, wrap
from studyapp.tui.key_map import KeyMap, checked
from studyapp.tui.keys import SCREENS, Key, key_names

NAMES = 18


class Entry(NamedTuple):
    """A line: the title of a screen, or one of its actions."""

    title: str = ""
    key: Key | None = None


def entries() -> Iterator[Entry]:
    """Every action once, under the title of its screen."""
    seen: set[str] = set()
    for title, keys in SCREENS.values():
        fresh = [key for key in keys if key.id not in seen]
        seen |= {key.id for key in fresh}
        if fresh:
            yield Entry(title)
            yield from (Entry(title, key) for key in fresh)


def entry_row(entry: Entry, keys: KeyMap, cells: int, ascii: bool) -> Row:
    """An action with its keys; changed ones have a mark."""
    if entry.key is None:
        return row(Span(entry.title, "strong"))
    changed = entry.key.id in keys.changed
    names = key_names(keys.keys(entry.key))
    mark = Span(("*" if ascii else "●") if changed else " ", "accent")
    what = f"{entry.key.label}: {entry.key.says}"
    return row(" ", mark, " ", Span(pad(names, NAMES), "accent"), one_line(what, max(8, cells - NAMES - 9)))


def note_rows(entry: Entry, keys: KeyMap, problem: str, cells: int) -> Rows:
    """What the action does, and the keys that it had at first; or why a key could not be its."""
    if problem:
        return tuple(row("  ", Span(each, "wrong")) for each in wrap(problem, cells - 4))
    if entry.key is None:
        return ()
    says = [entry.key.says]
    if width(names := key_names(keys.keys(entry.key))) > NAMES:
        says.append(f"Keys: {names}.")
    if entry.key.id in keys.changed:
        says.append(f"At first: {key_names(entry.key.keys)}.")
    told = [line for part in says for line in wrap(part, cells - 4)]
    return tuple(row("  ", Span(each, "dim")) for each in told)


def with_key(entry: Key, keys: KeyMap, pressed: str, *, add: bool) -> tuple[str, str]:
    """What [keys] would say when the pressed key is the action's, or one more of its; or why it cannot be."""
    old = keys.keys(entry).split(",") if add else []
    wanted = ",".join((*(key for key in old if key != pressed), pressed))
    given = {known: value for known, value in keys.changed.items() if known != entry.id}
    _, problems = checked({**given, entry.id: wanted})
    return wanted, problems[0].removeprefix("keys: ") if problems else ""


def without_change(entry: Key, keys: KeyMap) -> str:
    """Why an action cannot have its first keys again: another has one of them by now; empty where it can."""
    given = {known: value for known, value in keys.changed.items() if known != entry.id}
    _, problems = checked(given)
    return problems[0].removeprefix("keys: ") if problems else ""
