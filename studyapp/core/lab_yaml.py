"""What the lab writes for packs: an example, and a whole flashcard around one. Written by hand, no YAML library:
every value is JSON, which is YAML too.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from studyapp.core.errors import Refusal
from studyapp.core.text import measured, one_line, safe


def example_yaml(
    experiment: str, changed: Mapping[str, object], charts: Sequence[str] = (), *, indent: int = 0
) -> str:
    """The `example:` of a question that makes this run."""
    lines = ["example:", f"  experiment: {experiment}"]
    if changed:
        lines.append("  with:")
        lines += [f"    {name}: {json.dumps(value)}" for name, value in changed.items()]
    if charts:
        lines.append(f"  chart: {json.dumps(list(charts))}")
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def card_yaml(
    experiment: str, title: str, changed: Mapping[str, object], charts: Sequence[str], runs: Runs
) -> str:
    """A flashcard that asks what a run shows. Its answer and its claims are bounds around what runs on several
    seeds measured; `pack check` holds them against many more. The author's own words are still to come.

    `runs` are the seeds with the single numbers that were measured on each. Refusal where there are none.
    """
    told, claims = _found(runs)
    if not claims:
        raise Refusal(
            "this run measures no single number, so a card has nothing to check; use y, the example"
        )
    setting = ", ".join(f"{name} {_short(value)}" for name, value in changed.items()) or "as it comes"
    prompt = f"{title}, {one_line(setting, 300)}: what does the run show, and why?"
    says = f"Measured on {len(runs)} seeds: {'; '.join(told)}."
    lines = [
        "# From the lab. Reword prompt and answer, then copy it into questions/ of your pack.",
        f"- id: {_identity(experiment, changed)}",
        "  kind: flashcard",
        "  difficulty: medium",
        f"  topics: [{_slug(experiment)}]",
        f"  prompt: {_quoted(prompt)}",
        f"  answer: {_quoted(says)}",
    ]
    example = example_yaml(experiment, changed, charts, indent=2)
    held = "".join(f"      - {_quoted(claim)}\n" for claim in claims)
    return "\n".join(lines) + "\n" + example + "    claims:\n" + held


Runs = Mapping[int, Mapping[str, float]]
MOST_CLAIMS = 3
MARGIN = 10.0
"""How far beyond what was measured a bound of a positive number lies."""


def _found(runs: Runs) -> tuple[list[str], list[str]]:
    """What was measured in words, and claims with a margin around it; what differs between seeds comes first."""
    names = [name for name in next(iter(runs.values()), {}) if all(name in one for one in runs.values())]
    ranges = {
        name: (min(one[name] for one in runs.values()), max(one[name] for one in runs.values()))
        for name in names
    }
    names = [name for name in names if all(math.isfinite(end) for end in ranges[name])]
    names.sort(key=lambda name: (ranges[name] == (0.0, 0.0), name.startswith("first_")))
    told, claims = [], []
    for name in names[:MOST_CLAIMS]:
        low, high = ranges[name]
        same = high - low <= 1e-9 * max(abs(low), abs(high))
        told.append(f"{name} {measured(low)}" + ("" if same else f" to {measured(high)}"))
        reach = max(abs(low), abs(high)) * 1e-6 if same else high - low
        if low > 0 and not same:
            low, high = low / MARGIN, high * MARGIN
        else:
            low, high = low - reach, high + reach
        claims.append(f"{name} >= {low:.9g} and {name} <= {high:.9g}" if low < high else f"{name} == {low:g}")
    return told, claims


def _identity(experiment: str, changed: Mapping[str, object]) -> str:
    """An id of the run's own: the same run gives the same."""
    words = "-".join(f"{name} {_short(value)}" for name, value in changed.items())
    mark = sha256(json.dumps([experiment, dict(changed)]).encode()).hexdigest()[:6]
    return f"{_slug(f'lab-{experiment}-{words}')[:48].strip('-')}-{mark}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)[:40]


def _quoted(text: str) -> str:
    return json.dumps(safe(text), ensure_ascii=False)
