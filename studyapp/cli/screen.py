"""Opening the terminal UI: the screen first, the store in a worker."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from studyapp import config

if TYPE_CHECKING:
    from studyapp.study.app import Study


def open_app(
    start: str = "home", packs: tuple[str, ...] = (), quiz: dict[str, int | None] | None = None
) -> None:
    """Run the terminal UI until it is left; opens nothing but the settings file before the first frame."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("the screens need a terminal; 'studyapp review --plain' works in a pipe")
    home = config.home()
    settings = config.load(home.settings)

    from studyapp.tui.app import Start, StudyApp

    def open_study() -> Study:
        from studyapp.wiring import open_study

        return open_study(home)

    ascii_only = settings.ascii if settings.ascii is not None else not _unicode()
    app = StudyApp(
        open_study,
        start=Start(start, packs, quiz or {}),
        theme=settings.theme,
        ascii_only=ascii_only,
        reduced_motion=settings.reduced_motion,
    )
    app.run()
    if app.return_code:
        sys.exit(app.return_code)


def _unicode() -> bool:
    """Whether the terminal's encoding, by the learner's locale, can show more than ASCII."""
    return terminal_encoding().replace("-", "").lower() in {"utf8", "utf16", "utf32", "gb18030"}


def terminal_encoding() -> str:
    """The encoding that the locale promises; Python's own UTF-8 mode would hide an ASCII-only one."""
    import os

    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = os.environ.get(name)
        if value:
            return value.partition(".")[2].partition("@")[0] or (
                "ascii" if value in {"C", "POSIX"} else "utf-8"
            )
    return sys.stdout.encoding or "ascii"
