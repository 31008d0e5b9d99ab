"""Examining questions on all cores: batches of jobs, told of as each is done, ended by Ctrl-C at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context

from studyapp.core.errors import Refusal
from studyapp.study.pack_jobs import Job
from studyapp.study.pack_report import Examined

WORTH_PROCESSES = 500
"""Variants from which on starting a process for each core takes less time than it saves."""

BATCH = 200
"""Variants of a batch: enough that handing it over costs nothing, few enough that the end keeps all cores busy."""


def examine_all(jobs: Sequence[Job]) -> Iterator[list[Examined]]:
    """What the jobs show, some questions at a time and in no order; on all cores where that is worth it."""
    batches = list(_batches(jobs))
    workers = min(_cores(), len(batches))
    if workers < 2 or sum(map(_variants, jobs)) < WORTH_PROCESSES:
        yield from map(_examine_batch, ([job] for job in jobs))
        return
    before = set(active_children())
    # Fresh processes, since a fork of one that runs threads may hang.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_deaf)
    try:
        for done in as_completed([pool.submit(_examine_batch, batch) for batch in batches]):
            yield done.result()
    except BrokenProcessPool:
        raise Refusal(
            "a process that ran examples was ended from outside; is there memory enough? Try again, or use --no-run"
        ) from None
    except BaseException:  # whoever asked wants to hear no more
        for child in set(active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _variants(job: Job) -> int:
    varying = [question for question in job.questions if question.variables or question.example is not None]
    return len(varying) * job.seeds + len(job.questions) - len(varying)


def _batches(jobs: Sequence[Job]) -> Iterator[tuple[Job, ...]]:
    batch: list[Job] = []
    for job in jobs:
        batch.append(job)
        if sum(map(_variants, batch)) >= BATCH:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


def _examine_batch(batch: Sequence[Job]) -> list[Examined]:
    # The lab is loaded where it is used: with processes of its own, this one has no need of it.
    from studyapp.study.pack_examination import examine

    return [one for job in batch for one in examine(job)]


def _deaf() -> None:
    """A worker leaves Ctrl-C to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
