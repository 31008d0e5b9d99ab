"""A chart as an SVG picture: no script, no font file, nothing fetched. Curves differ by dash, not only by color."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from studyapp.core.text import measured, safe
from studyapp.core.worked import Series
from studyapp.render.axes import Axis, fitted
from studyapp.render.chart_parts import across_axis, curve_name, points, x_marks

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 80, 24, 76, 70
LEGEND_LINE = 20
ROWS = 13
"""Marks of the y axis are laid out as in a text chart of so many rows."""
COLUMNS = 60
"""Marks of the x axis are those of a text chart of so many columns."""
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#000000", "#7a7a7a")
"""Okabe and Ito's colors, told apart with any color vision; their yellow darkened for white paper."""
DASHES = ("", "8 4", "2 4", "10 4 2 4", "", "8 4", "2 4", "10 4 2 4")


def chart_svg(series: Sequence[Series], title: str, said: str = "") -> str:
    """Curves over one x axis as an SVG document; `said` is a line below the title."""
    curves = [one for one in series if points(one)]
    height = HEIGHT + LEGEND_LINE * len(curves)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="sans-serif" font-size="13" role="img">',
        f"<title>{_text(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="16" font-weight="bold">{_text(title)}</text>',
        f'<text x="{LEFT}" y="42" fill="#555555">{_text(said)}</text>',
    ]
    if curves:
        parts += _plot(curves)
    return "\n".join([*parts, "</svg>", ""])


def _plot(curves: Sequence[Series]) -> list[str]:
    log = curves[0].scale == "log"
    up, labels = fitted([y for one in curves for _, y in points(one)], ROWS, log=log, ascii=False)
    across = across_axis(curves)
    parts = []
    for place, label in labels.items():
        y = TOP + (HEIGHT - TOP - BOTTOM) * place / (ROWS - 1)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd" fill="none"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_text(label)}</text>')
    foot = HEIGHT - BOTTOM
    for value in x_marks(curves[0], across, COLUMNS):
        x = LEFT + (WIDTH - LEFT - RIGHT) * across.share(value)
        parts.append(
            f'<text x="{x:.1f}" y="{foot + 20}" text-anchor="middle">{_text(measured(value))}</text>'
        )
    parts.append(
        f'<path d="M{LEFT} {TOP}V{foot}H{WIDTH - RIGHT}" stroke="#333333" fill="none"/>'
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{foot + 42}" text-anchor="middle">'
        f"{_text(curves[0].x_label)}</text>"
        f'<text x="{LEFT}" y="{TOP - 8}" fill="#555555">{_text(curves[0].y_label)}</text>'
    )
    for place, one in enumerate(curves):
        parts += _curve(one, place, across, up)
    return parts


def _curve(one: Series, place: int, across: Axis, up: Axis) -> list[str]:
    color, dash = COLORS[place % len(COLORS)], DASHES[place % len(DASHES)]
    spots = [
        (LEFT + (WIDTH - LEFT - RIGHT) * across.share(x), HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * up.share(y))
        if up.holds(y)
        else None
        for x, y in points(one)
    ]  # fmt: skip
    path = ""
    for before, spot in pairwise([None, *spots]):
        if spot:
            path += f"{'L' if before else 'M'}{spot[0]:.1f} {spot[1]:.1f}"
    style = f'stroke="{color}" stroke-width="2"' + (f' stroke-dasharray="{dash}"' if dash else "")
    parts = [f'<path d="{path}" {style} fill="none"/>'] if path else []
    shown = [spot for spot in spots if spot]
    if len(shown) <= 40:
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in shown]
    y = HEIGHT + LEGEND_LINE * place
    parts.append(
        f'<path d="M{LEFT} {y - 4}h36" {style} fill="none"/>'
        f'<text x="{LEFT + 46}" y="{y}">{_text(curve_name(one))}</text>'
    )
    return parts


def _text(text: str) -> str:
    return escape(" ".join(safe(text).split()))
