"""Options and arguments that several commands take."""

from __future__ import annotations

from datetime import date
from typing import Any

import click


class DayParam(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            from studyapp.core.text import one_line

            self.fail(f"{one_line(value, 40)!r} is not a day; write it as 2027-03-31", param, ctx)


DAY = DayParam()
select_option = click.option("--select", "selected", metavar="QUERY", default="", help="Only these cards.")
