"""How far a run is, told to whoever asked for it: now and then, never backwards, and 1 at the end."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float], None]
"""Takes the share done, 0 to 1. Whatever it raises stops the run at once."""

MOST_CALLS = 100
"""How often a run tells its progress at most, the end included."""


def unheard(share: float) -> None:
    """The progress of a run that nobody watches."""
    del share


def now_and_then(progress: Progress) -> Progress:
    """Passes on a share below 1 where it is at least a hundredth above the last: 99 calls at most."""
    told = 0.0

    def hear(share: float) -> None:
        nonlocal told
        if share < 1.0 and share - told >= 1.0 / MOST_CALLS:
            told = share
            progress(share)

    return hear
