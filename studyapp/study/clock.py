"""The clock that use cases are handed, so that tests can stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from studyapp.core.memory import Moment, moment


def local_now() -> datetime:
    """The local time with its zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Clock:
    """The present moment, with the study day it falls on."""

    local: Callable[[], datetime] = local_now

    def now(self) -> Moment:
        return moment(self.local())
