"""What packs of the learner's own cost: a start with many, a change of one, renamed questions, a zip bomb."""

from __future__ import annotations

import random
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studyapp import resources, wiring
from studyapp.config import Home
from studyapp.core.likeness import likely_renamed, wording
from studyapp.core.records import ActionKind
from studyapp.packs.zips import ZipError, read_zip
from tests.studyapp.packs.test_zips import zipped

pytestmark = pytest.mark.benchmark
FOUNDING = "vanishing-gradients"


def seconds(work: Callable[[], object], tries: int = 5) -> float:
    """Processor time, the best of some tries."""
    found = []
    for _ in range(tries):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


@pytest.fixture
def twenty(tmp_path: Path) -> Home:
    """A home with twenty packs as large as the founding one, brought into its store."""
    home = Home(tmp_path / "home", tmp_path / "home")
    for number in range(20):
        folder = shutil.copytree(resources.packs_root() / FOUNDING, home.packs / f"pack-{number}")
        manifest = folder / "pack.yaml"
        text = manifest.read_text(encoding="utf-8").replace(f"id: {FOUNDING}", f"id: pack-{number}", 1)
        manifest.write_text(text, encoding="utf-8")
    study = wiring.open_study(home)
    assert study.problems == ()
    study.close()
    return home


def test_a_start_with_twenty_packs(twenty: Home, tmp_path: Path) -> None:
    few = Home(tmp_path / "few", tmp_path / "few")
    wiring.open_study(few).close()
    alone = seconds(lambda: wiring.open_study(few).close())
    many = seconds(lambda: wiring.open_study(twenty).close())
    print(f"\nopening the store: {alone * 1e3:.1f} ms, with 20 packs of 201 questions {many * 1e3:.1f} ms")
    assert many - alone < 0.1


def test_a_change_of_a_question(twenty: Home) -> None:
    study = wiring.open_study(twenty)
    name = next(name for name in study.pack_files.files("pack-3") if name.startswith("questions/"))
    text = study.pack_files.text("pack-3", name)

    def change() -> None:
        study.pack_files.change("pack-3", {name: text + "# a thought\n"}, ActionKind.EDIT, "Edited")
        study.actions.undo()

    both = seconds(change, 3)
    study.close()
    print(f"\na change in a pack of 201 questions and its undo: {both * 1e3:.0f} ms")
    assert both < 3


@pytest.mark.parametrize("words", [400, 40])
def test_five_thousand_renamed_questions(words: int) -> None:
    generator = random.Random(1)
    vocabulary = [f"word{number}" for number in range(words)]
    gone, came = {}, {}
    for number in range(5_000):
        text = generator.choices(vocabulary, k=25)
        gone[f"a{number}"] = wording({"kind": "text", "prompt": " ".join(text)})
        came[f"b{number}"] = wording({"kind": "text", "prompt": " ".join([*text[:9], "other", *text[10:]])})
    spent = seconds(lambda: likely_renamed(gone, came), 1)
    print(f"\n5,000 lost against 5,000 gained, {words} words: {spent:.2f} s")
    assert spent < 10


def test_a_bomb_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({"pack.yaml": b"#" * 300_000_000}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def bomb() -> None:
        with pytest.raises(ZipError):
            read_zip(path)

    spent = seconds(bomb, 1)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"\na bomb of 300 MB in {path.stat().st_size / 1024:.0f} KB: {spent * 1e3:.1f} ms, {grown:.1f} MB more"
    )
    assert spent < 1
    assert grown < 8
