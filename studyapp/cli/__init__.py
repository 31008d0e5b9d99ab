"""The command line: `main` is the entry point of the `studyapp` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a command; what goes wrong is said in one line on stderr, with exit 1 or 2."""
    from studyapp.core.errors import Refusal

    try:
        code = _command() if len(sys.argv) > 1 else _screens()
    except Refusal as refusal:
        code = _say(str(refusal), 2)
    except KeyboardInterrupt:
        code = _say("stopped; every answer given so far is kept", 130)
    except BrokenPipeError:
        # The reader of our output has left; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except Exception as error:
        if os.environ.get("STUDYAPP_DEBUG"):
            raise
        code = _say(
            f"this should not happen: {type(error).__name__}: {error} (STUDYAPP_DEBUG=1 shows where)", 1
        )
    sys.exit(code)


def _screens() -> int:
    """The terminal UI, without the time that it takes to load the commands."""
    from studyapp.cli.screen import open_app

    return open_app()


def _command() -> int:
    import click

    from studyapp.cli.root import cli

    try:
        code = cli.main(prog_name="studyapp", standalone_mode=False)
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "studyapp"
        return _say(f"{error.format_message()} ('{command} --help' says more)", 2)
    except click.ClickException as error:
        return _say(error.format_message(), error.exit_code)
    except click.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


def _say(message: str, code: int) -> int:
    from studyapp.core.text import one_line

    line = f"studyapp: {one_line(message, 1000)}"
    encoding = sys.stderr.encoding or "ascii"
    print(line.encode(encoding, "replace").decode(encoding), file=sys.stderr)
    return code
