"""Verdicts on what was chosen: options, prospects, the wrong step of a pass, ticked key points."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core import answers
from studyapp.core.answers import Unreadable
from studyapp.core.items import Bug, MultipleChoice, Open, Option, Predict, SingleChoice
from studyapp.core.mistakes import option_tag, prospect_tag
from studyapp.core.offered import said_of
from studyapp.core.text import filled, safe
from studyapp.core.verdicts import Outcome, Response, Verdict, not_gradable, verdict
from studyapp.core.worked import Variant


def chosen(question: SingleChoice | MultipleChoice, response: Response, variant: Variant) -> Verdict:
    several = isinstance(question, MultipleChoice)
    order = variant.order or tuple(range(len(question.options)))
    if isinstance(response, str):
        read = answers.read_options(response, len(order), several=several)
        if isinstance(read, Unreadable):
            return not_gradable(read.message)
        places: Sequence[int] = read
    elif isinstance(response, bool):
        return not_gradable("choose an option")
    else:
        places = [place for place in response if isinstance(place, int) and 0 <= place < len(order)]
    if not places:
        return not_gradable("choose at least one option")
    taken = {order[place] for place in places}
    right = {place for place, option in enumerate(question.options) if option.correct}
    if taken == right:
        return verdict(True, _said([question.options[place] for place in sorted(taken)], variant))
    wrong = [question.options[place] for place in sorted(taken - right)]
    if wrong:
        tag = wrong[0].tag or wrong[0].mutant or option_tag(wrong[0].text)
        says = _said(wrong, variant)
    else:
        tag = "incomplete"
        says = f"{len(right - taken)} more of the options also hold."
    score = _net_correct(taken, right, len(question.options)) if several else 0.0
    return Verdict(Outcome.WRONG, says, tag, score)


def _said(options: Sequence[Option], variant: Variant) -> str:
    return "\n".join(said_of(option, variant) for option in options).strip()


def _net_correct(chosen: set[int], right: set[int], options: int) -> float:
    """Share of the right options found less the share of the wrong ones taken: all or none earns nothing."""
    net = len(chosen & right) / len(right) - len(chosen - right) / (options - len(right))
    return max(0.0, net)


def predicted(question: Predict, response: Response, variant: Variant) -> Verdict:
    """A prediction against the run."""
    place = one_of(response, len(question.prospects))
    if isinstance(place, Unreadable):
        return not_gradable(place.message)
    prospect = question.prospects[place]
    if place in variant.right:
        return verdict(True)
    return verdict(False, filled(prospect.says or "", variant.variables), prospect_tag(prospect.text))


def found(question: Bug, response: Response, variant: Variant) -> Verdict:
    """The line in which the mistake shows first; the lines after it are wrong by its consequence."""
    place = one_of(response, len(question.steps))
    if isinstance(place, Unreadable):
        return not_gradable(place.message)
    first = variant.right[0]
    if place == first:
        return verdict(True, variant.told)
    if place < first:
        says = "That line is right. " + variant.told
        return verdict(False, says, "bug:too-early")
    return verdict(False, "A line above it is wrong already. " + variant.told, "bug:consequence")


def one_of(response: Response, count: int) -> int | Unreadable:
    """The one place that was chosen."""
    if isinstance(response, str):
        read = answers.read_options(response, count, several=False)
        return read if isinstance(read, Unreadable) else read[0]
    if not isinstance(response, bool):
        places = [place for place in response if isinstance(place, int) and 0 <= place < count]
        if len(places) == 1:
            return places[0]
    return Unreadable("choose one line")


def ticked(question: Open, response: Response) -> Verdict:
    if isinstance(response, str | bool):
        if isinstance(response, bool):
            return not_gradable("tick the key points that your answer has")
        if safe(response).strip().casefold() in {"none", "0"}:
            return Verdict(Outcome.WRONG, f"0 of {len(question.key_points)} key points.")
        read = answers.read_options(response, len(question.key_points), several=True)
        if isinstance(read, Unreadable):
            return not_gradable(read.message + ", or none")
        response = read
    had = {place for place in response if isinstance(place, int) and 0 <= place < len(question.key_points)}
    share = len(had) / len(question.key_points)
    says = f"{len(had)} of {len(question.key_points)} key points."
    return Verdict(Outcome.RIGHT if share == 1 else Outcome.WRONG, says, score=share)
