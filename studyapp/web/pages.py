"""The pages: the app's own, and the plain ones that refuse."""

from __future__ import annotations

import html
from importlib import resources
from string import Template

_STATIC = resources.files("studyapp.web") / "static"
_SERVE = resources.files("textual_serve") / "static"

SCRIPT, STYLE, FONT, IMAGE = "text/javascript", "text/css", "font/ttf", "image/svg+xml"


def files() -> dict[str, tuple[bytes, str]]:
    """Every file there is to ask for: name -> content and type. No path is ever made from a request."""
    return {
        "studyapp.js": ((_STATIC / "studyapp.js").read_bytes(), SCRIPT),
        "studyapp.css": ((_STATIC / "studyapp.css").read_bytes(), STYLE),
        "icon.svg": ((_STATIC / "icon.svg").read_bytes(), IMAGE),
        "textual.js": ((_SERVE / "js" / "textual.js").read_bytes(), SCRIPT),
        "xterm.css": ((_SERVE / "css" / "xterm.css").read_bytes(), STYLE),
        "mono.ttf": ((_SERVE / "fonts" / "RobotoMono-VariableFont_wght.ttf").read_bytes(), FONT),
    }


def app_page(nonce: str, host: str) -> str:
    """The page that holds the terminal."""
    page = Template((_STATIC / "page.html").read_text(encoding="utf-8"))
    return page.substitute(nonce=nonce, websocket=f"ws://{host}/ws")


def plain_page(line: str, *, onward: bool = False) -> str:
    """A page with one line, and perhaps a link to the app's page."""
    link = '<p><a href="/">Go on to studyapp</a></p>' if onward else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>studyapp</title></head>'
        f"<body><p>{html.escape(line)}</p>{link}</body></html>\n"
    )
