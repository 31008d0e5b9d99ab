"""Studying: reviews and quizzes, on the screens or line by line."""

from __future__ import annotations

import click

select_option = click.option("--select", default="", metavar="QUERY", help="Only cards that a search finds.")
plain_option = click.option("--plain", is_flag=True, help="Line by line on stdin and stdout.")


@click.command(help="Study the cards that are due, of the named packs or of all.")
@click.argument("packs", nargs=-1)
@select_option
@plain_option
@click.pass_context
def review(ctx: click.Context, packs: tuple[str, ...], select: str, plain: bool) -> None:
    if not plain:
        from studyapp.cli.screen import open_app

        ctx.exit(open_app("review", packs, select=select))
    from studyapp.cli.plain import PlainStudy
    from studyapp.core.selection import parse
    from studyapp.wiring import open_study

    selection = parse(select)
    study = open_study()
    known = {pack.manifest.id for pack in study.library.packs()}
    if unknown := sorted(set(packs) - known):
        raise click.UsageError(f"there is no pack {unknown[0]!r}; there are {', '.join(sorted(known))}")
    for hint in study.search.hints(selection):
        click.echo(f"studyapp: {hint}", err=True)
    PlainStudy(study, asks_confidence=_asks_confidence()).review(packs, selection)


@click.command(help="Take a quiz on a pack; the same seed gives the same quiz.")
@click.argument("pack")
@click.option(
    "--count", type=click.IntRange(1, 200), default=10, show_default=True, help="How many questions."
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Seed of the quiz; a new one when left out.")
@plain_option
@click.pass_context
def quiz(ctx: click.Context, pack: str, count: int, seed: int | None, plain: bool) -> None:
    if not plain:
        from studyapp.cli.screen import open_app

        ctx.exit(open_app("quiz", (pack,), {"count": count, "seed": seed}))
    from studyapp.cli.plain import PlainStudy
    from studyapp.wiring import open_study

    study = open_study()
    plain_study = PlainStudy(study, asks_confidence=_asks_confidence())
    plain_study.quiz(study.quizzes.start(pack, count, seed))


def _asks_confidence() -> bool:
    from studyapp import config

    return config.load(config.home().settings).confidence
