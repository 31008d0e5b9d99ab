"""What the lab writes for packs: an example, and a whole flashcard around one. Written by hand, no YAML library:
every value is JSON, which is YAML too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from studyapp.core.text import one_line, safe


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
    experiment: str,
    title: str,
    changed: Mapping[str, object],
    charts: Sequence[str],
    seed: int,
    found: Mapping[str, str],
) -> str:
    """A flashcard that asks what a run shows, with what it measured; the author's own words are still to come."""
    setting = ", ".join(f"{name} {json.dumps(value)}" for name, value in changed.items()) or "all defaults"
    name = "-".join([experiment, *(f"{key} {_short(value)}" for key, value in changed.items())])
    identity = re.sub(r"[^a-z0-9]+", "-", f"{name}-seed-{seed}".lower()).strip("-")
    if len(identity) > 60:
        identity = identity[:52].strip("-") + f"-seed-{seed % 10**6}"
    prompt = f"{title}, with {one_line(setting, 300)}: what does the run show, and why?"
    measured = "; ".join(f"{key} = {value}" for key, value in found.items())
    answer = f"In the lab, with seed {seed}: {measured or 'no single numbers'}."
    return (
        f"# From the lab, seed {seed}. Reword prompt and answer, then copy it into questions/ of your pack.\n"
        f"- id: {identity}\n"
        "  kind: flashcard\n"
        "  difficulty: medium\n"
        f"  topics: [{re.sub(r'[^a-z0-9]+', '-', experiment).strip('-')}]\n"
        f"  prompt: {_quoted(prompt)}\n"
        f"  answer: {_quoted(answer)}\n" + example_yaml(experiment, changed, charts, indent=2)
    )


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)[:16]


def _quoted(text: str) -> str:
    return json.dumps(safe(text), ensure_ascii=False)
