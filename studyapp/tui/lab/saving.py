"""What the lab saves: made here, written by the use cases, in a worker."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.core.lab_yaml import card_yaml, example_yaml
from studyapp.render.chart_svg import chart_svg
from studyapp.tui.rows.lab_bench import Bench

if TYPE_CHECKING:
    from studyapp.study.app import Study

CARD_SEEDS = 10
"""Runs that a card's claims are made from."""


def picture_and_runs(study: Study, bench: Bench) -> Callable[[], str]:
    """Work that saves the chart as SVG and each variant's run as JSON; says where."""

    def work() -> str:
        texts = {".svg": picture(bench)} if bench.curves() else {}
        for place, setting in enumerate(bench.settings):
            data = study.explore.run_as_dict(bench.experiment, setting.changed, setting.seed)
            ending = ".json" if len(bench.settings) == 1 else f"-variant{place + 1}.json"
            texts[ending] = json.dumps(data, allow_nan=False) + "\n"
        return told(study.lab_files.save(bench.experiment, texts))

    return work


def picture(bench: Bench) -> str:
    """The chart that is shown."""
    seeds = sorted({setting.seed for setting in bench.settings})
    under = f"{bench.experiment}, {'seed' if len(seeds) == 1 else 'seeds'} {', '.join(map(str, seeds))}"
    if len(bench.settings) == 1 and bench.now.changed:
        under += "".join(f", {name} {json.dumps(value)}" for name, value in bench.now.changed.items())[:90]
    return chart_svg(bench.curves(marked=False), bench.title, under)


def card(study: Study, bench: Bench) -> Callable[[], str]:
    """Work that saves a flashcard about the run that the controls move, after running it on more seeds."""
    charts = [bench.group] if bench.group else []

    def work() -> str:
        runs = {}
        for seed in range(bench.now.seed, bench.now.seed + CARD_SEEDS):
            example = study.explore.run(bench.experiment, bench.now.changed, seed)
            runs[seed] = {
                name: float(value)
                for name, value in example.measurements.items()
                if isinstance(value, int | float)
            }
        text = card_yaml(bench.experiment, bench.title, bench.now.changed, charts, runs)
        return told(study.lab_files.save(f"card-{bench.experiment}", {".yaml": text}))

    return work


def yaml_text(bench: Bench) -> str:
    """The example for a pack."""
    charts = [bench.group] if bench.chart and bench.group else []
    return f"# seed {bench.now.seed} in the lab; a question draws a seed of its own\n" + example_yaml(
        bench.experiment, bench.now.changed, charts
    )


def told(paths: tuple[Path, ...]) -> str:
    """Where files were written."""
    names = ", ".join(path.name for path in paths[:4]) + (", …" if len(paths) > 4 else "")
    return f"Saved {names} in {paths[0].parent}"
