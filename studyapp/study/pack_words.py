"""What a change of a pack does, in words."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.study.pack_plan import PackPlan

MOST_NAMED = 8


def plan_lines(plan: PackPlan) -> list[str]:
    """The change of a pack, a line for each thing that happens."""
    before, after = plan.version
    version = f"version {after or before}"
    if before and after and before != after:
        version = f"version {before} -> {after}"
    lines = [f"{plan.pack}: {plan.title}, {version}"]
    renamed = [f"{old} -> {new}" for old, new in plan.renamed]
    kept = f"; the schedule of {_counted(plan.kept_cards, 'card')} stays" if plan.kept_cards else ""
    for named, does in (
        (plan.added, "added"),
        (plan.returning, "back, with the schedule that was kept"),
        (renamed, f"renamed; the schedule of {_counted(plan.moved_cards, 'card')} goes along"),
        (plan.changed, f"changed{kept}"),
        (plan.retired, "retired"),
    ):
        if named:
            lines.append(f"  {_counted(len(named), 'question')} {does}: {_named(named)}")
    if plan.left_cards:
        reviews = _counted(plan.left_reviews, "review")
        left = _counted(plan.left_cards, "card")
        lines.append(f"  {left} with a schedule out of study; {reviews} kept, for the return")
    if plan.unchanged:
        lines.append(f"  {plan.unchanged:,} unchanged")
    if plan.drafts:
        kept = "until it is kept" if plan.drafts == 1 else "until they are kept"
        lines.append(f"  {_counted(plan.drafts, 'draft')} left out {kept}; see 'studyapp pack drafts'")
    return lines


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _named(named: Sequence[str]) -> str:
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
