"""Tags on the command line."""

from __future__ import annotations

import click

from studyapp.cli.output import echo, echo_json, json_option


@click.command(
    help="Give questions tags and take tags away. QUESTION is PACK/QUESTION; without --add and --remove its tags "
    "are shown. 'studyapp tag list' lists all tags."
)
@click.argument("questions", nargs=-1, required=True, metavar="QUESTION... | list")
@click.option("--add", multiple=True, metavar="TAG", help="A tag to give; may come again.")
@click.option("--remove", multiple=True, metavar="TAG", help="A tag to take away; may come again.")
@json_option
def tag(questions: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...], as_json: bool) -> None:
    from studyapp.wiring import open_study

    tags = open_study().tags
    if questions == ("list",):
        if add or remove:
            raise click.UsageError("name the questions to tag as PACK/QUESTION")
        listed = tags.listed()
        if as_json:
            echo_json({"tags": [{"tag": tag, "questions": count} for tag, count in listed]})
            return
        for name, count in listed:
            echo(f"{name}  {count} question{'' if count == 1 else 's'}")
        if not listed:
            echo("no tags")
        return
    if add or remove:
        changed = tags.change(questions, add, remove)
        if not as_json:
            echo(f"{changed} changed ('studyapp undo' takes it back)" if changed else "nothing to change")
            return
    found = {question: tags.of(question) for question in questions}
    if as_json:
        echo_json({"questions": [{"id": question, "tags": list(own)} for question, own in found.items()]})
        return
    for question, own in found.items():
        echo(f"{question}: {' '.join(own) or 'no tags'}")
