"""The app's own themes: one accent for what can be acted on, one color each for right, wrong, forward, backward."""

from __future__ import annotations

from textual.theme import Theme

_DARK_ROLES = {
    "muted": "#8a93ba",
    "rule": "#3b4261",
    "forward": "#7aa2f7",
    "backward": "#e0af68",
    "update": "#bb9af7",
}
_LIGHT_ROLES = {
    "muted": "#6a6d7c",
    "rule": "#c9c7bd",
    "forward": "#1f5fbf",
    "backward": "#9a5b00",
    "update": "#7a3fb0",
}

DARK = Theme(
    name="studyapp-dark",
    primary="#7dcfff",
    accent="#7dcfff",
    success="#9ece6a",
    error="#f7768e",
    warning="#e0af68",
    background="#16161e",
    surface="#16161e",
    panel="#1f2335",
    foreground="#c8d0f0",
    dark=True,
    variables=_DARK_ROLES | {"footer-key-foreground": "#7dcfff", "footer-background": "#16161e"},
)
LIGHT = Theme(
    name="studyapp-light",
    primary="#0f6fb8",
    accent="#0f6fb8",
    success="#2f7d1f",
    error="#c01f3f",
    warning="#9a5b00",
    background="#fbfbf8",
    surface="#fbfbf8",
    panel="#ecebe4",
    foreground="#2b2d38",
    dark=False,
    variables=_LIGHT_ROLES | {"footer-key-foreground": "#0f6fb8", "footer-background": "#fbfbf8"},
)
THEMES = (DARK, LIGHT)

# What a built-in theme of Textual lacks.
FALLBACK_ROLES = {
    "muted": "ansi_bright_black",
    "rule": "ansi_bright_black",
    "forward": "ansi_blue",
    "backward": "ansi_yellow",
    "update": "ansi_magenta",
}
