"""Settings, and where the app's files live."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from studyapp.core.errors import Refusal
from studyapp.core.habits import (
    HIGHEST_RETENTION,
    LOWEST_RETENTION,
    MOST_MINUTES,
    MOST_NEW,
    WEEKDAYS,
    Habits,
)
from studyapp.core.settings import Settings

__all__ = ["ConfigError", "Home", "Settings", "ensure", "home", "load", "settings_in"]


class ConfigError(Refusal):
    """A setting that cannot be used; the message says in one line what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folders that the app writes to."""

    data: Path
    config: Path

    @property
    def store(self) -> Path:
        return self.data / "studyapp.db"

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def reports(self) -> Path:
        """Mistakes that the learner reported, a file each."""
        return self.data / "reports"

    @property
    def packs(self) -> Path:
        """Packs that the learner installed or wrote, a folder each."""
        return self.data / "packs"

    @property
    def lab(self) -> Path:
        """Pictures, runs and examples that were saved in the lab."""
        return self.data / "lab"


def home() -> Home:
    """STUDYAPP_HOME puts everything under one folder; without it each system's own places are used."""
    chosen = os.environ.get("STUDYAPP_HOME")
    if chosen:
        if "\0" in chosen or len(chosen) > 1_000:
            raise ConfigError("STUDYAPP_HOME is not a usable folder name; set it to a folder or unset it")
        try:
            root = Path(chosen).expanduser().absolute()
        except RuntimeError as error:
            raise ConfigError(
                f"STUDYAPP_HOME is {chosen!r}, a home that is not there; set it to a folder"
            ) from error
        return Home(root, root)
    return Home(
        Path(platformdirs.user_data_dir("studyapp", appauthor=False)),
        Path(platformdirs.user_config_dir("studyapp", appauthor=False)),
    )


def ensure(folder: Path) -> None:
    """Make a folder that the app is about to write to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "cannot be made"
        raise ConfigError(
            f"cannot use {folder}: {reason}; set STUDYAPP_HOME to a folder you can write to"
        ) from error


def load(path: Path) -> Settings:
    """The settings in a file; the defaults where there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}; mend or remove the file") from error
    return settings_in(path, text)


def settings_in(path: Path, text: str) -> Settings:
    """The settings in the text of a file; ConfigError names the file and what is wrong in it."""
    return settings_of(path, values_in(path, text))


def values_in(path: Path, text: str) -> dict[str, Any]:
    """The values that a text of TOML holds, whatever they are."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # ValueError: not TOML, or a number of thousands of digits.
        raise ConfigError(f"{path}: {error}; mend or remove the file") from error


def settings_of(path: Path, values: dict[str, Any]) -> Settings:
    """Values as settings; each is checked."""
    schedule, keys = values.get("schedule", {}), values.get("keys", {})
    if not isinstance(schedule, dict):
        raise ConfigError(f"{path}: schedule is a table: write [schedule] and its settings below")
    plain = {name: value for name, value in values.items() if name not in TABLES}
    known = {field.name: field for field in fields(Settings) if field.name not in ("habits", "keys")}
    for name, value in plain.items():
        if name not in known:
            raise ConfigError(f"{path}: unknown setting {name!r}; known are {', '.join(known)}")
        kind = str if name == "theme" else bool
        if not isinstance(value, kind):
            raise ConfigError(f"{path}: {name} must be {'a text' if kind is str else 'true or false'}")
    return Settings(**plain, habits=_habits(path, schedule), keys=_keys(path, keys))


TABLES = ("schedule", "keys")
MOST_KEYS = 1_000
LONGEST_KEYS = 200


def _keys(path: Path, keys: object) -> dict[str, str]:
    """The table [keys]; whether there are such ids and such keys is for the screens to say."""
    if not isinstance(keys, dict):
        raise ConfigError(f"{path}: keys is a table: write [keys] and lines such as 'home.quiz' = 'f5'")
    if len(keys) > MOST_KEYS:
        raise ConfigError(f"{path}: keys has {len(keys):,} lines; there are fewer keys than that")
    for name, value in keys.items():
        if not isinstance(value, str) or len(value) > LONGEST_KEYS:
            shown = f"keys.{name!r}"[:LONGEST_KEYS]
            raise ConfigError(f"{path}: {shown} must be a text such as 'f5'; write the id in quotes")
    return dict(keys)


NUMBERS: dict[str, tuple[type, float, float]] = {
    "retention": (float, LOWEST_RETENTION, HIGHEST_RETENTION),
    "new_a_day": (int, 0, MOST_NEW),
    "minutes_a_day": (int, 0, MOST_MINUTES),
    "leech_lapses": (int, 1, 100),
}
"""Settings of [schedule] that are numbers: whole or not, lowest, highest."""


def _habits(path: Path, schedule: dict[str, Any]) -> Habits:
    found: dict[str, Any] = {}
    for name, value in schedule.items():
        if name == "weekdays":
            found[name] = _weekdays(path, value)
        elif name in NUMBERS:
            kind, lowest, highest = NUMBERS[name]
            found[name] = _number(f"{path}: schedule.{name}", value, kind, lowest, highest)
        else:
            known = ", ".join((*NUMBERS, "weekdays"))
            raise ConfigError(f"{path}: unknown setting schedule.{name}; known are {known}")
    return Habits(**found)


def _weekdays(path: Path, shares: object) -> tuple[float, ...]:
    if not isinstance(shares, dict):
        raise ConfigError(f"{path}: schedule.weekdays is a table such as {{saturday = 0.5, sunday = 0}}")
    if unknown := sorted(set(shares) - set(WEEKDAYS)):
        raise ConfigError(f"{path}: unknown weekday {unknown[0]!r}; known are {', '.join(WEEKDAYS)}")
    return tuple(
        _number(f"{path}: schedule.weekdays.{day}", shares.get(day, 1.0), float, 0, 1) for day in WEEKDAYS
    )


def _number(where: str, value: object, kind: type, lowest: float, highest: float) -> Any:
    whole = kind is int
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise ConfigError(f"{where} must be a {'whole ' if whole else ''}number, got {value!r}")
    if not lowest <= value <= highest:
        raise ConfigError(f"{where} must lie between {lowest:g} and {highest:g}, got {value!r}")
    return kind(value)
