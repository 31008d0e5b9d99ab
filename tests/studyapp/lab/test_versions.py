"""Which simulator computed a number."""

from __future__ import annotations

import re

import numpy as np
import pytest

import simulator
from studyapp.lab.versions import versions


def test_numpy_and_a_digest_of_the_simulator() -> None:
    told = versions()
    assert told["numpy"] == np.__version__
    assert re.fullmatch(r"[0-9a-f]{16}", told["simulator"])


def test_another_simulator_has_another_digest(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for text in ("a = 1\n", "a = 2\n", "a = 1\n"):
        folder = tmp_path_factory.mktemp("simulator")
        (folder / "__init__.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(simulator, "__file__", str(folder / "__init__.py"))
        versions.cache_clear()
        seen.add(versions()["simulator"])
    versions.cache_clear()
    assert len(seen) == 2, "the place of the files does not count"
