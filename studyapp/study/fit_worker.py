"""A process of its own that fits FSRS-6: `python -m studyapp.study.fit_worker`; the extension holds the GIL.

Reads from stdin one life of a card a line, as JSON: [[number, days since the last review, rating], …], oldest
first; writes {"parameters": [21 numbers]}. What it cannot use is one line on stderr and exit 2.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from studyapp.core.fitting import LONGEST_LIFE

MOST_BYTES = 64 * 2**20
"""Of input: some 4,000,000 reviews."""
LONGEST_LINE = 32 * LONGEST_LIFE
MOST_DAYS = 100_000


def read(lines: Iterable[bytes]) -> Iterator[list[tuple[int, int, int]]]:
    """The lives, one at a time; raises ValueError or TypeError for what is none."""
    size = 0
    for line in lines:
        size += len(line)
        if len(line) > LONGEST_LINE or size > MOST_BYTES:
            raise ValueError("the log is too long")
        yield [_review(entry) for entry in json.loads(line)]


def _review(entry: Any) -> tuple[int, int, int]:
    number, days, rating = entry
    if any(type(value) is not int for value in entry) or not (
        0 <= days <= MOST_DAYS and 1 <= rating <= 4 and number >= 0
    ):
        raise ValueError(f"{entry!r} is no review")
    return number, days, rating


def fit(lives: Iterable[list[tuple[int, int, int]]]) -> list[float]:
    """The parameters that the optimizer finds; needs the extra."""
    from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview

    items = []
    for life in lives:
        reviews = [FSRSReview(rating, days) for _, days, rating in life]
        items += [
            (number, FSRSItem(reviews[: place + 1])) for place, (number, days, _) in enumerate(life) if days
        ]
    # By time, since the optimizer gives later reviews more weight.
    items.sort(key=lambda item: item[0])
    fitted = FSRS(DEFAULT_PARAMETERS).compute_parameters([item for _, item in items], num_relearning_steps=1)
    return [float(value) for value in fitted]


def main() -> int:
    try:
        parameters = fit(read(iter(lambda: sys.stdin.buffer.readline(LONGEST_LINE + 1), b"")))
    except (ValueError, TypeError, RecursionError, ImportError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 2
    json.dump({"parameters": parameters}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
