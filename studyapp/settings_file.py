"""settings.toml as the settings screen changes it: one line, at once, and never a file that cannot be read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

from studyapp.config import ConfigError, Settings, ensure, settings_in
from studyapp.core.settings import Value, with_value
from studyapp.settings_lines import CannotChange, changed


class SettingsFile:
    """Changes one file. It is read again before each change, so that what a person edits meanwhile stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def change(self, values: Mapping[str, Value]) -> Settings:
        """Write new values by name, as in core.settings; the settings that the file then holds.

        ConfigError where the file cannot be read or written; then it is as it was.
        """
        with self._lock:
            # A link into a folder of dotfiles stays a link.
            path = self._path.resolve()
            text = self._read(path)
            for name, value in values.items():
                text = self._changed(text, name, value)
            settings = settings_in(self._path, text)
            _replace(path, text)
            return settings

    def _read(self, path: Path) -> str:
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return file.read()
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            raise ConfigError(f"{self._path}: {error}; mend or remove the file") from error

    def _changed(self, text: str, name: str, value: Value) -> str:
        before = settings_in(self._path, text)
        first, _, rest = name.partition(".")
        # The id of a key has dots of its own.
        path = (first, rest) if first == "keys" else tuple(name.split("."))
        try:
            made = changed(text, path, value)
        except CannotChange:
            raise ConfigError(f"{self._path}: {name} cannot be changed in place; change it by hand") from None
        assert settings_in(self._path, made) == with_value(before, name, value)
        return made


def _replace(path: Path, text: str) -> None:
    """Write a file anew in one step: a crash leaves the old one."""
    ensure(path.parent)
    made = ""
    try:
        handle, made = tempfile.mkstemp(prefix=".settings-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(made, path.stat().st_mode & 0o777)
        os.replace(made, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(made)
        reason = error.strerror or "cannot be written"
        raise ConfigError(f"cannot write {path}: {reason}; the setting stays as it was") from error
