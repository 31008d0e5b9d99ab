"""One setting changed in the text of settings.toml: its line, and nothing else a person wrote."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple, TypeAlias

Path: TypeAlias = tuple[str, ...]


class CannotChange(ValueError):
    """The file is written in a way that no single line changes."""


class Line(NamedTuple):
    """A line of the file that TOML can read by itself."""

    place: int
    table: Path
    """The table that it stands in; of a header, the table that it opens."""
    path: Path
    """The whole path of its value; of a header, the same as its table."""
    header: bool


def changed(text: str, path: Path, value: Any) -> str:
    """The text with the value at a path; None takes the value away.

    Every way to write it is tried and read again: the result holds exactly the old values and the new one.
    """
    before = tomllib.loads(text)
    wanted = _with(before, path, value)
    if wanted == before and value is not None:
        return text
    for attempt in _attempts(text, path, value):
        try:
            if _same(tomllib.loads(attempt), wanted):
                return attempt
        except ValueError:
            continue
    raise CannotChange


def _with(values: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    found = deepcopy(values)
    table = found
    for name in path[:-1]:
        table = table.setdefault(name, {})
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value
    return found


def _same(one: Any, other: Any) -> bool:
    """Equal; a table with nothing in it is as good as none."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_same(one.get(name, {}), other.get(name, {})) for name in {*one, *other})
    return bool(one == other)


def _attempts(text: str, path: Path, value: Any) -> Iterator[str]:
    """The text as it may be changed, the closest to what is written first."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    known = list(_readable(lines))
    for line in known:
        if not line.header and line.path == path[: len(line.path)]:
            rest = path[len(line.path) :]
            yield "".join(_replaced(lines, line, rest, value, end))
    if value is None:
        yield text
        return
    for deep in range(len(path) - 1, -1, -1):
        if (place := _place_in(known, lines, path[:deep])) is not None and (deep or len(path) == 1):
            yield "".join([*lines[:place], f"{_key(path[deep:])} = {toml(value)}{end}", *lines[place:]])
    if len(path) > 1:
        gap = [end] if lines and lines[-1].strip() else []
        made = f"[{_key(path[:1])}]{end}{_key(path[1:])} = {toml(value)}{end}"
        yield "".join([*lines, *gap, made])
        place = _place_in(known, lines, ()) or 0
        yield "".join([*lines[:place], f"{_key(path)} = {toml(value)}{end}", *lines[place:]])


def _readable(lines: list[str]) -> Iterator[Line]:
    """Headers and keys; a value over several lines is none of them, and what it may pass for is checked later."""
    table: Path = ()
    for place, line in enumerate(lines):
        try:
            read = tomllib.loads(line)
        except (ValueError, RecursionError):
            continue
        if not read:
            continue
        header = line.lstrip().startswith("[")
        path = _written_path(line, read, header=header)
        if header:
            table = path
        yield Line(place, table, path if header else (*table, *path), header)


def _written_path(line: str, read: dict[str, Any], *, header: bool) -> Path:
    """The path that the line spells: not that of what lies within its inline table."""
    if not header:
        read = tomllib.loads(line[: _equals(line)] + "= 0")
    path: Path = ()
    while isinstance(read, dict) and len(read) == 1:
        ((name, read),) = read.items()
        path = (*path, name)
    return path


def _equals(line: str) -> int:
    """Where the key ends."""
    for place, sign in enumerate(line):
        if sign == "=":
            try:
                tomllib.loads(line[:place] + "= 0")
            except ValueError:
                continue
            return place
    return len(line)


def _replaced(lines: list[str], line: Line, rest: Path, value: Any, end: str) -> list[str]:
    """The lines with the value of one replaced, or one entry of its inline table; its comment stays."""
    written = lines[line.place]
    start = _equals(written)
    body = written.rstrip("\r\n")
    comment = next((place for place in range(start, len(body)) if _ends_at(body, place)), len(body))
    old = body[start + 1 : comment]
    if rest:
        inner: Any = tomllib.loads(f"x = {old.strip()}")["x"]
        if not isinstance(inner, dict):
            return lines
        value = _with(inner, rest, value)
    if value is None:
        return [*lines[: line.place], *lines[line.place + 1 :]]
    before = old[: len(old) - len(old.lstrip())] or " "
    after = old[len(old.rstrip()) :]
    made = f"{written[: start + 1]}{before}{toml(value)}{after}{body[comment:]}"
    return [*lines[: line.place], made + end, *lines[line.place + 1 :]]


def _ends_at(body: str, place: int) -> bool:
    """Whether a comment begins here: what is before it is whole."""
    if body[place] != "#":
        return False
    try:
        return bool(tomllib.loads(body[:place]))
    except ValueError:
        return False


def _place_in(known: list[Line], lines: list[str], table: Path) -> int | None:
    """Where a new line of a table goes: below its last one; None where the table has no header."""
    places = [line.place + 1 for line in known if line.table == table]
    if places:
        return max(places)
    if table:
        return None
    headers = [line.place for line in known if line.header]
    place = min(headers, default=len(lines))
    # The comment right above a header belongs to it.
    while headers and place and lines[place - 1].lstrip().startswith("#"):
        place -= 1
    return place


def _key(path: Path) -> str:
    return ".".join(
        name if name.replace("_", "").isalnum() and name.isascii() else toml(name) for name in path
    )


def toml(value: Any) -> str:
    """A text, a number, a truth value or a table of them, as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key((name,))} = {toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        signs = (sign if sign.isprintable() and sign not in '"\\' else _escaped(sign) for sign in value)
        return '"' + "".join(signs) + '"'
    return repr(value)


def _escaped(sign: str) -> str:
    return f"\\{sign}" if sign in '"\\' else f"\\U{ord(sign):08x}"
