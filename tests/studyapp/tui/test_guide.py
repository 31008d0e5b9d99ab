"""The guide reader: terms told in place, what is known of each section, and the line that is read kept."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.containers import VerticalScroll

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.items import Section, Term
from studyapp.core.mastery import Group
from studyapp.render.spans import plain
from studyapp.study.clock import Clock
from studyapp.tui.rows.guide import (
    Position,
    contents_row,
    known_text,
    line_of,
    pages_of,
    position_at,
    position_of,
    term_rows,
)
from tests.studyapp.tui.conftest import PACKS

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

LONG = "\n\n".join(f"Line {number} tells of the sigmoid and of the pre-activation." for number in range(60))
GUIDE = f"""# Begin

{LONG}

```python
def slope_of_the_sigmoid(pre_activation):  # a comment that is longer than a narrow screen is wide
    return 1
```

### Middle

{LONG}

## End

The vanishing gradient.
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    root = tmp_path / "packs"
    shutil.copytree(PACKS, root)
    (root / "kinds" / "guide.md").write_text(GUIDE, encoding="utf-8")
    return root


@pytest.fixture
def stocked(migrated: Path, tmp_path: Path, packs: Path) -> Path:
    folder = tmp_path / "stocked"
    folder.mkdir()
    home = Home(folder, folder)
    shutil.copyfile(migrated, home.store)
    study = wiring.open_study(home, clock=Clock(), packs=packs)
    assert not study.problems
    study.welcome.shown()
    study.close()
    return home.store


def scroll(driver: Driver) -> VerticalScroll:
    return driver.app.screen.query_one("#section", VerticalScroll)


def first_line(driver: Driver) -> str:
    """The first line of the text that is in sight."""
    lines = [line[38:] if driver.app.size.width >= 110 else line for line in driver.lines()[2:]]
    return next(line.strip(" ▁▂▃▄▅▆▇█") for line in lines if line.strip(" ▁▂▃▄▅▆▇█"))


def first_number(driver: Driver) -> int:
    """The number of the first line in sight that has one."""
    found = re.search(r"Line (\d+)", driver.text())
    assert found is not None
    return int(found.group(1))


async def test_the_line_that_is_read_is_kept_across_a_restart(run: Run) -> None:
    async with run() as driver:
        await driver.press("g")
        scroll(driver).scroll_to(y=40, animate=False)
        await driver.settle()
        before = first_line(driver)
        assert before.startswith("Line 2")
        await driver.press("escape")
    async with run() as driver:
        await driver.press("g")
        assert first_line(driver) == before
        await driver.press("n")
        assert driver.lines()[0].startswith(" End")
        await driver.press("escape", "g")
        assert driver.lines()[0].startswith(" End")


async def test_the_line_that_is_read_survives_another_size(run: Run) -> None:
    async with run() as driver:
        await driver.press("g")
        scroll(driver).scroll_to(y=40, animate=False)
        await driver.settle()
        before = first_number(driver)
        for size in ((40, 12), (140, 40), (80, 24)):
            await driver.pilot.resize_terminal(*size)
            for _ in range(50):  # the text is laid out anew in several steps
                await driver.settle()
                if abs(first_number(driver) - before) <= 2:
                    break
            assert abs(first_number(driver) - before) <= 2, size


async def test_a_term_is_told_in_place_and_escape_closes_it(run: Run) -> None:
    async with run() as driver:
        await driver.press("g", "t")
        assert "Sigmoid also logistic function" in driver.text()
        assert "1 of 2" in driver.text()
        await driver.press("t")
        assert "What a unit adds up before its activation" in driver.text()
        await driver.press("t")
        assert "1 of 2" in driver.text()
        await driver.press("escape")
        assert "logistic function" not in driver.text()
        assert driver.screen == "GuideScreen"
        await driver.press("t", "g")
        assert driver.screen == "GlossaryScreen"
        assert driver.at("#search").value == "Sigmoid"  # type: ignore[attr-defined]
        await driver.press("escape", "n")
        assert driver.screen == "GuideScreen"
        assert not driver.at("#term").display
        await driver.press("t")
        assert "A gradient that shrinks on its way back" in driver.text()
        await driver.press("escape", "escape")
        assert driver.screen == "HomeScreen"


