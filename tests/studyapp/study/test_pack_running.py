"""Running examples: on processes of their own, timed, ended at once, and left out when nobody asks for them."""

from __future__ import annotations

import subprocess
import sys
from multiprocessing import active_children
from pathlib import Path

import pytest

from studyapp.study import pack_examination, pack_running
from studyapp.study.pack_check import check
from studyapp.study.pack_jobs import Job, sharing_runs
from tests.studyapp.study.good_questions import NUMERIC, checked


def test_a_batch_has_enough_variants_and_every_job_once(packs: Path) -> None:
    from studyapp.packs.loader import load

    questions = load(packs / "sigmoids").pack.questions
    jobs = [Job("sigmoids", shared, 50, frozenset()) for shared in sharing_runs(questions)]
    batches = list(pack_running._batches(jobs))
    assert [job for batch in batches for job in batch] == jobs
    for batch in batches[:-1]:
        assert sum(map(pack_running._variants, batch)) >= pack_running.BATCH
        assert sum(map(pack_running._variants, batch[:-1])) < pack_running.BATCH


def test_whoever_asks_no_more_ends_the_processes(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_running, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(pack_running, "BATCH", 1)
    before = set(active_children())

    def interrupt(*_: object) -> None:
        assert set(active_children()) - before
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(packs / "sigmoids", 50, interrupt)
    assert set(active_children()) - before == set()


def test_a_slow_example_is_warned_of_and_may_be_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_examination, "SLOW", 0.0)
    report = checked(tmp_path, NUMERIC)
    (warning,) = report.warnings
    assert warning.code == "slow-example"
    assert warning.message.startswith("q: one run takes 0.00 s of computing, more than 0 s; take fewer steps")
    assert warning.line == 10
    assert 0 < report.seconds["q"] < 0.1
    (tmp_path / "allowed").mkdir()
    assert checked(tmp_path / "allowed", NUMERIC + "  allow: [slow-example]\n").warnings == []


def test_without_a_run_nothing_of_the_lab_is_loaded(packs: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from studyapp.study.pack_check import check\n"
        f"report = check(Path({str(packs / 'sigmoids')!r}), run=False)\n"
        "assert (report.items, report.claims, report.ran, report.failures) == (9, 0, False, [])\n"
        "assert not {'numpy', 'simulator', 'sqlalchemy', 'textual', 'click'} & sys.modules.keys()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
