"""The command that says how it goes: a sentence and a small table for each thing, or all of them as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from studyapp.cli.output import echo, echo_json, json_option, width

if TYPE_CHECKING:
    from studyapp.study.overview import Overview

LONGEST = 36_500
"""Days."""


def _period(_context: click.Context, _option: click.Parameter, typed: str) -> int | None:
    """Days to look back; None for all."""
    if typed.strip().lower() == "all":
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 5 and 1 <= int(typed) <= LONGEST):
        raise click.BadParameter(f"{typed[:20]!r} is no number of days from 1 to {LONGEST}, and not 'all'")
    return int(typed)


@click.command(help="Say how it goes: today, streak, retention, what is known, mistakes, times.")
@click.option("--select", "selection", default="", metavar="QUERY", help="Only of these cards.")
@click.option("--days", default="90", show_default=True, callback=_period, help="How far back, or 'all'.")
@json_option
def stats(selection: str, days: int | None, as_json: bool) -> None:
    from studyapp.core.selection import parse
    from studyapp.wiring import open_study

    study = open_study()
    meant = parse(selection)
    overview = study.progress.overview(meant, days)
    for hint in study.search.hints(meant):
        click.echo(f"studyapp: {hint}", err=True)
    if as_json:
        from studyapp.cli.stats_json import as_plain

        echo_json({"selection": selection, **as_plain(overview)})
        return
    for line in _lines(overview):
        echo(line)


def _lines(overview: Overview) -> list[str]:
    from studyapp.render import progress_words as words

    lines = [
        f"Today: {words.today_words(overview.today)}",
        f"Streak: {words.streak_words(overview.streak)}. {words.STREAK_RULE}",
        f"{words.period_words(overview.period).capitalize()}: "
        + words.calendar_words(overview.days, overview.seconds),
    ]
    if overview.retention is not None:
        lines += [
            f"Remembered: {words.retention_words(overview.wanted, overview.retention)}",
            words.expected_words(overview.retention),
        ]
        lines += _retention(overview)
    lines += [f"Due: {words.forecast_words(overview.forecast, overview.day)}"]
    return [*lines, *_own_word(overview), *_known(overview), *_mistakes(overview), *_times(overview)]


def _indented(rows: list[list[str | float]], header: tuple[str, ...]) -> list[str]:
    from studyapp.render.charts import table

    return [f"  {line}" for line in table(rows, header).split("\n")] if rows else []


def _retention(overview: Overview) -> list[str]:
    from studyapp.render.progress_words import fit_words, percent, recall_label

    named = [*overview.by_age.items()]
    named += [(recall_label(ends), found) for ends, found in overview.by_recall.items()]
    rows: list[list[str | float]] = []
    for name, found in named:
        low, high = found.interval
        shares = [percent(share, 1) for share in (found.share, low, high, found.predicted)]
        rows.append([name, *shares, found.tested])
    fitted = [fit_words(overview.fit)] if overview.fit else []
    return [*_indented(rows, ("cards", "got", "from", "to", "expected", "reviews")), *fitted]


def _own_word(overview: Overview) -> list[str]:
    from studyapp.render.progress_words import percent
    from studyapp.render.question import SURE_WORDS

    lines = [
        f"Right when {SURE_WORDS[level.confidence]}: {percent(level.share)} of {level.answers}"
        for level in overview.calibration
    ]
    if overview.overrides.count:
        overrides = overview.overrides
        lines.append(f"Counted as right: {overrides.count} of {overrides.wrong} wrong answers")
    return lines


def _known(overview: Overview) -> list[str]:
    from studyapp.core.text import one_line
    from studyapp.render.progress_words import KNOWN_RULE, counted, percent, spread_words

    lines = [KNOWN_RULE]
    for head, known in (("pack", overview.packs), ("topic", overview.topics), ("section", overview.sections)):
        rows: list[list[str | float]] = [
            [
                one_line(one.title, 30),
                percent(one.known),
                f"{one.seen}/{one.cards}",
                one_line(one.weakest, 40),
            ]
            for one in known
            if one.seen
        ]
        lines += _indented(rows, (head, "known", "seen", "weakest question"))
        if len(rows) < len(known):
            lines.append(f"  {counted(len(known) - len(rows), head)} not begun")
    stability = spread_words("Stability", overview.stability, " d")
    return [*lines, stability, spread_words("Difficulty", overview.difficulty)]


def _mistakes(overview: Overview) -> list[str]:
    from studyapp.render.markdown import plain_text

    lines = []
    for mistake in overview.mistakes:
        often = "once" if mistake.times == 1 else f"{mistake.times} times"
        where = ", ".join(mistake.questions) + (f" and {mistake.more} more" if mistake.more else "")
        lines.append(plain_text(f"Made {often}: {mistake.says} ({where})", width()))
    return lines


def _times(overview: Overview) -> list[str]:
    from studyapp.core.text import one_line
    from studyapp.render.progress_words import WEEKDAYS, hour_words, percent, times_words

    lines = [f"Time: {times_words(overview.times)}"]
    slow: list[list[str | float]] = [
        [one_line(one.heading, 50), f"{one.seconds:.0f} s", one.answers] for one in overview.slowest
    ]
    lines += _indented(slow, ("slowest question", "mean", "answers"))
    lines.append(f"When: {hour_words(overview.hours)}")
    week: list[list[str | float]] = [
        [name, part.answers, percent(part.recalled / part.answers)]
        for name, part in zip(WEEKDAYS, overview.weekdays, strict=True)
        if part.answers
    ]
    return lines + _indented(week, ("day", "answers", "right"))
