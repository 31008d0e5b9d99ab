"""The app's side of the settings: each is in force as soon as it is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.filter import LineFilter, NoColor

from studyapp.core.settings import Settings, Value, with_value
from studyapp.tui.key_map import KeyMap, checked, rebind
from studyapp.tui.plain_terminal import AsciiOnly
from studyapp.tui.styles import sheets
from studyapp.tui.themes import DARK, FALLBACK_ROLES, NO_COLOR, THEMES
from studyapp.tui.widgets.ascii_signs import AsciiSigns

if TYPE_CHECKING:
    from studyapp.study.app import Study


class Preferences(NamedTuple):
    """The settings at the start, and how they are kept."""

    settings: Settings
    change: Callable[[Mapping[str, Value]], Settings]
    """Keeps new values by name; the settings then. Refuses what cannot be kept."""
    ascii_terminal: bool = False
    """Whether the terminal shows ASCII only."""


def in_memory(settings: Settings) -> Preferences:
    """Settings that are kept until the app ends."""
    held = settings

    def change(values: Mapping[str, Value]) -> Settings:
        nonlocal held
        for name, value in values.items():
            held = with_value(held, name, value)
        return held

    return Preferences(settings, change)


class PreferringApp(App[None]):
    """Holds the settings."""

    _ansi: tuple[str, TerminalTheme] | None = None

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.study: Study | None = None
        self.settings = preferences.settings
        self.change_settings = preferences.change
        self.key_map = KeyMap()
        self.asks_confidence = preferences.settings.confidence
        self._ascii_terminal = preferences.ascii_terminal
        self.ascii_only = self._wants_ascii(preferences.settings)
        self._ascii_filter = AsciiOnly()
        self._color_filter = NoColor()
        # NO_COLOR stands above any theme.
        self._never_color = self.no_color
        self._usual_animation = self.animation_level
        for theme in THEMES:
            self.register_theme(theme)
        # Before the style sheet is read: changed later, all of it would be read a second time.
        self.set_reactive(App.theme, self._known_theme(preferences.settings.theme))
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)

    def push_screen(self, screen: Any, *given: Any, **named: Any) -> Any:
        """Read the screen's own style sheet first, the rest of them being read already."""
        for sheet in sheets(screen):
            if not self.stylesheet.has_source(str(sheet)):
                self.stylesheet.read(sheet)
        return super().push_screen(screen, *given, **named)

    def action_help(self) -> None:
        from studyapp.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    @property
    def ansi_theme(self) -> TerminalTheme:
        """What the terminal's own color names stand for: asked with every line drawn, found once a theme."""
        if self._ansi is None or self._ansi[0] != self.theme:
            self._ansi = (self.theme, super().ansi_theme)
        return self._ansi[1]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return FALLBACK_ROLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = [*super().get_line_filters()]
        if self.no_color:
            filters.append(self._color_filter)
        if self.ascii_only:
            filters.append(self._ascii_filter)
        return filters

    def _wants_ascii(self, settings: Settings) -> bool:
        return self._ascii_terminal if settings.ascii is None else settings.ascii

    def apply_settings(self, settings: Settings, first: bool = False) -> None:
        """Put settings in force; habits from the next session on."""
        before, self.settings = self.settings, settings
        self.asks_confidence = settings.confidence
        self.animation_level = "none" if settings.reduced_motion else self._usual_animation
        if first or settings.theme != before.theme:
            self._apply_theme(settings.theme)
        if (ascii_only := self._wants_ascii(settings)) != self.ascii_only:
            self._apply_ascii(ascii_only)
        if first or settings.keys != before.keys:
            self._apply_keys(settings.keys)
        if self.study is not None and settings.habits != before.habits:
            self.study.adopt(settings.habits)

    def _known_theme(self, name: str) -> str:
        return name if name in self.available_themes else DARK.name

    def _apply_theme(self, name: str) -> None:
        self.no_color = self._never_color or name == NO_COLOR.name
        self.theme = self._known_theme(name)
        if self.theme != name:
            self.call_later(self._warn, f"there is no theme {name!r}; choose one in the settings")

    def _apply_ascii(self, ascii_only: bool) -> None:
        self.ascii_only = ascii_only
        for screen in self.screen_stack:
            for widget in screen.query(AsciiSigns):
                widget.use_ascii(ascii_only)
        self.refresh(layout=True)

    def _apply_keys(self, keys: Mapping[str, str]) -> None:
        self.key_map, problems = checked(keys)
        for problem in problems:
            self.call_later(self._warn, problem)
        rebind(self, self.key_map)
        if self.is_running:
            for screen in self.screen_stack:
                rebind(screen, self.key_map)
            self.refresh_bindings()

    def _warn(self, problem: str) -> None:
        self.notify(problem, severity="warning", markup=False)
