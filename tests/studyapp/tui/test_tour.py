"""docs/tour.md: each screen as text, drawn by the app over the founding pack; STUDYAPP_UPDATE_SCREENS=1 writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from studyapp import resources
from studyapp.tui.keys import SCREENS
from tests.studyapp.tui.conftest import UPDATE

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

TOUR = Path(__file__).parents[3] / "docs" / "tour.md"
NOT_SHOWN = {"app": "keys that work everywhere are no screen"}


@pytest.fixture
def packs() -> Path:
    """The packs that come with the app."""
    return resources.packs_root()


class Stop(NamedTuple):
    """A screen of the tour: its names in the table of keys, what is said of it, and the keys that lead there."""

    screens: tuple[str, ...]
    title: str
    says: str
    keys: tuple[str, ...]
    typed: str = ""
    then: tuple[str, ...] = ()
