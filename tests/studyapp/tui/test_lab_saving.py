"""What the lab saves, and the ways into it."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from studyapp.config import Home
from studyapp.lab import runner
from studyapp.study.explore import Explore
from studyapp.study.lab_files import LabFiles
from studyapp.study.pack_check import check
from studyapp.tui.lab import saving
from studyapp.tui.rows.lab_bench import Bench, Setting
from tests.studyapp.tui.lab_driver import bench, lab

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Run


async def test_the_picture_and_the_runs_are_files(run: Run, home: Home) -> None:
    async with run(start=lab("gradient_flow", {"depth": 6}, 3)) as driver:
        await driver.press("e")
        assert [path.name for path in sorted(home.lab.iterdir())] == [
            "gradient_flow-1.json",
            "gradient_flow-1.svg",
        ]
        assert str(home.lab) in driver.notices()[-1]
        data = json.loads((home.lab / "gradient_flow-1.json").read_text(encoding="utf-8"))
        assert data == runner.run_as_dict("gradient_flow", {"depth": 6}, 3)
        assert data["seed"] == 3
        picture = ET.parse(home.lab / "gradient_flow-1.svg").getroot()
        texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
        assert "sigmoid" in texts
        assert "layer" in texts
        assert not list(picture.iter("{http://www.w3.org/2000/svg}script"))
        await driver.press("a", "v", "e")
        names = {path.name for path in home.lab.iterdir()}
        assert {
            "gradient_flow-2.svg",
            "gradient_flow-2-variant1.json",
            "gradient_flow-2-variant2.json",
        } < names


async def test_the_example_and_the_card_are_read_by_a_pack(run: Run, home: Home, tmp_path: Path) -> None:
    async with run(
        start=lab("chain", {"weights": [2, 2], "pre_activations": 0, "activation": "tanh"}, 5)
    ) as driver:
        await driver.press("c", "y")
        assert driver.screen == "LabTextScreen"
        assert "experiment: chain" in driver.text()
        assert "experiment: chain" in driver.app.clipboard
        assert (home.lab / "example-chain-1.yaml").read_text(encoding="utf-8") == driver.app.clipboard
    [example] = yaml.safe_load((home.lab / "example-chain-1.yaml").read_text(encoding="utf-8")).values()
    assert example["with"] == {"weights": [2, 2], "pre_activations": 0, "activation": "tanh"}
    [card] = yaml.safe_load((home.lab / "card-chain-1.yaml").read_text(encoding="utf-8"))
    assert card["example"]["with"] == example["with"]


CARDS: list[tuple[str, dict[str, object]]] = [
    ("chain", {"weights": [2, 2], "pre_activations": 0}),
    ("gradient_flow", {"depth": 8, "activation": "tanh"}),
    ("optimizer", {"optimizer": "sgd"}),
    ("network", {}),
    ("activation", {"activation": "gelu"}),
    ("attention", {"draws": 0}),
]


@pytest.mark.parametrize(("experiment", "changed"), CARDS, ids=[name for name, _ in CARDS])
def test_a_card_passes_the_check_of_its_pack(
    experiment: str, changed: dict[str, object], tmp_path: Path
) -> None:
    explore = Explore()
    study: Any = SimpleNamespace(explore=explore, lab_files=LabFiles(tmp_path / "lab"))
    setting = Setting(0, changed, 5, explore.run(experiment, changed, 5))
    some = Bench(experiment, "A title: with a colon", explore.controls(experiment), (setting,))
    assert f"Saved card-{experiment}-1.yaml" in saving.card(study, some)()
    pack = tmp_path / "mine"
    pack.mkdir()
    manifest = (
        "{format: 1, id: mine, title: S, summary: S, authors: [A], license: MIT, questions: [lab.yaml]}"
    )
    (pack / "pack.yaml").write_text(manifest, encoding="utf-8")
    shutil.copy(tmp_path / "lab" / f"card-{experiment}-1.yaml", pack / "lab.yaml")
    report = check(pack, 50)
    assert report.failures == []
    assert report.items == 1


async def test_a_folder_that_cannot_be_written_is_told(run: Run, home: Home) -> None:
    async with run(start=lab("chain")) as driver:
        home.lab.write_text("a file stands here", encoding="utf-8")
        await driver.press("e")
        assert "cannot write to" in driver.notices()[-1]
        assert driver.screen == "LabScreen"


# --- ways in ------------------------------------------------------------------------------------------------------


async def test_home_leads_to_the_catalog_and_on(run: Run) -> None:
    async with run() as driver:
        await driver.press("x")
        assert driver.screen == "LabCatalogScreen"
        await driver.press("down", "down", "enter")
        assert driver.screen == "LabScreen"
        assert bench(driver).experiment == "chain"
        await driver.press("escape", "escape")
        assert driver.screen == "HomeScreen"


@pytest.mark.parametrize("from_player", [False, True])
async def test_a_question_opens_its_run_in_the_lab(run: Run, from_player: bool) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        if from_player:
            await driver.press("w")
        await driver.press("x")
        assert driver.screen == "LabScreen"
        opened = bench(driver)
        assert opened.experiment == "chain"
        assert set(opened.now.changed) <= {"weights", "pre_activations", "activation", "length"}
        assert len(opened.now.example.measurements["weight"]) == 4


async def test_an_unknown_experiment_says_which_there_are(run: Run) -> None:
    async with run(start=lab("chains")) as driver:
        assert driver.screen == "HomeScreen"
        assert "there is no experiment 'chains'" in driver.notices()[-1]
