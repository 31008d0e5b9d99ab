"""The keys that the learner chose: checked against the table, and put into the bindings of a screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from textual.binding import BindingsMap
from textual.dom import DOMNode
from textual.keys import Keys, _character_to_key

from studyapp.core.text import safe
from studyapp.tui.keys import APP, SCREENS, SIGNS, Key, key_names

TABLE = {key.id: key for _, keys in SCREENS.values() for key in keys}
MOST = 4
"""Keys that one action may have."""
KEPT = {
    "tab": "moves between the parts of a screen",
    "shift+tab": "moves between the parts of a screen",
    "ctrl+c": "copies",
    "ctrl+i": "is Tab to a terminal",
    "ctrl+m": "is Enter to a terminal",
}
"""Keys that no action can have, and why."""
TYPING = ("note", "report", "glossary", "browse", "exam-form", "editor", "new-card")
"""Screens on which letters are always typed."""
MODIFIERS = {"ctrl", "alt", "shift"}
NAMED = {key.value for key in Keys if not key.value.startswith("<")}


class KeyMap(NamedTuple):
    """From the id of a key to its keys, where these are not the table's."""

    changed: Mapping[str, str] = {}

    def keys(self, key: Key) -> str:
        """All keys of an action."""
        return self.changed.get(key.id, key.keys)

    def name(self, identity: str) -> str:
        """The first key of an action, as a person reads it."""
        return key_names(self.keys(TABLE[identity]).partition(",")[0])


TABLE_KEYS = KeyMap()
"""The keys of the table, none changed."""


def checked(given: Mapping[str, str]) -> tuple[KeyMap, tuple[str, ...]]:
    """The lines of [keys] that can be used, and of each that cannot why, in one line."""
    changed: dict[str, str] = {}
    problems: list[str] = []
    for identity, keys in given.items():
        problem, found = read(identity, keys)
        if problem:
            problems.append(problem)
        else:
            changed[identity] = found
    # A line that clashes is left out, the later one of two; then its keys are those of the table again, with which
    # another line may clash.
    while clashing := _clashing(changed):
        identity, problem = clashing
        problems.append(problem)
        del changed[identity]
    return KeyMap(changed), tuple(problems)


def _clashing(changed: dict[str, str]) -> tuple[str, str] | None:
    """The first line that clashes, and with what; None where none does."""
    earlier: set[str] = set()
    for identity in changed:
        if problem := clash(identity, KeyMap(changed), changed.keys() - earlier):
            return identity, problem
        earlier.add(identity)
    return None


def read(identity: str, keys: str) -> tuple[str, str]:
    """What is wrong with one line of [keys], and else its keys by their whole names."""
    key = TABLE.get(identity)
    shown = safe(identity)[:60]
    if key is None:
        return f"keys: there is no action {shown!r}; the Keys page of the settings lists them", ""
    names = tuple(dict.fromkeys(full_name(part.strip()) for part in keys.split(",")))
    if not 1 <= len(names) <= MOST:
        return f"keys: {shown} has {len(names)} keys; write 1 to {MOST}, with commas between", ""
    for name in names:
        if problem := unusable(key, name):
            return problem, ""
    return "", ",".join(names)


def full_name(key: str) -> str:
    """`?` as `question_mark`, `Ctrl+K` as `ctrl+k`; a letter keeps its case."""
    if len(key) == 1:
        return _character_to_key(key)
    *modifiers, last = key.split("+")
    last = last if len(last) == 1 and not modifiers else last.lower()
    return "+".join((*(part.lower() for part in modifiers), last))


def unusable(key: Key, name: str) -> str:
    """Why an action cannot have a key; empty where it can."""
    shown = safe(name)[:30]
    if not known(name):
        return f"keys: {key.id}: there is no key {shown!r}; write one such as f5, ctrl+k, space or x"
    if name in key.keys.split(","):
        return ""
    if name in KEPT:
        return f"keys: {key.id}: {key_names(name)} {KEPT[name]}; choose another key"
    if name in ("up", "down"):
        return f"keys: {key.id}: {key_names(name)} moves the cursor; choose another key"
    if not is_typed(name):
        return ""
    if key.priority or key.id == "screen.back":
        return (
            f"keys: {key.id} works while you type: choose a key such as ctrl+k or f5, not {key_names(name)}"
        )
    if any(key in SCREENS[screen][1] for screen in TYPING):
        return f"keys: {key.id}: {key_names(name)} is typed on its screen; choose a key such as ctrl+k or f5"
    return ""


def is_typed(name: str) -> bool:
    """Whether the key is one that writes something."""
    return len(name) == 1 or name in SIGNS


def known(name: str) -> bool:
    """Whether a terminal may send such a key."""
    if name in NAMED or name in SIGNS or (len(name) == 1 and name.isprintable()):
        return True
    *modifiers, last = name.split("+")
    fits = last in NAMED or last in SIGNS or (len(last) == 1 and last.isprintable())
    return bool(modifiers) and set(modifiers) <= MODIFIERS and fits


def clash(identity: str, keys: KeyMap, innocent: Collection[str] = ()) -> str:
    """Which other action of a screen has a key of this one, but for those not to be blamed; empty for none.

    Two that share a key in the table do so at different stages of their screen, and may share any.
    """
    mine = TABLE[identity]
    for title, other in _beside(identity):
        shared = set(keys.keys(mine).split(",")) & set(keys.keys(other).split(","))
        if shared and other.id not in innocent and not set(mine.keys.split(",")) & set(other.keys.split(",")):
            return f"keys: {key_names(min(shared))} is {other.label} already ({other.id}, {title})"
    return ""


def _beside(identity: str) -> Iterator[tuple[str, Key]]:
    """The other actions that work where this one does, each with the title of its screen."""
    everywhere = _has(APP, identity)
    for name, (title, keys) in SCREENS.items():
        if everywhere or name == "app" or _has(keys, identity):
            yield from ((title, other) for other in keys if other.id != identity)


def _has(keys: tuple[Key, ...], identity: str) -> bool:
    return any(key.id == identity for key in keys)


def rebind(node: DOMNode, keys: KeyMap) -> None:
    """Give a screen, or the app, the keys that were chosen.

    Textual's own keymap loses every action that shares a key with a changed one, as the stages of a review do,
    and looks at what is typed before it looks at the keys; so the bindings are made anew instead.
    """
    plain = type(node)._merged_bindings
    assert plain is not None
    made = BindingsMap()
    seen: set[tuple[str, str]] = set()
    for key, binding in plain:
        entry = TABLE.get(binding.id or "")
        if entry is None or binding.id not in keys.changed:
            made.key_to_bindings.setdefault(key, []).append(binding)
        elif (entry.id, binding.action) not in seen:
            seen.add((entry.id, binding.action))
            for name in keys.changed[entry.id].split(","):
                made.key_to_bindings.setdefault(name, []).append(binding.with_key(name))
    node._bindings = made
