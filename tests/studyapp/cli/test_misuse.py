"""What goes wrong is said in one line on stderr, with exit 2 for misuse and 1 for a finding, and no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.work import at_most

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.cli.conftest import Cli

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense",), ["nonsense"]),
        (("due", "--nonsense"), ["--nonsense"]),
        (("show",), ["PACK/QUESTION"]),
        (("show", "kinds"), ["there is no question 'kinds'"]),
        (("show", "kinds/nowhere"), ["kinds/nowhere", "PACK/QUESTION"]),
        (("show", "kinds/bound", "--seed", "x"), ["seed"]),
        (("quiz", "--topic", "nowhere", "--plain"), ["no question fits"]),
        (("quiz", "--topic", "no such thing", "--plain"), ["is not the id of a topic"]),
        (("quiz", "--kind", "essay", "--plain"), ["there is no kind 'essay'"]),
        (("quiz", "--difficulty", "cruel", "--plain"), ["there is no difficulty 'cruel'"]),
        (("quiz", "--minutes", "0", "--plain"), ["minutes"]),
        (("quiz", "--feedback", "never", "--plain"), ["feedback"]),
        (("quiz", "--challenge", "ABCD", "--plain"), ["has a slip in it"]),
        (("quiz", "--challenge", "\x1b[2J", "--plain"), ["digits and letters without U"]),
        (("quiz", "--resume", "--plain"), ["there is no quiz to go on with"]),
        (("mistakes", "--plain"), ["nothing was answered wrong in the last 30 days"]),
        (("cram", "nowhere", "--plain"), ["there is no pack 'nowhere'"]),
        (("cram", "--topic", "nowhere", "--plain"), ["no question fits"]),
        (("learn", "nowhere", "--plain"), ["there is no pack 'nowhere'"]),
        (("learn", "kinds", "nowhere", "--plain"), ["there is no section 'nowhere'"]),
        (("topics", "nowhere"), ["there is no pack 'nowhere'"]),
        (("quiz", "nowhere", "--plain"), ["there is no pack 'nowhere'"]),
        (("quiz", "kinds", "--count", "0", "--plain"), ["count"]),
        (("quiz", "kinds", "--count", "10000", "--plain"), ["count"]),
        (("review", "nowhere", "--plain"), ["there is no pack 'nowhere'"]),
        (("pack", "check", "nowhere"), ["there is no pack 'nowhere'"]),
        (("pack", "check", "--seeds", "0"), ["seeds"]),
        (("pack", "nonsense"), ["nonsense"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_misuse_is_one_line_and_exit_2(
    cli: Cli, fresh_home: Home, arguments: tuple[str, ...], words: list[str]
) -> None:
    cli(*arguments).says(*words)


@pytest.mark.parametrize("arguments", [(), ("review",), ("quiz", "kinds")], ids=str)
def test_without_a_terminal_the_screens_say_what_to_use(cli: Cli, arguments: tuple[str, ...]) -> None:
    cli(*arguments).says("terminal", "--plain")


def test_a_control_character_never_reaches_the_terminal(cli: Cli, fresh_home: Home) -> None:
    done = cli("show", "kinds/\x1b[31mred\x07")
    done.says()
    assert "\x1b" not in done.err
    assert "\x07" not in done.err


REPORTS = [("due",), ("packs",), ("stats",), ("doctor",), ("show", "kinds/bound"), ("review", "--plain")]


@pytest.mark.parametrize("arguments", REPORTS, ids=" ".join)
@pytest.mark.parametrize(
    "content",
    [b"hello", b"SQLite format 3\0" + b"\xff" * 5_000, b"\0" * 5_000],
    ids=["words", "broken", "zeros"],
)
def test_a_store_that_is_none_is_said_and_left_as_it_is(
    cli: Cli, home: Home, arguments: tuple[str, ...], content: bytes
) -> None:
    home.data.mkdir()
    home.store.write_bytes(content)
    cli(*arguments).says(str(home.store))
    assert home.store.read_bytes() == content


def test_pages_torn_out_of_the_store_are_a_finding(cli: Cli, fresh_home: Home) -> None:
    whole = fresh_home.store.read_bytes()
    fresh_home.store.write_bytes(whole[: len(whole) // 2])
    done = cli("doctor")
    assert done.code in (1, 2)
    assert "Traceback" not in done.err
    assert "this should not happen" not in done.err


def test_a_home_that_cannot_be_made_is_said(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("STUDYAPP_HOME", str(file / "home"))
    cli("due").says("STUDYAPP_HOME")
    monkeypatch.setenv("STUDYAPP_HOME", str(file))
    cli("due").says("STUDYAPP_HOME")
    monkeypatch.setenv("STUDYAPP_HOME", "/proc/studyapp")
    cli("due").says("STUDYAPP_HOME")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("theme = ", ["settings.toml"]),
        ("them = 'x'", ["unknown setting 'them'"]),
        ("theme = 3", ["theme must be a text"]),
        ("ascii = 'yes'", ["ascii must be true or false"]),
        ("\udcff", ["settings.toml"]),
        ("a = " + "[" * 100_000, ["settings.toml"]),
    ],
    ids=["broken", "unknown", "theme", "ascii", "not UTF-8", "deep"],
)
def test_broken_settings_are_said_before_the_screens_open(
    cli: Cli, home: Home, monkeypatch: pytest.MonkeyPatch, content: str, words: list[str]
) -> None:
    home.config.mkdir()
    home.settings.write_bytes(content.encode("utf-8", "surrogateescape"))
    for stream in ("__stdin__", "__stdout__"):
        assert hasattr(sys, stream)
    monkeypatch.setattr("studyapp.cli.screen.sys", _Terminal())
    cli("review").says(*words)


class _Terminal:
    """Streams that say they are a terminal."""

    class _Stream:
        def isatty(self) -> bool:
            return True

    stdin = stdout = _Stream()


# --- hostile packs ----------------------------------------------------------------------------------------------

QUESTION = """\
- id: slope
  kind: numeric
  difficulty: easy
  topics: [sigmoid]
  prompt: The slope at 0?
  example:
    experiment: activation
    with: {activation: sigmoid}
    claims:
      - CLAIM
  answer: {value: 0.25, tolerance: 1%}
  explanation: There the sigmoid is one half, and half of a half is the slope.
