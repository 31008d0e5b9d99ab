"""Other ways of studying than the due review: cramming, mistakes, learning what is new; and the topics."""

from __future__ import annotations

from dataclasses import asdict

import click

from studyapp.cli.output import echo, echo_json, json_option
from studyapp.cli.quiz_options import (
    count_option,
    narrowing,
    packs_argument,
    seed_option,
    take,
    with_options,
)
from studyapp.cli.study import plain_option


@click.command(
    help="Cram: the weakest cards first, each until it was right once; the schedule stays as it is."
)
@packs_argument
@with_options(*narrowing, count_option(30), seed_option)
@plain_option
@click.pass_context
def cram(
    ctx: click.Context,
    packs: tuple[str, ...],
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    difficulties: tuple[str, ...],
    selection: str,
    count: int,
    seed: int | None,
    plain: bool,
) -> None:
    from studyapp.core.quiz import Mode, QuizOptions

    options = QuizOptions(packs, topics, difficulties, kinds, count, seed, selection, mode=Mode.CRAM)
    take(ctx, options, plain=plain)


@click.command(help="Ask what was answered wrong in the last 30 days and not right since, the newest first.")
@packs_argument
@with_options(*narrowing, count_option(30))
@plain_option
@click.pass_context
def mistakes(
    ctx: click.Context,
    packs: tuple[str, ...],
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    difficulties: tuple[str, ...],
    selection: str,
    count: int,
    plain: bool,
) -> None:
    from studyapp.core.quiz import Mode, QuizOptions

    options = QuizOptions(packs, topics, difficulties, kinds, count, None, selection, mode=Mode.MISTAKES)
    take(ctx, options, plain=plain)


@click.command(
    help="Learn what is new in a pack: a section of its guide, then the questions of that section."
)
@click.argument("pack", required=False)
@click.argument("section", required=False)
@plain_option
@click.pass_context
def learn(ctx: click.Context, pack: str | None, section: str | None, plain: bool) -> None:
    if not plain:
        from studyapp.cli.screen import open_app

        ctx.exit(open_app("learn", (pack,) if pack else (), {"section": section}))
    from studyapp import config
    from studyapp.cli.plain_learn import PlainLearn
    from studyapp.wiring import open_study

    study = open_study()
    pack = pack or study.learning.pack_to_learn()
    if pack is None:
        echo("Nothing is new: every question was begun.")
        return
    asks_confidence = config.load(config.home().settings).confidence
    PlainLearn(study, asks_confidence=asks_confidence).learn(pack, section)


@click.command(help="List the topics with their questions and cards, of the named packs or of all.")
@click.argument("packs", nargs=-1, metavar="[PACK]…")
@json_option
def topics(packs: tuple[str, ...], as_json: bool) -> None:
    from studyapp.wiring import open_study

    found = open_study().quizzes.topics(packs)
    if as_json:
        echo_json({"topics": [asdict(each) for each in found]})
        return
    wide = max((len(each.topic) for each in found), default=0)
    for each in found:
        counts = f"{each.questions} questions, {each.cards} cards, {each.new} new, {each.due} due"
        echo(f"{each.topic:<{wide}}  {counts}  ({', '.join(each.packs)})")
