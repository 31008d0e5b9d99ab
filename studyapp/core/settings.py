"""What a learner may set: each setting with its words and bounds, and how one is changed. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from studyapp.core.errors import Refusal
from studyapp.core.habits import (
    DEFAULT_HABITS,
    HIGHEST_RETENTION,
    LOWEST_RETENTION,
    MOST_MINUTES,
    MOST_NEW,
    WEEKDAYS,
    Habits,
)

Value: TypeAlias = str | bool | float | None
Kind: TypeAlias = Literal["theme", "switch", "automatic", "whole", "share"]


class SettingError(Refusal):
    """A value that a setting cannot have; the message says in one line what it can."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a learner may set in settings.toml."""

    theme: str = "studyapp-dark"
    """Name of a theme."""
    ascii: bool | None = None
    """Draw with ASCII only; found out from the terminal's encoding when left out."""
    reduced_motion: bool = False
    """No animation."""
    confidence: bool = False
    """Ask how sure the learner is, before the verdict."""
    habits: Habits = DEFAULT_HABITS
    """The table [schedule]."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The table [keys]: from the id of a key to its keys, such as `f5` or `enter,space`."""


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: where it stands in the file, and its words."""

    name: str
    """Its path in the file, with dots: `theme`, `schedule.retention`."""
    label: str
    kind: Kind
    says: str
    """What it does, in a sentence."""
    lowest: float = 0.0
    highest: float = 1.0
    step: float = 1.0
    """By how much an arrow key moves it."""
    unit: str = ""
    zero: str = ""
    """What 0 is called."""

    @property
    def written(self) -> bool:
        """Whether its value is typed as a number."""
        return self.kind in ("whole", "share")


_LESS = "{} has what share of a day's cards: 100 % all, 0 % as few as possible."
SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "Theme", "theme", "The colors: dark, light, high contrast, color-blind safe or none."),
    Setting("ascii", "ASCII only", "automatic", "Draw with plain ASCII signs; auto asks the terminal."),
    Setting("reduced_motion", "Less motion", "switch", "No animation and no smooth scrolling."),
    Setting("confidence", "Ask how sure", "switch", "Ask how sure you are, before the verdict."),
    Setting(
        "schedule.retention",
        "Retention",
        "share",
        "The recall at which a card comes due: higher means you forget less and review more.",
        LOWEST_RETENTION,
        HIGHEST_RETENTION,
        0.01,
    ),
    Setting("schedule.new_a_day", "New a day", "whole", "At most so many new cards a day.", 0, MOST_NEW, 5),
    Setting(
        "schedule.minutes_a_day",
        "Minutes a day",
        "whole",
        "Time for a day; new cards wait when reviews fill it.",
        0,
        MOST_MINUTES,
        5,
        "min",
        "no limit",
    ),
    Setting(
        "schedule.leech_lapses",
        "Leech after",
        "whole",
        "A card that you forgot so often counts as a leech.",
        1,
        100,
        1,
        "lapses",
    ),
    *(
        Setting(f"schedule.weekdays.{day}", day.title(), "share", _LESS.format(day.title()), 0, 1, 0.1)
        for day in WEEKDAYS
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def value_of(settings: Settings, name: str) -> Value:
    """The value of a setting by its path."""
    first, _, rest = name.partition(".")
    if first == "keys":
        return settings.keys.get(rest)
    if first != "schedule":
        found: Value = getattr(settings, name)
        return found
    table, _, day = rest.partition(".")
    if table == "weekdays":
        return settings.habits.weekdays[WEEKDAYS.index(day)]
    number: float = getattr(settings.habits, rest)
    return number


def with_value(settings: Settings, name: str, value: Value) -> Settings:
    """The settings with one of them changed; None takes a key's keys, or what ASCII was set to, away."""
    first, _, rest = name.partition(".")
    if first == "keys":
        kept = {known: keys for known, keys in settings.keys.items() if known != rest}
        return replace(settings, keys=kept if value is None else {**kept, rest: str(value)})
    if first != "schedule":
        changed: dict[str, object] = {name: value}
        return replace(settings, **changed)  # type: ignore[arg-type]
    table, _, day = rest.partition(".")
    habits = settings.habits
    if table == "weekdays":
        shares = list(habits.weekdays)
        shares[WEEKDAYS.index(day)] = float(value or 0)
        return replace(settings, habits=replace(habits, weekdays=tuple(shares)))
    number: dict[str, object] = {rest: value}
    return replace(settings, habits=replace(habits, **number))  # type: ignore[arg-type]


def moved(setting: Setting, value: Value, by: int, themes: tuple[str, ...] = ()) -> Value:
    """The value an arrow key leads to; a number holds at its ends, a choice goes round."""
    if setting.written:
        steps = round(float(value or 0) / setting.step, 6)
        # From a value between two steps to the step beside it, not beyond.
        whole = int(steps) if steps == int(steps) else int(steps // 1) + (by < 0)
        number = max(setting.lowest, min(setting.highest, round((whole + by) * setting.step, 6)))
        return int(number) if setting.kind == "whole" else number
    choices: tuple[Value, ...] = {
        "theme": tuple(dict.fromkeys((*themes, str(value)))),
        "automatic": (None, True, False),
    }.get(setting.kind, (False, True))
    return choices[(choices.index(value) + by) % len(choices)]


def typed(setting: Setting, text: str) -> Value:
    """The number that was typed; a share may be typed as `90`, `90 %` or `0.9`. SettingError says what can be."""
    bare = text.strip().removesuffix("%").strip()
    share = setting.kind == "share"
    try:
        # Python also reads `nan`, `1e5` and other digits; a setting is typed in plain ones.
        if not bare or len(bare) > 12 or set(bare) - set("0123456789."):
            raise ValueError
        number = float(bare)
    except ValueError:
        raise SettingError(f"{setting.label} is a number between {bounds(setting)}") from None
    if share and ("%" in text or number > 1):
        number = round(number / 100, 6)
    if not share and number != int(number):
        raise SettingError(f"{setting.label} is a whole number between {bounds(setting)}")
    if not setting.lowest <= number <= setting.highest:
        raise SettingError(f"{setting.label} lies between {bounds(setting)}")
    return number if share else int(number)


def bounds(setting: Setting) -> str:
    """The lowest and the highest value."""
    if setting.kind == "share":
        return f"{setting.lowest * 100:g} % and {setting.highest * 100:g} %"
    return f"{setting.lowest:g} and {setting.highest:,g}"


def said(setting: Setting, value: Value) -> str:
    """A value as a person reads it."""
    if setting.kind == "share":
        return f"{float(value or 0) * 100:g} %"
    if setting.kind == "whole":
        unit = f" {setting.unit}" if setting.unit else ""
        return setting.zero if setting.zero and not value else f"{value:g}{unit}"
    if setting.kind == "automatic" and value is None:
        return "auto"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
