"""Installed packs beside the built-in ones: read at the start, in their order, and kept apart."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.config import Home
from studyapp.packs import loader
from studyapp.study.app import Study
from studyapp.wiring import open_study as open_real

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open


def put(home: Home, packs: Path, pack_id: str, title: str) -> Path:
    """A pack in a folder of its own, as a learner copies it there."""
    folder = shutil.copytree(packs / "relus", home.packs / pack_id)
    manifest = folder / "pack.yaml"
    text = manifest.read_text(encoding="utf-8").replace("id: relus", f"id: {pack_id}")
    manifest.write_text(text.replace("title: ReLUs", f"title: {title}"), encoding="utf-8")
    return folder


def order(study: Study) -> list[str]:
    return [pack.manifest.id for pack in study.library.packs()]


def test_the_order_of_packs(open_study: Open, home: Home, packs: Path) -> None:
    for pack_id, title in (("mine", "A first one"), ("zeta", "beta"), ("alpha", "Gamma"), ("eta", "Alpha")):
        put(home, packs, pack_id, title)
    hidden = put(home, packs, ".hidden", "Hidden")
    assert hidden.is_dir()
    (home.packs / "notes").mkdir()
    study = open_study()
    assert study.problems == ()
    assert order(study) == ["relus", "sigmoids", "eta", "zeta", "alpha", "mine"]
    asked = study.review(("mine",)).next()
    assert asked is not None
    assert asked.card.id.startswith("mine/")


def test_a_broken_installed_pack_keeps_its_content_and_is_told(
    open_study: Open, home: Home, packs: Path
) -> None:
    folder = put(home, packs, "own", "Own")
    study = open_study()
    before = study.library.questions()
    path = folder / "questions" / "all.yaml"
    path.write_text("- id: [", encoding="utf-8")
    (told,) = study.library.synchronize()
    assert told.startswith("own/questions/all.yaml:1:7 ")
    assert study.library.questions() == before
    shutil.rmtree(folder)
    assert study.library.synchronize() == ()
    assert order(study) == ["relus", "sigmoids"]


def test_an_id_of_a_built_in_pack_is_told_and_left_out(open_study: Open, home: Home, packs: Path) -> None:
    put(home, packs, "sigmoids", "Not the sigmoids")
    study = open_study()
    (told,) = study.problems
    assert told == f"sigmoids: a built-in pack has this id; rename or remove {home.packs / 'sigmoids'}"
    assert order(study) == ["relus", "sigmoids"]
    assert [pack.manifest.title for pack in study.library.packs()] == ["ReLUs", "Sigmoids"]


@pytest.mark.usefixtures("open_study")
def test_twenty_packs_that_did_not_change_are_not_read_again(
    home: Home, packs: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        put(home, packs, f"pack-{number}", f"Pack {number}")
    open_real(home, clock=clock.clock, packs=packs).close()

    def never(*_: object) -> None:
        raise AssertionError("a pack was read again")

    monkeypatch.setattr("studyapp.study.library.load", never)
    monkeypatch.setattr(loader, "_read", never)
    study = open_real(home, clock=clock.clock, packs=packs)
    assert study.problems == ()
    assert len(order(study)) == 22
    study.close()
