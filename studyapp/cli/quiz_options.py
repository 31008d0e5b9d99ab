"""The options that quizzes, cramming and mistakes share on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

KINDS_HELP = "Only of this kind, such as numeric or cloze; may be given again."

packs_argument = click.argument("packs", nargs=-1, metavar="[PACK]…")
narrowing: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--topic", "topics", multiple=True, metavar="T", help="Only on this topic; may be given again."
    ),
    click.option("--kind", "kinds", multiple=True, metavar="K", help=KINDS_HELP),
    click.option(
        "--difficulty",
        "difficulties",
        multiple=True,
        metavar="D",
        help="easy, medium or hard; may be given again.",
    ),
    click.option("--select", "selection", default="", metavar="Q", help="Only cards that this search finds."),
)
seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), metavar="S", help="Seed; a new one when left out."
)
timing: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--minutes", type=click.FloatRange(0.1, 24 * 60), metavar="M", help="Time for the whole quiz."
    ),
    click.option(
        "--feedback",
        type=click.Choice(["now", "end"]),
        default="now",
        show_default=True,
        help="Verdicts at once, or all at the end.",
    ),
)


def count_option(default: int) -> Callable[[Any], Any]:
    return click.option(
        "--count",
        type=click.IntRange(1, 200),
        default=default,
        show_default=True,
        metavar="N",
        help="How many.",
    )


def with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options at once, in the order in which the help lists them."""

    def decorated(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


def take(ctx: click.Context, options: Any, *, plain: bool, challenge: str = "", resume: bool = False) -> None:
    """Take a quiz on the screens or line by line. The options are `QuizOptions`."""
    if not plain:
        from studyapp.cli.screen import open_app

        ctx.exit(open_app("quiz", options={"options": options, "challenge": challenge, "resume": resume}))
    from studyapp import config
    from studyapp.cli.plain_quiz import PlainQuiz
    from studyapp.wiring import open_study

    study = open_study()
    asks_confidence = config.load(config.home().settings).confidence
    if resume:
        quiz = study.quizzes.take_up()
    elif challenge:
        quiz = study.quizzes.challenge(challenge, options.packs, options.topics)
    else:
        quiz = study.quizzes.begin(options)
    PlainQuiz(study, quiz, asks_confidence=asks_confidence).take()
