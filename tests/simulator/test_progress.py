"""Progress of a run: rising, now and then, 1 at the end, and whatever it raises stops the run at once."""

import io
import sys
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulator.__main__
from simulator import catalog, run
from simulator.progress import MOST_CALLS, now_and_then

CHEAP: dict[str, dict[str, Any]] = {
    "residual": {"networks": 1, "depth": 2},
    "initialization": {"networks": 2},
}


class Stopped(Exception):
    """What a caller who has had enough raises."""


def heard(parameters: dict[str, Any], name: str = "training") -> list[float]:
    shares: list[float] = []
    run(name, parameters, progress=shares.append)
    return shares


@pytest.mark.parametrize(
    "parameters",
    [
        {"steps": 1},
        {"steps": 7},
        {"steps": 1000},
        {"steps": 60, "variants": [{"depth": 9}, {}, {"depth": 3}]},
    ],
)
def test_training_reports_as_it_goes(parameters: dict[str, Any]) -> None:
    shares = heard(parameters)
    assert shares[-1] == 1.0
    assert all(0 < a < b for a, b in pairwise(shares))
    assert min(parameters["steps"], 50) <= len(shares) <= MOST_CALLS


def test_variants_are_shares_of_their_work() -> None:
    """The first of the variants is most of the work: half of the reports come before it is done."""
    shares = heard({"steps": 40, "variants": [{"depth": 20}, {"depth": 1}]})
    assert sum(share <= 0.8 for share in shares) > len(shares) * 0.6


@given(st.lists(st.floats(0, 1), max_size=400))
def test_what_is_passed_on_is_rising_below_one_and_seldom(shares: list[float]) -> None:
    told: list[float] = []
    hear = now_and_then(told.append)
    for share in shares:
        hear(share)
    assert all(a < b for a, b in pairwise(told))
    assert all(0 < share < 1 for share in told)
    assert len(told) < MOST_CALLS


@pytest.mark.parametrize("name", sorted(set(catalog()) - {"training"}))
def test_the_other_experiments_tell_the_end(name: str) -> None:
    assert not catalog()[name].reports_progress
    assert heard(CHEAP.get(name, {}), name) == [1.0]


@pytest.mark.parametrize("error", [Stopped, ValueError, KeyboardInterrupt])
def test_what_progress_raises_comes_out_and_nothing_more_is_trained(error: type[BaseException]) -> None:
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if share >= 0.25:
            raise error("enough")

    with pytest.raises(error, match=r"^enough$"):
        run("training", {"steps": 100}, progress=stop)
    assert shares[-1] == pytest.approx(0.25, abs=0.02)


def test_progress_changes_no_number() -> None:
    assert (
        run("training", {"steps": 9}, progress=lambda share: None).to_dict()
        == run("training", {"steps": 9}).to_dict()
    )


def test_a_refused_run_reports_nothing() -> None:
    shares: list[float] = []
    with pytest.raises(ValueError, match="steps"):
        run("training", {"steps": 0}, progress=shares.append)
    assert shares == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestCommandLine:
    def test_a_percentage_on_a_terminal_wiped_at_the_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stderr", screen := Terminal())
        assert simulator.__main__.main(["training", "--set", "steps=10"]) == 0
        drawn = screen.getvalue().split("\r")
        assert drawn[1:4] == [" 10%", " 20%", " 30%"]
        assert drawn[-2:] == ["    ", ""]

    def test_nothing_where_nobody_looks(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert simulator.__main__.main(["training", "--set", "steps=10"]) == 0
        assert capsys.readouterr().err == ""

    def test_an_interrupt_is_one_line(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def interrupted(share: float) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(simulator.__main__, "_progress", interrupted)
        assert simulator.__main__.main(["training"]) == 130
        told = capsys.readouterr()
        assert (told.out, told.err) == ("", "stopped before the run was done\n")
        monkeypatch.setattr(sys, "stderr", screen := Terminal())
        assert simulator.__main__.main(["training"]) == 130
        assert screen.getvalue() == "\rstopped before the run was done\n"
