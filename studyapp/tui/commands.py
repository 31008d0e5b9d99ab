"""The command palette: every action of the app, and every question by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.actions import parse
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from studyapp.tui.key_map import TABLE
from studyapp.tui.keys import key_names
from studyapp.tui.messages import PageWanted

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from studyapp.study.app import Study
    from studyapp.tui.messages import Host

MOST_QUESTIONS = 20
EVERYWHERE = ("guide", "browse", "progress", "exams", "spread", "journal", "lab", "settings")
"""Actions of the home screen that the palette offers on every screen."""


def bound(node: DOMNode) -> Iterator[Binding]:
    """The keys of a screen or of the app that are in the table."""
    return (
        binding
        for binding in getattr(type(node), "BINDINGS", ())
        if isinstance(binding, Binding) and binding.id in TABLE
    )


def works(node: DOMNode, action: str) -> bool:
    """Whether an action can be done now."""
    _, name, parameters = parse(action)
    return node.check_action(name, parameters) is True


class StudyCommands(Provider):
    """Actions and questions."""

    @property
    def _study(self) -> Study | None:
        return cast("Host", self.app).study

    def _actions(self) -> list[tuple[str, str, Callable[[], object]]]:
        """Every action that works on the current screen now, those of the app, and the ways from the home screen.

        Made from the table and not from the keys that are active: a letter is typed where there is something to
        type into, and its action is found here all the same.
        """
        found: dict[str, tuple[str, str, Callable[[], object]]] = {}
        for node in (self.screen, self.app):
            for binding in bound(node):
                if binding.action not in found and works(node, binding.action):
                    found[binding.action] = self._entry(node, binding)
        home = self.app.screen_stack[1] if len(self.app.screen_stack) > 1 else self.screen
        for binding in bound(home):
            if binding.action in EVERYWHERE and binding.action not in found:
                found[binding.action] = self._entry(home, binding, known=home is self.screen)
        return list(found.values())

    def _entry(
        self, node: DOMNode, binding: Binding, *, known: bool = True
    ) -> tuple[str, str, Callable[[], object]]:
        """The action's label and its sentence, with its key where that works here."""
        keys = cast("Host", self.app).key_map.keys(TABLE[str(binding.id)])
        says = f"{binding.tooltip}  {key_names(keys)}" if known else binding.tooltip
        return binding.description, says, partial(self.app.run_action, binding.action, node)

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
