"""The simulator on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from studyapp.cli.output import ascii_only, echo, echo_json, echo_lines, json_option, width
from studyapp.cli.progress import progress_bar

MOST_PARAMETER_BYTES = 1_000_000
INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended, as shells count it."""


@click.command(help="Run EXPERIMENT and print its steps and charts; 'studyapp experiments' lists them.")
@click.argument("experiment")
@click.option(
    "--set", "pairs", metavar="K=V", multiple=True, help="A parameter; the value is JSON or a word."
)
@click.option("--params", type=click.Path(path_type=Path), help="A JSON file of parameters.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.option(
    "--steps", "most", type=click.IntRange(0, 10_000), default=40, show_default=True, help="Steps to print."
)
@json_option
def run(
    experiment: str, pairs: tuple[str, ...], params: Path | None, seed: int, most: int, as_json: bool
) -> None:
    from studyapp.study.explore import Explore

    parameters = _from_file(params) if params else {}
    parameters |= dict(_pair(pair) for pair in pairs)
    try:
        with progress_bar(experiment) as progress:
            if as_json:
                echo_json(Explore().run_as_dict(experiment, parameters, seed, progress))
                return
            worked = Explore().run(experiment, parameters, seed, progress)
    except KeyboardInterrupt:
        click.echo("studyapp: stopped before the run was done", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    from studyapp.render.worked import example_lines

    echo_lines(example_lines(worked, width=width(), ascii=ascii_only(), most_steps=most))


def _pair(pair: str) -> tuple[str, Any]:
    name, equals, value = pair.partition("=")
    if not equals or not name:
        raise click.UsageError(f"--set takes NAME=VALUE, got {pair[:60]!r}")
    try:
        return name.strip(), json.loads(value)
    except (ValueError, RecursionError):
        return name.strip(), value


def _from_file(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_PARAMETER_BYTES:
            raise click.UsageError(f"{path} is larger than {MOST_PARAMETER_BYTES} bytes")
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{path} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise click.UsageError(f"{path} must hold a JSON object of parameters")
    return value


@click.command(help="Open the lab of the terminal UI, or EXPERIMENT in it.")
@click.argument("experiment", required=False)
@click.option(
    "--set", "pairs", metavar="K=V", multiple=True, help="A parameter; the value is JSON or a word."
)
@click.option("--params", type=click.Path(path_type=Path), help="A JSON file of parameters.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True)
@click.pass_context
def lab(
    ctx: click.Context, experiment: str | None, pairs: tuple[str, ...], params: Path | None, seed: int
) -> None:
    from studyapp.cli.screen import open_app

    parameters = (_from_file(params) if params else {}) | dict(_pair(pair) for pair in pairs)
    if (parameters or seed) and not experiment:
        raise click.UsageError("name an EXPERIMENT to set its parameters; 'studyapp experiments' lists them")

    def check() -> None:
        from studyapp.study.explore import Explore

        if experiment:
            Explore().accepts(experiment, parameters)

    options = {"experiment": experiment or "", "parameters": parameters, "seed": seed}
    ctx.exit(open_app("lab", options=options, check=check))


@click.command(help="List the experiments with their parameters, defaults and bounds.")
@json_option
def experiments(as_json: bool) -> None:
    from dataclasses import asdict

    from studyapp.study.explore import Explore

    found = Explore().catalog()
    if as_json:
        echo_json({"experiments": [asdict(info) for info in found]})
        return
    for info in found:
        echo(f"{info.name}: {info.title}")
        echo(f"  {info.summary}")
        for parameter in info.parameters:
            echo(f"  {parameter.name} = {json.dumps(parameter.default)}   ({parameter.allowed})")
            echo(f"      {parameter.description}")
        echo()
