"""The app in a browser of this machine."""

from __future__ import annotations

import os
import sys
import threading

import click

from studyapp.cli.output import echo, echo_json, json_option
from studyapp.core.errors import Refusal

COMMAND = (sys.executable, "-P", "-m", "studyapp")
"""What a session runs. -P: no module of the folder that the server was started in is taken for one of ours."""


@click.command(help="Serve the app to your browser, on this machine only, until Ctrl+C.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="The port; 0, the default, is any free one."
)
@click.option("--no-open", is_flag=True, help="Print the link and open no browser.")
@json_option
def serve(port: int, no_open: bool, as_json: bool) -> None:
    from studyapp import config, web

    if not web.installed():
        raise Refusal("serving needs an extra package: pip install 'studyapp[web]'")
    config.load(config.home().settings)  # What is wrong with them is said here, not in a page.
    import asyncio

    asyncio.run(_serve(port, as_json=as_json, opens=not (no_open or as_json)))


async def _serve(port: int, *, as_json: bool, opens: bool) -> None:
    from studyapp.web.server import Server

    server = Server(COMMAND, port, tell=_session_failed)
    link = server.gate.link

    def started() -> None:
        if as_json:
            echo_json({"url": link, "port": server.port})
        else:
            echo("Serving on this machine only. Open this link in your browser; it works once:")
            echo(f"  {link}")
            echo("Ctrl+C ends it.")
        sys.stdout.flush()
        if opens and _has_windows():
            threading.Thread(target=_open, args=(link,), name="browser", daemon=True).start()

    await server.run(started)
    if not as_json:
        echo("Ended; every answer given is kept.")


def _session_failed(words: str) -> None:
    from studyapp.core.text import one_line

    click.echo(f"a session ended: {one_line(words)}", err=True)


def _has_windows() -> bool:
    """Whether a browser would have a window; one that draws in this terminal is not opened unasked."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(link: str) -> None:
    import webbrowser

    webbrowser.open(link)
