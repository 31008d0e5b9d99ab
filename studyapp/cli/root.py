"""The group of all commands; each is imported only when it is called."""

from __future__ import annotations

import importlib

import click

from studyapp import __version__

# name -> (module, attribute, one line of help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "review": ("study", "review", "Study the cards that are due."),
    "quiz": ("study", "quiz", "Take a quiz."),
    "cram": ("modes", "cram", "Repeat until right once; the schedule stays."),
    "mistakes": ("modes", "mistakes", "Ask again what was wrong lately."),
    "learn": ("modes", "learn", "Read a section of the guide, then its questions."),
    "topics": ("modes", "topics", "List the topics."),
    "show": ("show", "show", "Show a question's page with its worked example."),
    "history": ("history", "history", "List a question's past reviews, or show one as it was."),
    "note": ("notes", "note", "Write a note on a question, a term or a section."),
    "notes": ("notes", "notes", "List your notes."),
    "tag": ("tags", "tag", "Give questions tags, take tags away, or list them."),
    "report": ("mistake_report", "report", "Report a mistake in a question, or replay a report."),
    "bury": ("actions", "bury", "Hide cards until tomorrow."),
    "suspend": ("actions", "suspend", "Take cards out of study."),
    "unsuspend": ("actions", "unsuspend", "Take cards into study again."),
    "flag": ("actions", "flag", "Flag cards, or take the flag away."),
    "reset": ("actions", "reset", "Begin cards anew; their reviews stay in the log."),
    "set-due": ("actions", "set_due", "Put cards on a day."),
    "undo": ("actions", "undo", "Take the last actions back."),
    "redo": ("actions", "redo", "Do again what was undone."),
    "journal": ("actions", "journal", "List what was done."),
    "search": ("search", "search", "Find cards by words, topic, state and history."),
    "run": ("lab", "run", "Run an experiment of the simulator."),
    "lab": ("lab", "lab", "Open the lab, or one experiment in it."),
    "experiments": ("lab", "experiments", "List what can be run, with parameters and bounds."),
    "packs": ("report", "packs", "List the packs."),
    "due": ("report", "due", "Say what is due."),
    "optimize": ("optimize", "optimize", "Fit the memory model to your own reviews."),
    "exam": ("exam", "exam", "Plan for exams: recall on the day, and what each day should ask."),
    "spread": ("spread", "spread", "Spread a backlog over days, or around a vacation."),
    "stats": ("stats", "stats", "Say how it goes."),
    "serve": ("serve", "serve", "Serve the app to your browser."),
    "pack": ("pack", "pack", "Write packs and check them."),
    "doctor": ("report", "doctor", "Check the store and every card's schedule."),
}


class Lazy(click.Group):
    """A group that imports a command when it is called, so that the app starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"studyapp.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in COMMANDS.items()])


@click.group(
    cls=Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Study deep learning in the terminal. Without a command it opens the terminal UI.",
)
@click.version_option(__version__, "-V", "--version", message="studyapp %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        from studyapp.cli.screen import open_app

        ctx.exit(open_app())
