"""Commands that report: packs, what is due, how it goes, and the store's health."""

from __future__ import annotations

import sys

import click

from studyapp.cli.output import ascii_only, echo, echo_json, json_option, width


@click.command(help="List the packs with their cards.")
@json_option
def packs(as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    found = study.library.packs()
    if as_json:
        echo_json(
            {
                "packs": [
                    {
                        "id": pack.manifest.id,
                        "title": pack.manifest.title,
                        "version": pack.manifest.version,
                        "cards": pack.cards,
                        "new": pack.new,
                        "due": pack.due,
                        "known": round(pack.known, 4),
                    }
                    for pack in found
                ],
                "problems": list(study.problems),
            }
        )
    for pack in () if as_json else found:
        echo(f"{pack.manifest.id}: {pack.manifest.title}")
        echo(f"  {pack.cards} cards, {pack.new} new, {pack.due} due, {pack.known * 100:.0f} % known")
    for problem in study.problems:
        click.echo(f"studyapp: {problem}", err=True)


@click.command(help="Say what is due now, by pack.")
@click.option("--select", default="", metavar="QUERY", help="Only cards that a search finds.")
@json_option
def due(select: str, as_json: bool) -> None:
    from studyapp.core.selection import parse
    from studyapp.wiring import open_study

    selection = parse(select)
    study = open_study()
    outlook = study.review(selection=selection).outlook()
    by_pack = {pack.manifest.id: pack.due for pack in study.library.packs()}
    if selection.condition is not None:
        of_selection = study.search.due_by_pack(selection)
        by_pack = {pack: of_selection.get(pack, 0) for pack in by_pack}
        for hint in study.search.hints(selection):
            click.echo(f"studyapp: {hint}", err=True)
    if as_json:
        waiting = outlook.waiting_until.isoformat() if outlook.waiting_until else None
        echo_json(
            {
                "due": outlook.due,
                "new": outlook.new,
                "in_learning": outlook.ahead,
                "packs": by_pack,
                "next_step_at": waiting,
            }
        )
        return
    echo(f"{outlook.due} due, {outlook.new} new today, {outlook.ahead} in learning")
    for pack, count in by_pack.items():
        if count:
            echo(f"  {count} in {pack}")


@click.command(help="Say how it goes: today, streak, retention, topics.")
@json_option
def stats(as_json: bool) -> None:
    from studyapp.wiring import open_study

    overview = open_study().progress.overview()
    if as_json:
        echo_json(
            {
                "day": overview.day.isoformat(),
                "today": {
                    "answers": overview.today.answers,
                    "recalled": overview.today.recalled,
                    "seconds": round(overview.today.seconds, 1),
                },
                "streak": overview.streak,
                "reviews": overview.reviews,
                "retention": overview.retention,
                "retention_reviews": overview.retention_reviews,
                "days": {day.isoformat(): count for day, count in overview.days.items()},
                "forecast": {day.isoformat(): count for day, count in overview.forecast.items()},
                "topics": [
                    {
                        "topic": topic.topic,
                        "cards": topic.cards,
                        "seen": topic.seen,
                        "known": round(topic.known, 4),
                    }
                    for topic in overview.topics
                ],
                "mistakes": [
                    {
                        "says": mistake.says,
                        "mistake": mistake.mistake,
                        "times": mistake.times,
                        "questions": list(mistake.questions),
                    }
                    for mistake in overview.mistakes
                ],
                "confidence": [
                    {
                        "confidence": level.confidence.value,
                        "answers": level.answers,
                        "right": level.right,
                        "share": round(level.share, 4),
                    }
                    for level in overview.calibration
                ],
                "overridden": {
                    "count": overview.overrides.count,
                    "wrong": overview.overrides.wrong,
                    "share": round(overview.overrides.share, 4),
                },
                "quizzes": [
                    {
                        "title": quiz.title,
                        "day": quiz.day.isoformat(),
                        "right": quiz.right,
                        "asked": quiz.asked,
                    }
                    for quiz in overview.quizzes
                ],
            }
        )
        return
    from studyapp.render.charts import meter
    from studyapp.render.markdown import plain_text
    from studyapp.render.question import SURE_WORDS

    today = overview.today
    echo(f"Today: {today.answers} answers, {today.recalled} recalled, {today.seconds / 60:.0f} min")
    echo(f"Streak: {overview.streak} day{'' if overview.streak == 1 else 's'}. Reviews: {overview.reviews}")
    if overview.retention is not None:
        echo(f"Remembered: {overview.retention * 100:.0f} % of {overview.retention_reviews} reviews")
    for level in overview.calibration:
        words, share = SURE_WORDS[level.confidence], f"{level.share * 100:.0f} %"
        echo(f"Right when {words}: {share} of {level.answers}")
    if overview.overrides.count:
        overrides = overview.overrides
        echo(f"Counted as right: {overrides.count} of {overrides.wrong} wrong answers")
    for topic in overview.topics:
        bar = meter(topic.known, width=max(10, width() - 50), ascii=ascii_only())
        echo(f"  {topic.topic:<28} {bar} {topic.known * 100:3.0f} %  {topic.seen}/{topic.cards} seen")
    for mistake in overview.mistakes:
        often = "once" if mistake.times == 1 else f"{mistake.times} times"
        echo(plain_text(f"Made {often}: {mistake.says} ({', '.join(mistake.questions)})", width()))


@click.command(help="Check the store, and every card's schedule against the replay of its reviews.")
@click.option("--mend", is_flag=True, help="Rebuild the cards that do not follow from their reviews.")
@json_option
def doctor(mend: bool, as_json: bool) -> None:
    from studyapp.wiring import open_study

    study = open_study()
    mended = study.mend() if mend else 0
    findings = study.examine()
    if as_json:
        echo_json(
            {
                "mended": mended,
                "findings": [{"what": finding.what, "message": finding.message} for finding in findings],
            }
        )
    else:
        if mended:
            echo(f"rebuilt {mended} card{'' if mended == 1 else 's'} from the reviews")
        for finding in findings:
            echo(f"{finding.what}: {finding.message}")
        if not findings:
            echo("the store is sound, and every card follows from its reviews")
    if findings:
        sys.exit(1)
