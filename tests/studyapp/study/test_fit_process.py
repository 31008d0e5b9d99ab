"""The process that fits: what it is handed and gives back, and what happens when it goes wrong or is not wanted."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from studyapp.core import fitting
from studyapp.core.errors import Refusal
from studyapp.core.fitting import Life
from studyapp.core.losses import Score, noise
from studyapp.core.memory import DEFAULT_MODEL, Model
from studyapp.study import fit_process, fit_worker
from studyapp.study.fit_trial import Fit, Trial
from studyapp.study.watch import Stopped, Watch
from tests.examples import seeds
from tests.learner import FORGETFUL, QUICK, lives_of, simulated

LIVES = [[(1, 0, 3), (2, 1, 3)], [(3, 0, 1), (4, 0, 3), (5, 2, 4)]]


def python(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def unwanted() -> bool:
    return False


def tried(log: list[Life]) -> Fit:
    return Trial(log, 1, DEFAULT_MODEL, Watch(lambda share, doing: None, unwanted)).run()


# --- the process --------------------------------------------------------------------------------------------


def test_lives_reach_it_a_line_each_and_parameters_come_back(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    program = (
        f"import sys, json; open({str(seen)!r}, 'w').write(sys.stdin.read());"
        f"json.dump({{'parameters': {list(QUICK)}}}, sys.stdout)"
    )
    assert fit_process.fitted(LIVES, unwanted, python(program)) == QUICK
    assert list(fit_worker.read(seen.read_bytes().splitlines())) == LIVES


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import os; os.abort()", "fitting failed (exit -6)"),
        ("import sys; sys.exit('first\\nno \\x1b[31mmemory left')", "(no [31mmemory left)"),
        ("raise SystemExit(2)", "fitting failed (exit 2)"),
        ("", "no usable parameters"),
        ("print('nonsense')", "no usable parameters"),
        ("print('[' * 100_000)", "no usable parameters"),
        ("print('{\"parameters\": [1, 2]}')", "no usable parameters"),
        (
            "print('{\"parameters\": ' + str(['x'] * 21).replace(chr(39), chr(34)) + '}')",
            "no usable parameters",
        ),
        ("print('{\"parameters\": [NaN' + ', 1' * 20 + ']}')", "no usable parameters"),
        ("print('{\"parameters\": [1e999' + ', 1' * 20 + ']}')", "no usable parameters"),
    ],
)
def test_what_goes_wrong_in_it_is_one_clear_line(program: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        fit_process.fitted(LIVES, unwanted, python(program))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "nothing was changed" in str(refused.value)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for the process in /proc")
@pytest.mark.parametrize("how", ["cancelled", "out of time"])
def test_it_is_ended_when_it_is_no_longer_wanted(tmp_path: Path, how: str) -> None:
    said = tmp_path / "pid"
    program = f"import os, time; open({str(said)!r}, 'w').write(str(os.getpid()) + '.'); time.sleep(600)"

    def begun() -> bool:
        return how == "cancelled" and said.exists() and said.read_text().endswith(".")

    with pytest.raises(Stopped if how == "cancelled" else Refusal) as refused:
        fit_process.fitted(LIVES, begun, python(program), seconds=60 if how == "cancelled" else 0.5)
    assert "nothing was changed" in str(refused.value)
    if said.exists():
        assert not alive(int(said.read_text().removesuffix(".")))


# --- what runs in it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"[[1, 0]]",
        b"[[1, 0, 5]]",
        b"[[1, 0, 0]]",
        b"[[1, -1, 3]]",
        b"[[1, 0.5, 3]]",
        b"[[1, 1000000000, 3]]",
        b"[[1, true, 3]]",
        b'{"a": 1}',
        b"[" * 5_000,
        b"[[1,0,3]," + b" " * 10_000 + b"[2,1,3]]",
    ],
    ids=lambda line: line[:20].decode(),
)
def test_what_is_no_log_is_refused_in_one_line(line: bytes) -> None:
    command = [*fit_process.COMMAND]
    done = subprocess.run(command, input=line + b"\n", capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_a_log_beyond_its_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_worker, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match="too long"):
        list(fit_worker.read(io.BytesIO(b"[[1,0,3],[2,1,3]]\n" * 10)))


def test_the_longest_life_that_is_sent_is_taken() -> None:
    life = [(10**12 + place, 36_500, 4) for place in range(fitting.LONGEST_LIFE)]
    assert list(fit_worker.read([json.dumps(life, separators=(",", ":")).encode()])) == [life]


# --- with the extra -----------------------------------------------------------------------------------------


def test_a_log_of_known_parameters_is_predicted_better_by_its_fit() -> None:
    pytest.importorskip("fsrs_rs_python")
    fit = tried(lives_of(simulated(FORGETFUL, 1_200, 11)))
    assert fit.accepted, fit.why_not
    assert fit.error_after < fit.error_before
    # New reviews of the same learner, which no fold has seen.
    later = lives_of(simulated(FORGETFUL, 1_200, 12))
    bounds = fitting.cuts(later)
    before, after, truth = (
        fitting.scores(later, Model(parameters), bounds)
        for parameters in (DEFAULT_MODEL.parameters, fit.parameters, FORGETFUL)
    )
    gain = Score.total(before).log_loss - Score.total(after).log_loss
    assert gain > 3 * noise(before, after)
    # Half of what knowing the truth would gain, although shrunk.
    assert gain > (Score.total(before).log_loss - Score.total(truth).log_loss) / 2


def test_what_is_found_is_shrunk_by_the_reviews_it_was_found_in() -> None:
    pytest.importorskip("fsrs_rs_python")
    log = lives_of(simulated(FORGETFUL, 600, 13))
    fit = tried(log)
    assert fit.reviews == 600
    part = fitting.training(log, fitting.cuts(log)[-1])
    found = fit_process.fitted(part, unwanted)
    for value, raw, default in zip(fit.parameters, found, DEFAULT_MODEL.parameters, strict=True):
        assert value == pytest.approx(raw * 600 / 1_600 + default * 1_000 / 1_600)


def test_the_same_log_gives_the_same_fit() -> None:
    pytest.importorskip("fsrs_rs_python")
    log = lives_of(simulated(FORGETFUL, 500, 14))
    assert tried(log) == tried(log)


@pytest.mark.parametrize("seed", seeds(2, 6))
def test_where_there_is_nothing_to_find_the_fit_is_refused(seed: int) -> None:
    """A learner whom the defaults describe: what a fit finds is noise."""
    pytest.importorskip("fsrs_rs_python")
    fit = tried(lives_of(simulated(DEFAULT_MODEL.parameters, 1_500, seed)))
    assert not fit.accepted
