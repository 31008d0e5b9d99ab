"""`python -m simulator NAME --set k=v --seed n --json`: the experiments without the application."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from simulator import Run, catalog, run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one experiment and print it. Exit code 0, 2 with one line on stderr for misuse, 130 if interrupted."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="Run an experiment.")
    parser.add_argument("experiment", nargs="?", help="leave it out to list them")
    parser.add_argument(
        "--set", action="append", default=[], metavar="K=V", help="a parameter; V is JSON or a word"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print the run as JSON")
    parser.add_argument("--no-mutants", action="store_true", help="leave the mistakes out of the JSON")
    asked = parser.parse_args(arguments)
    if asked.experiment is None:
        for name, experiment in catalog().items():
            print(f"{name:15} {experiment.summary}")
        return 0
    try:
        settings = dict(_setting(text) for text in asked.set)
        done = run(asked.experiment, settings, seed=asked.seed, progress=_progress)
        data = done.to_dict(mutants=not asked.no_mutants) if asked.json else {}
    except ValueError as error:
        return _say(str(error), 2)
    except KeyboardInterrupt:
        return _say("stopped before the run was done", 130)
    if asked.json:
        print(json.dumps(data, indent=1, allow_nan=False))
    else:
        _print(done)
    return 0


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--set takes NAME=VALUE, got {text[:40]!r}")
    try:
        return name, json.loads(value)
    except (ValueError, RecursionError):
        return name, value


def _progress(share: float) -> None:
    """The share done, on one line of the terminal that is wiped at the end; nothing where nobody looks."""
    if sys.stderr.isatty():
        print(f"\r{share:4.0%}" if share < 1 else "\r    \r", end="", file=sys.stderr, flush=True)


def _say(message: str, code: int) -> int:
    """One line on stderr, over the share that may stand there."""
    print(f"\r{message}" if sys.stderr.isatty() else message, file=sys.stderr)
    return code


def _print(done: Run) -> None:
    for step in done.steps:
        print(f"{step.title}\n    {step.formula}\n    {step.substituted}")
        if step.shown:
            print(f"    ({step.shown})")
    print()
    for name, value in done.measurements.items():
        print(f"{name} = {value}")


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except BrokenPipeError:  # the reader, `head` perhaps, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
