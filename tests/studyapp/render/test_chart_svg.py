"""Pictures of charts: whole XML whatever the curves, and nothing in them that runs or is fetched."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.worked import Series
from studyapp.render.chart_svg import HEIGHT, WIDTH, chart_svg

SVG = "{http://www.w3.org/2000/svg}"
LINE = Series("a", "g", "layer", "norm", (1.0, 2.0, 3.0), (1.0, 10.0, 100.0), "log")


def test_a_curve_rises_evenly_over_decades() -> None:
    root = ET.fromstring(chart_svg([LINE], "Title", "seed 3"))
    spots = [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in root.iter(f"{SVG}circle")]
    assert len(spots) == 3
    assert abs((spots[0][1] - spots[1][1]) - (spots[1][1] - spots[2][1])) < 0.2
    assert abs((spots[1][0] - spots[0][0]) - (spots[2][0] - spots[1][0])) < 0.2
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert {"Title", "seed 3", "layer", "norm", "a", "10⁰", "10²"} <= set(texts)


def test_curves_differ_without_color() -> None:
    root = ET.fromstring(chart_svg([LINE, LINE, LINE, LINE], "T"))
    dashes = [one.get("stroke-dasharray") for one in root.iter(f"{SVG}path") if one.get("stroke-width")]
    assert len(set(dashes)) == 4


NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), max_size=30),
    st.sampled_from(["linear", "log"]),
    st.text(max_size=40),
)
def test_whatever_the_curve_the_picture_is_whole(
    points: list[tuple[float, float]], scale: str, text: str
) -> None:
    xs, ys = tuple(x for x, _ in points), tuple(y for _, y in points)
    one = Series(text, "g", text, text, xs, ys, scale)  # type: ignore[arg-type]
    root = ET.fromstring(chart_svg([one], text + "<script>&\x1b", text))
    assert {each.tag for each in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "rect", "text", "path", "circle")
    }
    for spot in root.iter(f"{SVG}circle"):
        assert 0 <= float(spot.get("cx", "")) <= WIDTH
        assert 0 <= float(spot.get("cy", "")) <= HEIGHT
