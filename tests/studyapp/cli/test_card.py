"""Cards of the learner's own from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from studyapp.cli.root import cli
from studyapp.config import Home
from studyapp.core.errors import Refusal


@pytest.fixture
def call(home: Home, migrated: Path) -> CliRunner:
    home.data.mkdir()
    shutil.copyfile(migrated, home.store)
    return CliRunner()


def add(call: CliRunner, *words: str, typed: str | bytes | None = None) -> Result:
    return call.invoke(cli, ["card", "add", *words], input=typed)


def test_a_card_is_added_and_named(call: CliRunner, home: Home) -> None:
    made = add(
        call,
        "--front",
        "What is a logit?",
        "--back",
        "An unnormalized score.",
        "--topic",
        "Soft max",
        "--json",
    )
    assert json.loads(made.output) == {"added": ["mine/what-is-a-logit"]}
    text = (home.packs / "mine/questions/cards.yaml").read_text(encoding="utf-8")
    assert "topics: [soft-max]" in text

    piped = add(
        call, typed="What is a logit?\tA score.\n\nThe slope is ==one== there.\n\ufeff".rstrip("\ufeff")
    )
    assert piped.output.split() == ["mine/what-is-a-logit-2", "mine/the-slope-is-one-there"]
    text = (home.packs / "mine/questions/cards.yaml").read_text(encoding="utf-8")
    assert (
        'text: "The slope is [[one|one]] there."' in text or "text: The slope is [[one|one]] there." in text
    )

    for words, typed, said in (
        (("--front", "a\x1bb", "--back", "c"), None, "control character"),
        (("--front", "a"), None, "the back is empty"),
        ((), b"\xff\xfe", "not UTF-8"),
        ((), "\n \n", "holds no card"),
        ((), "x" * (2**20 + 1), "more than"),
        ((), "a\tb\n" * 1_001, "too many"),
    ):
        refused = add(call, *words, typed=typed)
        assert isinstance(refused.exception, Refusal), refused.output
        assert said in str(refused.exception)
    assert add(call, "--back", "c").exit_code == 2
    assert (home.packs / "mine/questions/cards.yaml").read_text(encoding="utf-8") == text
