"""Messages that workers post; the handlers of screens and of the app own the state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from textual.message import Message

if TYPE_CHECKING:
    from studyapp.core.settings import Settings, Value
    from studyapp.study.app import Study
    from studyapp.tui.key_map import KeyMap


class StudyReady(Message):
    """The store is open and the packs are in place."""

    def __init__(self, study: Study, welcome: bool = False) -> None:
        super().__init__()
        self.study = study
        self.welcome = welcome
        """Whether this is the very first start."""


class WorkDone(Message):
    """A worker has finished; `then` is called with its value by the screen that asked."""

    bubble = False

    def __init__(self, then: Callable[[Any], Any], value: Any) -> None:
        super().__init__()
        self.then = then
        self.value = value


class WorkRefused(Message):
    """A worker could not do what was asked; the message says what to do instead."""

    def __init__(self, message: str, fatal: bool = False, group: str = "") -> None:
        super().__init__()
        self.message = message
        self.fatal = fatal
        self.group = group


class WorkHeard(Message):
    """How far the work of a group is, in percent."""

    bubble = False

    def __init__(self, group: str, percent: int) -> None:
        super().__init__()
        self.group = group
        self.percent = percent


class Host(Protocol):
    """What a screen may ask of the app that it runs in."""

    study: Study | None
    ascii_only: bool
    asks_confidence: bool
    settings: Settings
    key_map: KeyMap

    def change_settings(self, values: Mapping[str, Value]) -> Settings: ...

    def apply_settings(self, settings: Settings) -> None: ...


class ReviewWanted(Message):
    """The learner wants to study what is due, of some packs or of all."""

    def __init__(self, packs: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.packs = packs


class LearnWanted(Message):
    """The learner wants to learn what is new in a pack."""

    def __init__(self, pack: str) -> None:
        super().__init__()
        self.pack = pack


class QuizWanted(Message):
    """The learner wants to choose a quiz; the pack is the one under the cursor."""

    def __init__(self, pack: str) -> None:
        super().__init__()
        self.pack = pack


class PageWanted(Message):
    """The learner wants to see a question's page."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question


class GuideWanted(Message):
    """The learner wants to read the guide of a pack, or one section of it."""

    def __init__(self, pack: str, section: str | None = None) -> None:
        super().__init__()
        self.pack = pack
        self.section = section


class GlossaryWanted(Message):
    """The learner wants to look up the terms of a pack, or one of them."""

    def __init__(self, pack: str, term: str | None = None) -> None:
        super().__init__()
        self.pack = pack
        self.term = term


class BrowseWanted(Message):
    """The learner wants to search everything."""


class ProgressWanted(Message):
    """The learner wants to see how it goes."""


class ExamsWanted(Message):
    """The learner wants to see the exams."""


class SpreadWanted(Message):
    """The learner wants to spread a backlog, or to make room for a vacation."""


class SettingsWanted(Message):
    """The learner wants to see what can be set."""


class LabWanted(Message):
    """The learner wants the lab: to choose an experiment, or one of them, with the parameters of a run."""

    def __init__(
        self, experiment: str = "", parameters: Mapping[str, object] | None = None, seed: int = 0
    ) -> None:
        super().__init__()
        self.experiment = experiment
        self.parameters = parameters or {}
        self.seed = seed


class JournalWanted(Message):
    """The learner wants to see what was done."""
