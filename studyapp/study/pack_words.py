"""What a change of a pack does, in words."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.study.pack_plan import PackPlan

MOST_NAMED = 8


def plan_lines(plan: PackPlan) -> list[str]:
    """The change of a pack, a line for each thing that happens."""
    before, after = plan.version
    versions = f"version {before} -> {after}" if before and after else f"version {after or before}"
    lines = [f"{plan.pack}: {plan.title}, {versions}"]
    if plan.added:
        lines.append(f"  {_counted(plan.added, 'question')} added: {_named(plan.added)}")
    if plan.returning:
        lines.append(
            f"  {_counted(plan.returning, 'question')} back, with the schedules they had: {_named(plan.returning)}"
        )
    if plan.renamed:
        named = [f"{old} -> {new}" for old, new in plan.renamed]
        cards = _cards(plan.moved_cards)
        lines.append(
            f"  {_counted(named, 'question')} renamed, {cards} with their schedules: {_named(named)}"
        )
    if plan.changed:
        kept = f"; {_cards(plan.kept_cards)} keep their schedules" if plan.kept_cards else ""
        lines.append(f"  {_counted(plan.changed, 'question')} changed{kept}: {_named(plan.changed)}")
    if plan.retired:
        lines.append(f"  {_counted(plan.retired, 'question')} retired: {_named(plan.retired)}")
    if plan.left_cards:
        kept = "1 review is" if plan.left_reviews == 1 else f"{plan.left_reviews:,} reviews are"
        lines.append(f"  {_cards(plan.left_cards)} leave study; {kept} kept for their return")
    if plan.unchanged:
        lines.append(f"  {plan.unchanged:,} unchanged")
    return lines


def _counted(named: Sequence[str], what: str) -> str:
    return f"{len(named):,} {what}{'' if len(named) == 1 else 's'}"


def _cards(count: int) -> str:
    return f"{count:,} card{'' if count == 1 else 's'}"


def _named(named: Sequence[str]) -> str:
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
