"""`studyapp lab`: it opens the screens, and says in one line why it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from studyapp.cli import screen
from studyapp.core.errors import Refusal

if TYPE_CHECKING:
    from tests.studyapp.cli.conftest import Cli


def test_it_needs_a_terminal(cli: Cli) -> None:
    done = cli("lab", "chain")
    assert done.code == 2
    assert done.err.startswith("studyapp: the screens need a terminal")


def test_parameters_need_an_experiment(cli: Cli) -> None:
    done = cli("lab", "--seed", "3")
    assert done.code == 2
    assert "name an EXPERIMENT" in done.err


def test_it_opens_with_parameters_that_are_checked_in_the_worker(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def opened(start: str, **options: Any) -> int:
        given.update(options, start=start)
        return 0

    monkeypatch.setattr(screen, "open_app", opened)
    assert cli("lab", "chain", "--set", "length=900", "--seed", "4").code == 0
    assert given["start"] == "lab"
    assert given["options"] == {"experiment": "chain", "parameters": {"length": 900}, "seed": 4}
    with pytest.raises(Refusal, match="length must be less than or equal to 200, got 900"):
        given["check"]()
