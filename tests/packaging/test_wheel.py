"""The wheel, built and installed in a fresh environment away from the checkout, studies a card."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [
            str(binaries / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "-c",
            str(ROOT / "constraints.txt"),
            str(wheel),
        ],
        check=True,
        capture_output=True,
        env=os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    return binaries / "studyapp"


def run(command: Path, home: Path, *arguments: str, typed: str = "") -> str:
    done = subprocess.run(
        [str(command), *arguments],
        cwd=home,
        env={"PATH": os.environ["PATH"], "STUDYAPP_HOME": str(home), "LANG": "C.UTF-8"},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_two_packages_the_content_and_the_migrations(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops - {name for name in tops if name.endswith(".dist-info")} == {"studyapp", "simulator"}
    assert "studyapp/_content/packs/vanishing-gradients/pack.yaml" in names
    assert "studyapp/_content/template/questions/first.yaml" in names
    assert "studyapp/_content/schema/questions.json" in names
    assert "studyapp/_alembic/env.py" in names
    assert "studyapp/_alembic/versions/0001_first_schema.py" in names
    assert "studyapp/tui/app.tcss" in names
    assert "studyapp/web/static/page.html" in names
    assert not [name for name in names if name.startswith("studyapp/_content") and name.endswith(".py")]


def test_a_card_is_studied_with_the_installed_wheel(command: Path, tmp_path: Path) -> None:
    assert "The answer is" in run(command, tmp_path, "review", "--plain", typed="no idea\n\nq\n")
    packs = json.loads(run(command, tmp_path, "packs", "--json"))["packs"]
    assert [pack["id"] for pack in packs] == ["vanishing-gradients"]
    assert packs[0]["new"] == packs[0]["cards"] - 1
    assert json.loads(run(command, tmp_path, "stats", "--json"))["reviews"] == 1


def test_the_simulator_runs_from_the_wheel(command: Path, tmp_path: Path) -> None:
    run_of_chain = json.loads(run(command, tmp_path, "run", "chain", "--set", "weights=[2, 2]", "--json"))
    assert run_of_chain["parameters"]["weights"] == [2, 2]
