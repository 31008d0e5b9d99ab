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
    "muted": "#5c5f6e",
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
    primary="#0b64a8",
    accent="#0b64a8",
    success="#28701a",
    error="#c01f3f",
    warning="#9a5b00",
    background="#fbfbf8",
    surface="#fbfbf8",
    panel="#ecebe4",
    foreground="#2b2d38",
    dark=False,
    variables=_LIGHT_ROLES | {"footer-key-foreground": "#0b64a8", "footer-background": "#fbfbf8"},
)
HIGH_CONTRAST = Theme(
    name="studyapp-high-contrast",
    primary="#00ffff",
    accent="#00ffff",
    success="#66ff66",
    error="#ff9a9a",
    warning="#ffff00",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    foreground="#ffffff",
    dark=True,
    variables={
        "muted": "#d0d0d0",
        "rule": "#9a9a9a",
        "forward": "#8fc7ff",
        "backward": "#ffd24a",
        "update": "#e0b0ff",
        "footer-key-foreground": "#00ffff",
        "footer-background": "#000000",
    },
)
# Right is blue and wrong is orange, which no color blindness takes for one another; see the test of the themes.
COLOR_BLIND = Theme(
    name="studyapp-color-blind",
    primary="#f0e442",
    accent="#f0e442",
    success="#5ab4f0",
    error="#f0932b",
    warning="#f0932b",
    background="#16161e",
    surface="#16161e",
    panel="#1f2335",
    foreground="#dcdfe8",
    dark=True,
    variables={
        "muted": "#9aa0b4",
        "rule": "#4a5068",
        "forward": "#5ab4f0",
        "backward": "#f0932b",
        "update": "#d8a3c4",
        "footer-key-foreground": "#f0e442",
        "footer-background": "#16161e",
    },
)
# Grays for what still asks for a color; a filter takes them away, so that the terminal's own two are left.
NO_COLOR = Theme(
    name="studyapp-no-color",
    primary="#ffffff",
    accent="#ffffff",
    success="#ffffff",
    error="#ffffff",
    warning="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    foreground="#ffffff",
    dark=True,
    variables={
        "muted": "#c0c0c0",
        "rule": "#808080",
        "forward": "#ffffff",
        "backward": "#ffffff",
        "update": "#ffffff",
        "footer-key-foreground": "#ffffff",
        "footer-background": "#000000",
    },
)
THEMES = (DARK, LIGHT, HIGH_CONTRAST, COLOR_BLIND, NO_COLOR)
NAMES = tuple(theme.name for theme in THEMES)

# What a built-in theme of Textual lacks.
FALLBACK_ROLES = {
    "muted": "ansi_bright_black",
    "rule": "ansi_bright_black",
    "forward": "ansi_blue",
    "backward": "ansi_yellow",
    "update": "ansi_magenta",
}
