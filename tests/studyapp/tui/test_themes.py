"""Every theme can be read, and right is not taken for wrong: contrast by WCAG 2, color blindness simulated."""

from __future__ import annotations

import math

import pytest
from textual.color import Color
from textual.theme import Theme

from studyapp.core.settings import DEFAULTS
from studyapp.tui.themes import COLOR_BLIND, HIGH_CONTRAST, NAMES, NO_COLOR, THEMES

# Machado, Oliveira, Fernandes (2009), severity 1, on linear RGB.
SIMULATIONS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
ROLES = ("foreground", "muted", "accent", "success", "error", "warning", "forward", "backward", "update")
Triple = tuple[float, float, float]

themes = pytest.mark.parametrize("theme", THEMES, ids=NAMES)


def color(theme: Theme, role: str) -> Color:
    found = theme.variables.get(role) or getattr(theme, role)
    return Color.parse(found)


def linear(given: Color) -> Triple:
    """Linear RGB of sRGB, 0 to 1."""

    def one(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return one(given.r), one(given.g), one(given.b)


def luminance(rgb: Triple) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def contrast(one: Color, other: Color) -> float:
    """WCAG 2.2: 1 for the same color, 21 for black on white."""
    dark, light = sorted((luminance(linear(one)), luminance(linear(other))))
    return (light + 0.05) / (dark + 0.05)


def simulated(given: Color, blindness: str) -> Triple:
    rgb = linear(given)
    r, g, b = (
        min(1.0, max(0.0, sum(factor * channel for factor, channel in zip(row, rgb, strict=True))))
        for row in SIMULATIONS[blindness]
    )
    return r, g, b


def lab(rgb: Triple) -> Triple:
    """CIE 1976 L*a*b* of linear RGB under D65."""
    r, g, b = rgb
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = luminance(rgb)
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: Triple, other: Triple) -> float:
    """CIE76 distance; about 2.3 can just be seen."""
    return math.dist(lab(one), lab(other))


def test_the_yardsticks() -> None:
    black, white = Color.parse("#000000"), Color.parse("#ffffff")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), white) == pytest.approx(4.48, abs=0.01)
    red, green = Color.parse("#c00000"), Color.parse("#508000")
    assert apart(linear(red), linear(green)) > 80
    assert apart(simulated(red, "deuteranopia"), simulated(green, "deuteranopia")) < 40
    for blindness in SIMULATIONS:
        assert apart(simulated(white, blindness), linear(white)) < 0.5


@themes
@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_read_on_every_ground(theme: Theme, role: str) -> None:
    least = 7.0 if theme in (HIGH_CONTRAST, NO_COLOR) else 4.5
    for ground in ("background", "panel"):
        assert contrast(color(theme, role), color(theme, ground)) >= least, ground


@themes
def test_a_rule_can_be_seen(theme: Theme) -> None:
    least = 3.0 if theme in (HIGH_CONTRAST, NO_COLOR) else 1.5
    assert contrast(color(theme, "rule"), color(theme, "background")) >= least


@themes
def test_every_theme_gives_every_role(theme: Theme) -> None:
    assert {"muted", "rule", "forward", "backward", "update"} <= set(theme.variables)
    assert theme.background == theme.surface


@pytest.mark.parametrize("blindness", SIMULATIONS)
@pytest.mark.parametrize(
    ("one", "other"), [("success", "error"), ("forward", "backward"), ("accent", "success")]
)
def test_color_blind_eyes_tell_them_apart(blindness: str, one: str, other: str) -> None:
    seen = [simulated(color(COLOR_BLIND, role), blindness) for role in (one, other)]
    assert apart(seen[0], seen[1]) > 60


@pytest.mark.parametrize("blindness", SIMULATIONS)
def test_right_and_wrong_have_hues_of_their_own(blindness: str) -> None:
    """Not by lightness alone: blue stays on the blue side of the axis, orange on the yellow side."""
    _, _, right = lab(simulated(color(COLOR_BLIND, "success"), blindness))
    _, _, wrong = lab(simulated(color(COLOR_BLIND, "error"), blindness))
    assert right < -20
    assert wrong > 40


def test_no_color_has_none() -> None:
    for role in (*ROLES, "rule", "background", "panel"):
        found = color(NO_COLOR, role)
        assert found.r == found.g == found.b


def test_the_names() -> None:
    assert DEFAULTS.theme == NAMES[0]
    assert len(set(NAMES)) == len(NAMES)
    assert all(name.startswith("studyapp-") for name in NAMES)
