"""The first frame is painted before anything heavy is loaded; modules are counted, not milliseconds."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numpy", "sqlalchemy", "alembic", "pydantic", "yaml", "fsrs", "simulator"}
ROOT = Path(__file__).parents[3]
# The app's own `_open` runs once the first frame is painted; in its place the loaded modules are written down.
PROGRAM = """
import json, sys
from studyapp.tui.app import StudyApp

def opening(app):
    with open(sys.argv[1], "w") as file:
        json.dump(sorted(sys.modules), file)
    app.exit()

StudyApp._open = opening
from studyapp.cli.screen import open_app
open_app()
"""


def _in_a_terminal(program: str, *arguments: str, home: Path) -> tuple[int, bytes]:
    """Run a program in a pseudo-terminal of 80 by 24; its exit code and what it drew."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "STUDYAPP_HOME": str(home),
        "HOME": str(home),
    }
    drawn = b""
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            while piece := os.read(ours, 65_536):
                drawn += piece
        except OSError:
            pass  # Linux says EIO when the other end has closed.
        code = process.wait(timeout=20)
    os.close(ours)
    return code, drawn


def test_the_first_frame_loads_nothing_heavy(tmp_path: Path) -> None:
    told = tmp_path / "modules.json"
    code, drawn = _in_a_terminal(PROGRAM, str(told), home=tmp_path / "home")
    assert code == 0, drawn
    assert b"Opening your cards" in drawn
    loaded = {name.partition(".")[0] for name in json.loads(told.read_text())}
    assert "textual" in loaded
    assert not loaded & HEAVY
    assert not (tmp_path / "home").exists()


OVER_A_PACK = """
import json, sys
from studyapp.tui.{module} import {name}

def opening(app):
    with open(sys.argv[1], "w") as file:
        json.dump(sorted(sys.modules), file)
    app.exit()

{name}._open = opening
from studyapp.cli.root import cli
cli.main(["pack", *sys.argv[2:]], standalone_mode=False)
"""


@pytest.mark.parametrize(
    ("app", "command"),
    [("preview_app.PreviewApp", "preview"), ("drafts_app.DraftsApp", "drafts")],
    ids=["preview", "drafts"],
)
def test_the_first_frame_over_a_pack_loads_nothing_heavy(tmp_path: Path, app: str, command: str) -> None:
    told = tmp_path / "modules.json"
    folder = ROOT / "content" / "packs" / "vanishing-gradients"
    program = OVER_A_PACK.format(module=app.partition(".")[0], name=app.partition(".")[2])
    code, drawn = _in_a_terminal(program, str(told), command, str(folder), home=tmp_path / "home")
    assert code == 0, drawn
    assert b"Opening vanishing-gradients" in drawn
    loaded = {name.partition(".")[0] for name in json.loads(told.read_text())}
    assert not loaded & HEAVY
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], {"textual", "sqlalchemy", "alembic", "numpy", "pydantic", "yaml", "fsrs"}),
        (["--help"], {"textual", "sqlalchemy", "alembic", "numpy", "pydantic", "yaml", "fsrs"}),
        (["run", "chain", "--json"], {"textual", "sqlalchemy", "alembic", "fsrs", "yaml"}),
        (["experiments", "--json"], {"textual", "sqlalchemy", "alembic", "fsrs", "yaml"}),
        (["packs", "--json"], {"textual"}),
        (["due", "--json"], {"textual"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_only_what_it_needs(tmp_path: Path, arguments: list[str], absent: set[str]) -> None:
    program = """
import sys
from studyapp.cli import main
try:
    main()
finally:
    print(",".join(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "STUDYAPP_HOME": str(tmp_path / "home")},
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.strip().split("\n")[-1].split(","))
    assert "click" in loaded
    assert not loaded & absent