async def test_a_text_without_terms_in_sight_says_so(run: Run) -> None:
    async with run() as driver:
        await driver.press("g")
        scroll(driver).scroll_to(y=60, animate=False)
        await driver.settle()
        for passage in driver.app.screen.query("Passage"):
            passage.terms = ()  # type: ignore[attr-defined]
        await driver.press("t")
        assert driver.notices() == ["No term of the glossary is underlined here."]


async def test_a_click_on_a_term_tells_it(run: Run) -> None:
    async with run() as driver:
        await driver.press("g")
        await driver.click_text("pre-activation")
        assert "What a unit adds up before its activation" in driver.text()


async def test_the_contents_lead_to_each_section(run: Run) -> None:
    async with run(size=(140, 40)) as driver:
        await driver.press("g")
        driver.at("#contents").focus()
        await driver.press("down")
        assert first_line(driver) == "Middle"
        assert driver.lines()[0].startswith(" Begin   1 of 2")
        await driver.press("down")
        assert driver.lines()[0].startswith(" End   2 of 2")
        await driver.press("up")
        assert driver.lines()[0].startswith(" Begin   1 of 2")
        assert first_line(driver) == "Middle"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 40)])
async def test_code_is_never_wider_than_its_place(run: Run, size: tuple[int, int]) -> None:
    async with run(size=size) as driver:
        await driver.press("g")
        block = driver.app.screen.query_one("CodeBlock")
        assert block.region.right <= size[0]
        assert max(map(len, block.render().plain.split("\n"))) <= block.size.width  # type: ignore[union-attr]


def section(level: int, title: str) -> Section:
    return Section(id=title.lower(), title=title, level=level, text="")


def test_pages_begin_with_the_first_two_levels() -> None:
    sections = [section(3, "A"), section(1, "B"), section(3, "C"), section(4, "D"), section(2, "E")]
    assert [[each.title for each in page] for page in pages_of(sections)] == [["A"], ["B", "C", "D"], ["E"]]


@pytest.mark.parametrize("kept", [None, 7, [], ["a"], ["a", "b"], ["a", 2.0], ["a", -1], [1, 0.5], {"a": 1}])
def test_what_is_no_position_is_none(kept: object) -> None:
    assert position_of(kept) is None


def test_positions() -> None:
    assert position_of("chains") == Position("chains", 0.0)
    assert position_of(["chains", 0.25]) == Position("chains", 0.25)
    starts = [0.0, 10.0, 30.0]
    for line in (0.0, 5.0, 10.0, 12.0, 29.0, 35.0):
        assert line_of(*position_at(line, starts, 50.0), starts, 50.0) == pytest.approx(line)
    assert position_at(99.0, starts, 50.0) == (2, 1.0)
    assert line_of(7, 0.5, [0.0], 10.0) == 5.0


def test_what_is_known_of_a_section() -> None:
    group = Group(("p", "chains"), 4, 2, 1.8, 0.8, "q")
    assert known_text(group) == "45 %"
    assert known_text(group._replace(seen=0)) == "new"
    assert known_text(None) == ""
    assert plain([contents_row(section(3, "Chains"), {"chains": group}, 20)]) == "  Chains        45 %"


def test_a_long_definition_is_cut_with_a_way_to_the_rest() -> None:
    term = Term(term="Sigmoid", aliases=("logistic function",), definition="word " * 80)
    rows = term_rows(term, 1, 3, 30, 4)
    assert len(rows) == 5
    assert plain(rows).split("\n")[0].endswith("1 of 3")
    assert plain(rows).endswith("… g tells all of it")
    assert max(len(line) for line in plain(rows).split("\n")) <= 30
