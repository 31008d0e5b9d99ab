"""What the HTTP library has to say: one line for a fault of ours, nothing for requests that make no sense."""

from __future__ import annotations

import logging
from collections.abc import Callable

from aiohttp.http_exceptions import HttpProcessingError


class _OneLine(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            self._tell(f"{type(error).__name__}: {error}" if error else record.getMessage())


def logger(tell: Callable[[str], None]) -> logging.Logger:
    """A logger that tracebacks never leave; anyone on this machine can send what cannot be read."""
    quiet = logging.Logger("studyapp.web")
    quiet.propagate = False
    quiet.addHandler(_OneLine(tell))
    return quiet
