"""What is on the bench of the lab: variants of one experiment, as a pure value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from studyapp.core.controls import Control, shown
from studyapp.core.text import one_line
from studyapp.core.worked import Series, WorkedExample
from studyapp.render.worked import chart_groups

MOST_VARIANTS = 6
MOST_CURVES = 8
"""As many as have marks of their own."""
LONGEST_LABEL = 28
SEED = Control(
    name="seed",
    kind="whole",
    default=0,
    allowed="whole number 0 to 9223372036854775807",
    description="What is drawn is drawn from it; the same seed gives the same numbers.",
    low=0,
    high=2**63 - 1,
    by_one=True,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One variant: what was changed of the parameters, and its last run."""

    key: int
    """Tells variants apart while runs are under way."""
    changed: Mapping[str, object] = field(default_factory=dict)
    seed: int = 0
    example: WorkedExample | None = None
    problem: str = ""
    """Why its last run was refused or stopped; the example is an older one then."""


@dataclass(frozen=True, slots=True)
class Bench:
    """An experiment with its controls and variants."""

    experiment: str
    title: str
    controls: tuple[Control, ...]
    """Those of the parameters; the seed comes last."""
    settings: tuple[Setting, ...]
    at: int = 0
    """Which variant the controls move."""
    chart: int = 0
    made: int = 1
    """How many variants there have been."""

    @property
    def now(self) -> Setting:
        return self.settings[self.at]

    def value(self, control: Control, place: int | None = None) -> object:
        """What a control stands at."""
        setting = self.settings[self.at if place is None else place]
        return setting.seed if control is SEED else setting.changed.get(control.name, control.default)

    def changed(self, control: Control, value: object) -> Bench:
        """The variant with another value of one control."""
        if control is SEED:
            assert isinstance(value, int)
            return self._put(replace(self.now, seed=value, problem=""))
        rest = {name: each for name, each in self.now.changed.items() if name != control.name}
        if value != control.default or isinstance(value, bool) != isinstance(control.default, bool):
            rest[control.name] = value
        return self._put(replace(self.now, changed=rest, problem=""))

    def ran(self, key: int, example: WorkedExample) -> Bench:
        """A run has come back; nothing where its variant is gone."""
        return self._replaced(key, lambda setting: replace(setting, example=example, problem=""))

    def failed(self, key: int, problem: str) -> Bench:
        return self._replaced(key, lambda setting: replace(setting, problem=problem))

    def added(self) -> Bench:
        """A copy of the variant, which the controls move from now on."""
        copy = replace(self.now, key=self.made)
        return replace(self, settings=(*self.settings, copy), at=len(self.settings), made=self.made + 1)

    def removed(self) -> Bench:
        rest = tuple(setting for place, setting in enumerate(self.settings) if place != self.at)
        return replace(self, settings=rest, at=min(self.at, len(rest) - 1)) if rest else self

    def turned(self, by: int) -> Bench:
        return replace(self, at=(self.at + by) % len(self.settings))

    def _put(self, setting: Setting) -> Bench:
        return replace(
            self,
            settings=tuple(setting if at == self.at else one for at, one in enumerate(self.settings)),
        )

    def _replaced(self, key: int, change: Callable[[Setting], Setting]) -> Bench:
        return replace(self, settings=tuple(change(one) if one.key == key else one for one in self.settings))

    # --- what is drawn ------------------------------------------------------------------------------------------

    @property
    def groups(self) -> tuple[str, ...]:
        """The charts that any variant has."""
        found: dict[str, None] = {}
        for setting in self.settings:
            for name in chart_groups(setting.example.series) if setting.example else ():
                found[name] = None
        return tuple(found)

    @property
    def group(self) -> str:
        """The chart that is shown."""
        groups = self.groups
        return groups[self.chart % len(groups)] if groups else ""

    def labels(self) -> tuple[str, ...]:
        """A name for each variant: its number and the values in which they differ."""
        controls = (*self.controls, SEED)
        places = range(len(self.settings))
        differ = [one for one in controls if len({repr(self.value(one, at)) for at in places}) > 1]
        names = [", ".join(_said(one, self.value(one, at)) for one in differ) for at in places]
        return tuple(one_line(f"{at + 1} {name}", LONGEST_LABEL) for at, name in enumerate(names))

    @property
    def single(self) -> bool:
        """Whether each of several variants has one curve, so that the chart's legend is a list of variants."""
        return len(self.settings) > 1 and all(len(own) <= 1 for own in self._own_curves())

    def _own_curves(self) -> list[tuple[Series, ...]]:
        return [
            chart_groups(setting.example.series).get(self.group, ()) if setting.example else ()
            for setting in self.settings
        ]

    def curves(self, *, marked: bool = True) -> tuple[Series, ...]:
        """The curves of the chart: of one variant by their own names, of several by the variants'; the one that the
        controls move is marked where the legend is the list of variants.
        """
        every = self._own_curves()
        if len(every) == 1:
            return every[0]
        most = MOST_CURVES // len(every) if sum(map(len, every)) > MOST_CURVES else MOST_CURVES
        marks = ["▸" if marked and self.single and at == self.at else "" for at in range(len(every))]
        return tuple(
            replace(one, name=f"{mark}{label}" if len(own) == 1 else f"{label}: {one.name}")
            for mark, label, own in zip(marks, self.labels(), every, strict=True)
            for one in own[:most]
        )

    @property
    def left_out(self) -> int:
        """How many curves the chart has no room for."""
        return sum(map(len, self._own_curves())) - len(self.curves())


def _said(control: Control, value: object) -> str:
    said = shown(value)
    return said if control.kind == "choice" and value is not None else f"{control.name} {said}"
