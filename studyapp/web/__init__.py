"""The app in a browser: a server for this machine only, which knows nothing of what is studied."""

from __future__ import annotations

import importlib.util

EXTRA = "textual_serve"


def installed() -> bool:
    """Whether the extra is there that serves."""
    return importlib.util.find_spec(EXTRA) is not None
