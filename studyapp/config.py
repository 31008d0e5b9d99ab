"""Settings, and where the app's files live."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

import platformdirs

from studyapp.core.errors import Refusal


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


@dataclass(frozen=True, slots=True)
class Settings:
    """What a learner may set in settings.toml."""

    theme: str = "studyapp-dark"
    """Name of a theme."""
    ascii: bool | None = None
    """Draw with ASCII only; found out from the terminal's encoding when left out."""
    reduced_motion: bool = False
    """No animation."""
    confidence: bool = False
    """Ask how sure the learner is, before the verdict."""


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
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        # ValueError: not TOML, not UTF-8, or a number of thousands of digits.
        raise ConfigError(f"{path}: {error}; mend or remove the file") from error
    known = {field.name: field for field in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise ConfigError(f"{path}: unknown setting {name!r}; known are {', '.join(known)}")
        kind = str if name == "theme" else bool
        if not isinstance(value, kind):
            raise ConfigError(f"{path}: {name} must be {'a text' if kind is str else 'true or false'}")
    return Settings(**values)
