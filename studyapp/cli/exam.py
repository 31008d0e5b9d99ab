"""Exams on the command line: their dates, what will be recalled, and what a day should ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from studyapp.cli.options import DAY, select_option
from studyapp.cli.output import echo, echo_json, json_option

if TYPE_CHECKING:
    from studyapp.core.exam import ExamPlan
    from studyapp.core.records import Exam
    from studyapp.study.app import Study
    from studyapp.study.exam_plans import ExamOutlook

MOST_NAMED = 12
"""Days of a plan that are listed."""


@click.group(help="Plan for exams: what will be recalled on the day, and what each day should ask.")
def exam() -> None:
    pass


@exam.command(help="Add an exam. DATE is YYYY-MM-DD.")
@click.argument("name")
@click.argument("day", metavar="DATE", type=DAY)
@select_option
@click.option("--minutes", type=click.IntRange(1, 1440), help="Minutes a day; those of the settings, or 20.")
@json_option
def add(name: str, day: date, selected: str, minutes: int | None, as_json: bool) -> None:
    study = _study()
    _tell(study.exams.outlook(study.exams.add(name, day, selected, minutes)), as_json)


@exam.command("list", help="List the exams with the recall to be expected on their days.")
@json_option
def list_exams(as_json: bool) -> None:
    outlooks = _study().exams.outlooks()
    if as_json:
        echo_json({"exams": [_as_dict(outlook) for outlook in outlooks]})
        return
    for outlook in outlooks:
        echo(_line(outlook))
    if not outlooks:
        echo("no exams yet: studyapp exam add NAME DATE")


@exam.command(help="Show an exam: its plan, what a day off costs, and the minutes that a recall takes.")
@click.argument("name")
@click.option(
    "--recall", type=click.IntRange(1, 99), default=90, show_default=True, help="Wished recall, in %."
)
@json_option
def show(name: str, recall: int, as_json: bool) -> None:
    study = _study()
    found = study.exams.named(name)
    outlook = study.exams.outlook(found)
    if outlook.plan is None:
        _tell(outlook, as_json)
        return
    today = study.clock.now().day
    tomorrow = today + timedelta(days=1)
    costs = study.exams.cost_of_days_off(found, [today] if outlook.days_left == 1 else [today, tomorrow])
    needed = study.exams.minutes_needed(found, recall / 100)
    asked = study.exams.todays_cards_of(found)
    if as_json:
        more = {
            "days": [_day_dict(day) for day in outlook.plan.days],
            "today": list(asked),
            "day_off_costs": {str(day): round(cost, 4) for day, cost in costs.items()},
            "wished_recall": recall / 100,
            "minutes_needed": needed,
        }
        echo_json(_as_dict(outlook) | more)
        return
    _tell(outlook, False)
    for day, cost in costs.items():
        echo(f"  A day off {'today' if day == today else 'tomorrow'} costs {100 * cost:.1f} % of recall")
    if needed is None:
        echo(f"  No amount of time a day reaches {recall} %")
    else:
        echo(f"  {recall} % takes {needed} minutes a day")
    _print_days(outlook.plan)


@exam.command(help="Change an exam: what is given, all else stays.")
@click.argument("name")
@click.option("--name", "new_name", help="A new name.")
@click.option("--day", type=DAY, metavar="DATE", help="A new day.")
@click.option("--select", "selected", metavar="QUERY", help="Only these cards; all when empty.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="Minutes a day.")
@json_option
def change(
    name: str,
    new_name: str | None,
    day: date | None,
    selected: str | None,
    minutes: int | None,
    as_json: bool,
) -> None:
    study = _study()
    changed = study.exams.change(name, new_name=new_name, day=day, selected=selected, minutes=minutes)
    _tell(study.exams.outlook(changed), as_json)


@exam.command(help="Remove an exam; undo brings it back.")
@click.argument("name")
@json_option
def remove(name: str, as_json: bool) -> None:
    removed = _study().exams.remove(name)
    if as_json:
        echo_json({"removed": removed.name})
    else:
        echo(f"removed {removed.name}")


def _study() -> Study:
    from studyapp.wiring import open_study

    return open_study()


def _tell(outlook: ExamOutlook, as_json: bool) -> None:
    if as_json:
        echo_json(_as_dict(outlook))
        return
    echo(_line(outlook))
    plan = outlook.plan
    if plan is None:
        return
    echo(f"  Known today: {_percent(plan.recall_now)} of {plan.cards} cards")
    echo(
        f"  On the day: {_percent(plan.recall)} with the plan, {_percent(plan.recall_untouched)} without study"
    )
    if plan.new_left:
        echo(f"  {plan.new_left} new cards find no time; more minutes a day would help")


def _line(outlook: ExamOutlook) -> str:
    from studyapp.core.text import one_line

    exam, days = outlook.exam, outlook.days_left
    when = f"in {days} day{'' if days == 1 else 's'}" if days > 0 else "today" if days == 0 else "over"
    on = f" on {one_line(exam.selection, 60)}" if exam.selection else ""
    if outlook.problem:
        return f"{exam.name}: {exam.day}, {when}{on}: {one_line(outlook.problem)}"
    if outlook.plan is None:
        return f"{exam.name}: {exam.day}, {when}{on}"
    expected = f"{_percent(outlook.plan.recall)} expected with {exam.minutes} minutes a day"
    return f"{exam.name}: {exam.day}, {when}{on}: {expected}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _as_dict(outlook: ExamOutlook) -> dict[str, Any]:
    found = _exam_dict(outlook.exam) | {"days_left": outlook.days_left}
    if outlook.problem:
        found["problem"] = outlook.problem
    if outlook.plan is not None:
        plan = outlook.plan
        found |= {
            "cards": plan.cards,
            "recall_now": round(plan.recall_now, 4),
            "recall_untouched": round(plan.recall_untouched, 4),
            "recall": round(plan.recall, 4),
            "new_left": plan.new_left,
        }
    return found


def _exam_dict(exam: Exam) -> dict[str, Any]:
    return {
        "name": exam.name,
        "day": exam.day.isoformat(),
        "selection": exam.selection,
        "minutes": exam.minutes,
    }


def _day_dict(day: Any) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "reviews": len(day.cards) - len(day.new),
        "new": len(day.new),
        "minutes": round(day.seconds / 60, 1),
    }


def _print_days(plan: ExamPlan) -> None:
    for day in plan.days[:MOST_NAMED]:
        row = _day_dict(day)
        echo(f"  {row['day']}  {row['reviews']:4d} reviews  {row['new']:3d} new  {row['minutes']:5.1f} min")
    if len(plan.days) > MOST_NAMED:
        echo(f"  and {len(plan.days) - MOST_NAMED} more days")
