"""A backlog or a vacation spread over days, on the command line: shown first, then asked about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.options import DAY, select_option
from studyapp.cli.output import ascii_only, echo, echo_json, json_option, width

if TYPE_CHECKING:
    from studyapp.core.spread import Spread

MOST_NAMED = 12
"""Days that are listed."""


@click.command(
    help="Spread what is due over days, or around a vacation. It is shown first; nothing changes without a yes."
)
@click.option("--days", type=click.IntRange(1, 366), help="Spread what is due over so many days.")
@click.option("--per-day", type=click.IntRange(1, 10_000), metavar="N", help="At most so many cards a day.")
@click.option("--minutes", type=click.IntRange(1, 1440), metavar="M", help="At most so many minutes a day.")
@click.option("--from", "first", type=DAY, metavar="DAY", help="First day of a vacation.")
@click.option("--to", "last", type=DAY, metavar="DAY", help="Last day of a vacation.")
@select_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
def spread(
    days: int | None,
    per_day: int | None,
    minutes: int | None,
    first: date | None,
    last: date | None,
    selected: str,
    yes: bool,
    as_json: bool,
) -> None:
    if (first is None) != (last is None):
        raise click.UsageError("a vacation has two days: give --from and --to")
    if first is not None and days is not None:
        raise click.UsageError("--days spreads a backlog and --from a vacation; give one of them")
    from studyapp.wiring import open_study

    spreading = open_study().spreading
    if first is not None and last is not None:
        plan = spreading.vacation(first, last, per_day=per_day, minutes=minutes, selected=selected)
    elif days is None and per_day is None and minutes is None:
        raise click.UsageError("say how: --days N, --per-day N, --minutes M, or --from DAY --to DAY")
    else:
        plan = spreading.backlog(days=days, per_day=per_day, minutes=minutes, selected=selected)
    if not as_json:
        _preview(plan)
        if plan.moves and not yes and not click.confirm(f"Move {len(plan.moves)} cards?", err=True):
            echo("nothing was changed")
            return
    moved = spreading.apply(plan) if plan.moves and (yes or not as_json) else 0
    if as_json:
        echo_json(_spread_dict(plan) | {"moved": moved})
    elif moved:
        echo(f"moved {moved} cards; undo takes it back")


def _spread_dict(plan: Spread) -> dict[str, Any]:
    return {
        "per_day": plan.per_day,
        "lost": round(plan.lost, 3),
        "days": [
            {"day": day.isoformat(), "before": plan.before.get(day, 0), "after": plan.after.get(day, 0)}
            for day in sorted({*plan.before, *plan.after})
        ],
        "moves": {card: day.isoformat() for card, day in plan.moves.items()},
    }


def _preview(plan: Spread) -> None:
    from studyapp.render.charts import meter

    if not plan.moves:
        echo("nothing has to move")
        return
    listed = sorted({*plan.before, *plan.after})
    most = max([*plan.before.values(), *plan.after.values()])
    length = max(8, (width() - 32) // 2)
    echo("  day           before   after")
    for day in listed[:MOST_NAMED]:
        before, after = plan.before.get(day, 0), plan.after.get(day, 0)
        bar = meter(after / most, width=length, ascii=ascii_only())
        echo(f"  {day}  {before:8d}{after:8d}  {bar}")
    if len(listed) > MOST_NAMED:
        echo(f"  and {len(listed) - MOST_NAMED} more days")
    lost = abs(plan.lost)
    echo(
        f"  {len(plan.moves)} cards move, at most {plan.per_day} a day; {lost:.1f} cards"
        f" {'fewer' if plan.lost >= 0 else 'more'} will be recalled for it"
    )
