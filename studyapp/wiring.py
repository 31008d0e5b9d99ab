"""Builds the parts once: settings -> store -> library -> use cases. Opens nothing at import."""

from __future__ import annotations

from pathlib import Path

from studyapp import config, resources
from studyapp.config import Home
from studyapp.store.engine import Store
from studyapp.store.migrate import upgrade
from studyapp.study.app import Study
from studyapp.study.clock import Clock, local_now


def open_study(home: Home | None = None, *, clock: Clock | None = None, packs: Path | None = None) -> Study:
    """The app's use cases over the learner's store, with built-in and installed packs brought up to date."""
    home = home or config.home()
    config.ensure(home.data)
    habits = config.load(home.settings).habits
    upgrade(home.store, resources.migrations_root())
    study = Study(
        Store(home.store),
        packs or resources.packs_root(),
        clock or Clock(local_now),
        habits,
        home.reports,
        lab=home.lab,
        own_packs=home.packs,
    )
    study.pack_roots = (packs or resources.packs_root(), home.packs)
    study.bundled_packs = None if packs else resources.bundled_packs()
    study.schemas = resources.schemas_root()
    study.pack_files.settle()
    study.problems = study.library.synchronize()
    return study
