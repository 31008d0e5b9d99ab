"""Any sequence of versions of a pack with reviews between: schedules go with their questions, nothing is lost."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from studyapp import resources
from studyapp.core.memory import New, Rating, State
from studyapp.store.engine import Store
from studyapp.store.migrate import upgrade
from studyapp.study.app import Study
from studyapp.study.clock import Clock
from studyapp.study.pack_install import PackInstalls

WORDS = (
    "where does one unit of the deep chain saturate first",
    "how large are rectified gradients after many layers",
    "name every loss whose slope vanishes near its target",
    "which initialization keeps variances equal across depth",
    "when would clipping change only directions of updates",
)
Version = list[tuple[int, str, str]]
"""Questions in order: which one it is, what its id ends in, a word of its own wording."""
VERSIONS = st.lists(
    st.tuples(
        st.integers(0, len(WORDS) - 1), st.sampled_from(("old", "new")), st.sampled_from(("really", "now"))
    ),
    min_size=1,
    max_size=len(WORDS),
    unique_by=lambda question: question[0],
)


def write(folder: Path, version: Version) -> Path:
    """The pack `notes` as this version has it; question n has the id qn-old or qn-new."""
    manifest = {
        "format": 1,
        "id": "notes",
        "title": "Notes",
        "summary": "Made by a test.",
        "authors": ["A test"],
        "license": "MIT",
        "questions": ["all.yaml"],
    }
    questions = [
        {
            "id": f"q{number}-{ending}",
            "kind": "flashcard",
            "difficulty": "easy",
            "topics": ["t"],
            "prompt": f"{word} {WORDS[number]}",
            "answer": "So.",
            "both": True,
            "backed_by": "notes",
        }
        for number, ending, word in version
    ]
    folder.mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(yaml.safe_dump(manifest), encoding="utf-8")
    (folder / "all.yaml").write_text(yaml.safe_dump(questions), encoding="utf-8")
    return folder


class Author(RuleBasedStateMachine):
    """An author who publishes versions, and a learner who installs them and studies between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
        self.version: Version = []
        """What is installed; nothing when empty."""
        self.states: dict[tuple[int, str], State] = {}
        """What each question's cards must be, by number and facet, whatever the question was called."""
        self.published: list[Version] = []
        self.reviewed = 0
        self.before: list[Any] = []
        self.after: list[Any] = []

    @initialize()
    def begin(self) -> None:
        store = self.folder / "store.db"
        if MIGRATED:
            shutil.copyfile(MIGRATED[0], store)
        else:
            upgrade(store, resources.migrations_root())
        self.study = Study(
            Store(store), self.folder / "builtin", Clock(lambda: self.now), own_packs=self.folder / "packs"
        )
        self.publish([(number, "old", "really") for number in range(len(WORDS))])
        self.review([Rating.GOOD, Rating.EASY, Rating.AGAIN])

    def teardown(self) -> None:
        self.study.close()
        shutil.rmtree(self.folder)

    def kept(self) -> Any:
        return self.version, dict(self.states)

    def done(self, was: Any) -> None:
        """An action stands: it can be undone, and what was undone before cannot be done again."""
        self.before.append(was)
        self.after.clear()

    @precondition(lambda self: self.version)
    @rule(word=st.sampled_from(("really", "now", "also")), place=st.integers(0, 4), turn=st.integers(0, 2))
    def rename(self, word: str, place: int, turn: int) -> None:
        """The next version: one question called otherwise, all reworded, the order another one."""
        version = [(number, ending, word) for number, ending, _ in self.version]
        number, ending, _ = version[place % len(version)]
        version[place % len(version)] = (number, "old" if ending == "new" else "new", word)
        self.publish(version[turn:] + version[:turn])

    @rule(back=st.integers(1, 3))
    def reinstall(self, back: int) -> None:
        """An earlier version."""
        if len(self.published) >= back:
            self.publish(self.published[-back])

    @rule(version=VERSIONS)
    def publish_any(self, version: Version) -> None:
        self.publish(version)

    def publish(self, version: Version) -> None:
        self.published.append(version)
        was, packs = self.kept(), self.study.pack_installs
        source = write(self.folder / "source", version)
        prepared = packs.update("notes", source) if self.version else packs.install(source)
        answers = {
            (ask.gone, ask.came): ask.gone.split("-")[0] == ask.came.split("-")[0]
            for ask in prepared.plan.asks
        }
        if packs.carry_out(prepared, answers):
            self.version = version
            self.done(was)
        assert packs.answered(packs.update("notes", source), {}).asks == (), (
            "what was answered is asked again"
        )

    @precondition(lambda self: self.version)
    @rule()
    def remove(self) -> None:
        was = self.kept()
        assert self.study.pack_installs.carry_out(self.study.pack_installs.remove("notes"), {})
        self.version = []
        self.done(was)

    @precondition(lambda self: self.version)
    @rule(ratings=st.lists(st.sampled_from(Rating), min_size=2, max_size=5))
    def review(self, ratings: list[Rating]) -> None:
        session = self.study.review()
        for rating in ratings:
            asked = session.next()
            if asked is None:
                break
            was = self.kept()
            rated = session.rate(asked, None, rating=rating)
            number = int(asked.card.question.partition("/q")[2][0])
            self.states[number, asked.facet] = rated.state
            self.reviewed += 1
            self.done(was)
        self.now += timedelta(days=1)

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        now = self.kept()
        undone = self.study.actions.undo()
        assert undone is not None
        self.version, self.states = self.before.pop()
        self.after.append(now)

    @precondition(lambda self: self.after)
    @rule()
    def redo(self) -> None:
        now = self.kept()
        again = self.study.actions.redo()
        assert again is not None
        self.version, self.states = self.after.pop()
        self.before.append(now)

    @rule()
    def restart(self) -> None:
        self.study.pack_files.settle()
        assert self.study.library.synchronize() == ()

    @invariant()
    def every_card_is_as_its_reviews_made_it(self) -> None:
        found = {card.id: card.state for card in self.study.library.cards()}
        assert found == {
            f"notes/q{number}-{ending}#{facet}": self.states.get((number, facet), New())
            for number, ending, _ in self.version
            for facet in ("forward", "reverse")
        }
        assert self.study.examine() == ()

    @invariant()
    def every_review_can_be_read(self) -> None:
        with self.study._store.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM reviews")) == self.reviewed
            standing = "SELECT count(*) FROM reviews WHERE id NOT IN (SELECT review_id FROM undone)"
            count = session.scalar(text(standing))
            asked = session.scalars(text("SELECT id FROM questions")).all()
        logs = {identity: self.study.history.of(identity) or () for identity in asked}
        assert sum(map(len, logs.values())) == count
        for identity, log in logs.items():
            if log:
                shown = self.study.history.shown(identity, len(log))
                assert shown is not None
                number = int(identity.partition("/q")[2][0])
                assert WORDS[number] in shown.question.prompt


MIGRATED: list[Path] = []


def run(migrated: Path, monkeypatch: pytest.MonkeyPatch, examples: int, steps: int) -> None:
    monkeypatch.setattr(PackInstalls, "_checked", lambda *_: None)  # there are no claims to run
    MIGRATED[:] = [migrated]
    run_state_machine_as_test(
        Author,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_sequence_of_versions(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(migrated, monkeypatch, 4, 12)


@pytest.mark.slow
def test_many_sequences_of_versions(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(migrated, monkeypatch, 80, 30)
