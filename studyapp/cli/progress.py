"""A bar on stderr while a command works, where stderr is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float], None]]:
    """Hands out what to call with the share done. The bar appears with the first share below 1, so never for work
    that does not report as it goes.
    """
    with ExitStack() as open_until_the_end:
        bar = click.progressbar(length=100, label=label, show_eta=False, file=sys.stderr)
        drawn = False

        def report(share: float) -> None:
            nonlocal drawn
            if not drawn and (share >= 1 or not sys.stderr.isatty()):
                return
            if not drawn:
                drawn = True
                open_until_the_end.push(
                    bar
                )  # first, so that an interrupt while it is drawn ends its line too
                bar.__enter__()
            bar.update(round(100 * share) - bar.pos)

        yield report
