"""The process that fits: started, watched, and ended when it is no longer wanted."""

from __future__ import annotations

import importlib.util
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from time import monotonic
from typing import IO

from studyapp.core.errors import Refusal
from studyapp.core.fitting import Parameters
from studyapp.core.memory import DEFAULT_MODEL
from studyapp.core.text import one_line
from studyapp.study.watch import Cancelled, Stopped

EXTRA = "fsrs_rs_python"
LONGEST = 600.0
"""Seconds."""
LOOK_EVERY = 0.05
"""Seconds between looks at whether it has ended or is still wanted."""
LONGEST_ANSWER = 10_000
"""Bytes."""
COMMAND = (sys.executable, "-P", "-m", "studyapp.study.fit_worker")
"""-P: no module of the folder that the app was started in is taken for one of ours."""


def installed() -> bool:
    """Whether the extra is there that fits."""
    return importlib.util.find_spec(EXTRA) is not None


def fitted(
    lives: Iterable[object],
    cancelled: Cancelled,
    command: tuple[str, ...] = COMMAND,
    seconds: float = LONGEST,
) -> Parameters:
    """The parameters fitted to lives of cards, as `fitting.training` gives them.

    Files stand in for pipes, so that neither side ever waits for the other to read.
    """
    with (
        tempfile.TemporaryFile() as log,
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as errors,
    ):
        for life in lives:
            log.write(json.dumps(life, separators=(",", ":")).encode() + b"\n")
        log.seek(0)
        process = subprocess.Popen(command, stdin=log, stdout=answer, stderr=errors)
        try:
            code = _ended(process, cancelled, monotonic() + seconds)
        finally:
            process.kill()
            process.wait()
        if code is None:
            raise Refusal(f"fitting took longer than {seconds:.0f} s and was stopped; nothing was changed")
        if code:
            raise Refusal(f"fitting failed ({_last_line(errors) or f'exit {code}'}); nothing was changed")
        answer.seek(0)
        return _parameters(answer.read(LONGEST_ANSWER))


def _ended(process: subprocess.Popen[bytes], cancelled: Cancelled, end: float) -> int | None:
    """Its exit code; None when its time is up."""
    while monotonic() < end:
        if cancelled():
            raise Stopped
        try:
            return process.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            continue
    return None


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0, 2)
    errors.seek(max(0, errors.tell() - 2_000))
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return one_line(lines[-1], 200) if lines else ""


def _parameters(answer: bytes) -> Parameters:
    try:
        found = tuple(float(value) for value in json.loads(answer)["parameters"])
    except (ValueError, TypeError, KeyError, RecursionError):
        found = ()
    if len(found) != len(DEFAULT_MODEL.parameters) or not all(map(math.isfinite, found)):
        raise Refusal("fitting gave no usable parameters; nothing was changed")
    return found
