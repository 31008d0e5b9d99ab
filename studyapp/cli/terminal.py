"""What the terminal can show, by the learner's locale."""

from __future__ import annotations

import os


def shows_unicode() -> bool:
    """Whether the locale promises more than ASCII; Python's own UTF-8 mode would hide that it does not."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = os.environ.get(name)
        if value:
            codeset = value.partition(".")[2].partition("@")[0] or value
            return codeset.replace("-", "").lower() == "utf8"
    return False
