"""The command palette: every action of the app, and every question by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from studyapp.tui.keys import HOME
from studyapp.tui.messages import PageWanted

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.tui.messages import Host

MOST_QUESTIONS = 20
EVERYWHERE = ("guide", "browse", "progress", "exams", "spread", "journal", "lab")
"""Actions of the home screen that the palette offers on every screen."""


class StudyCommands(Provider):
    """Actions and questions."""

    @property
    def _study(self) -> Study | None:
        return cast("Host", self.app).study

    def _actions(self) -> list[tuple[str, str, Callable[[], object]]]:
        """Every action of the keys that work on the current screen, and those of the home screen."""
        found: dict[str, tuple[str, str, Callable[[], object]]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.id and binding.description:
                run = partial(self.app.run_action, binding.action, active.node)
                found[binding.action] = (binding.description, active.tooltip or binding.description, run)
        home = self.app.screen_stack[1] if len(self.app.screen_stack) > 1 else self.screen
        for key in HOME:
            if key.action in EVERYWHERE and key.action not in found:
                found[key.action] = (key.label, key.says, partial(self.app.run_action, key.action, home))
        return list(found.values())

    async def discover(self) -> Hits:
        for label, says, run in self._actions():
            yield DiscoveryHit(label, run, help=says)

    async def search(self, query: str) -> AsyncIterator[Hit]:
        matcher = self.matcher(query)
        for label, says, run in self._actions():
            score = max(matcher.match(label), 0.8 * matcher.match(says))
            if score > 0:
                yield Hit(score, matcher.highlight(label), run, help=says)
        study = self._study
        if study is None:
            return
        for row in study.library.questions():
            score = matcher.match(row.heading)
            if score > 0:
                run = partial(self.app.post_message, PageWanted(row.id))
                yield Hit(score, matcher.highlight(row.heading), run, help=f"{row.kind}, {row.difficulty}")
