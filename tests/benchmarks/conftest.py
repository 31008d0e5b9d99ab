"""What is measured is the app as it is."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def quick_stores() -> None:
    """Stores here commit and compile as the app's do."""