"""
LEVELS = "abcdefghi"
BOMB = "- &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"- &{level} [{', '.join(['*' + below] * 10)}]\n" for below, level in pairwise(LEVELS)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("- id: [broken\n", []),
        ("- id: x\n\tkind: text\n", []),
        (BOMB, ["alias"]),
        (QUESTION.replace("CLAIM", "answer == 0.25").replace("prompt:", "promt:"), ["promt"]),
        (QUESTION.replace("CLAIM", '"answer == 9**9**9"'), []),
        (QUESTION.replace("CLAIM", '"__import__(\\"os\\")"'), []),
        (QUESTION.replace("CLAIM", '"answer.__class__"'), []),
        (QUESTION.replace("CLAIM", '"' + "(" * 300 + '"'), []),
        ("x" * 10_000_000, []),
        ("- " * 20_000, []),
        ("- !!python/object/apply:os.system [true]\n", []),
        (QUESTION.replace("CLAIM", "answer == 0.25") + "  prompt: Once more?\n", ["'prompt' is given twice"]),
    ],
    ids=[
        "broken YAML",
        "tab",
        "alias bomb",
        "unknown field",
        "power tower",
        "import",
        "attribute",
        "parentheses",
        "10 MB",
        "deep",
        "tag",
        "twice",
    ],
)
def test_a_hostile_pack_is_one_clear_line_and_nothing_is_written(
    cli: Cli, home: Home, tmp_path: Path, packs: Path, content: str, words: list[str]
) -> None:
    folder = shutil.copytree(packs / "more", tmp_path / "more")
    (folder / "all.yaml").write_text(content)
    with at_most(1_000_000):
        done = cli("pack", "check", str(folder))
    assert done.code == 1, done.err
    assert done.err == ""
    *lines, last = done.out.splitlines()
    assert len(lines) == 1, done.out[:2_000]
    assert lines[0].startswith("more/all.yaml:")
    place = lines[0].split(" ")[0]
    assert all(part.isdigit() for part in place.split(":")[1:3]), place
    assert last == "more: 1 failure"
    assert len(lines[0]) < 600
    for word in words:
        assert word in lines[0]
    report = cli("pack", "check", str(folder), "--json")
    assert report.code == 1
    (failure,) = report.json["packs"][0]["failures"]
    assert failure.keys() == {"where", "line", "column", "level", "code", "message"}
    assert f"{failure['level']}[{failure['code']}] {failure['message']}" in lines[0]
    assert not home.data.exists()


def test_one_changed_key_names_file_line_and_claim(cli: Cli, tmp_path: Path, packs: Path) -> None:
    folder = shutil.copytree(packs / "kinds", tmp_path / "kinds")
    file = folder / "questions" / "all.yaml"
    text = file.read_text().replace("[[bound|0.25|1/4]]", "[[bound|0.5|1/2]]")
    file.write_text(text)
    line = 1 + text[: text.index("- {holds: derivative_maximum == answer.bound")].count("\n")
    done = cli("pack", "check", str(folder), "--seeds", "3")
    assert done.code == 1
    assert done.out.startswith(f"kinds/questions/all.yaml:{line}:")
    assert "'derivative_maximum == answer.bound' does not hold" in done.out
    assert "0.25 == 0.5" in done.out


# --- whole processes --------------------------------------------------------------------------------------------


def _studyapp(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "studyapp", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "STUDYAPP_HOME": str(home), "HOME": str(home), **environment},
        check=False,
        timeout=60,
    )


def test_the_command_without_a_terminal(tmp_path: Path) -> None:
    done = _studyapp(home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr.startswith("studyapp: ")
    assert "--plain" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_a_run_in_a_process_of_its_own_is_ascii_in_the_c_locale(tmp_path: Path) -> None:
    for locale in ({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        done = _studyapp("run", "chain", home=tmp_path / "home", **locale)
        assert done.returncode == 0, done.stderr
        assert done.stdout.isascii()
    assert not (tmp_path / "home").exists()


def test_a_reader_that_leaves_early_gets_no_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "studyapp", "run", "gradient_flow", "--set", "depth=200", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "STUDYAPP_HOME": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        told = process.stderr.read()
    assert b"Traceback" not in told
    assert b"Exception ignored" not in told
