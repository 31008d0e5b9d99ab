"""Examining one question: every variant on many seeds, then what they have in common."""

from __future__ import annotations

from studyapp.core.grading import Known
from studyapp.core.items import Question
from studyapp.core.worked import CheckedClaim, Variant
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError
from studyapp.study.convention_check import check_conventions
from studyapp.study.key_check import check_key
from studyapp.study.number_check import check_numbers
from studyapp.study.option_check import check_options
from studyapp.study.pack_report import Examined, Path
from studyapp.study.spelling_check import check_spellings
from studyapp.study.trial_check import check_trials
from studyapp.study.variety_check import check_acceptance, check_variety

Job = tuple[str, Question, int, Known]
"""A question to examine: its pack, itself, the number of seeds, the terms of the glossary."""


def examine(job: Job) -> Examined:
    """Every variant of one question; the first failure of each statement is enough."""
    pack_id, question, seeds, known = job
    found = Examined(question.id)
    # A question without numbers is the same on every seed but for the order of its options.
    varying = bool(question.variables) or question.example is not None
    drawn: list[Variant] = []
    for seed in range(1, (seeds if varying else 1) + 1):
        found.variants += 1
        try:
            variant = variants.draw(pack_id, question, seed)
        except LabError as error:
            # A `where` that nothing satisfies has spoiled the draw; its rate tells more than the refusal.
            path = "where" if question.where and "where" in str(error) else "example"
            found.blame(f"{str(error).removeprefix(f'{question.id}: ')} (seed {seed})", path)
            break
        try:
            worked = runner.worked(question, variant)
        except LabError as error:
            found.blame(f"{error} (seed {seed})", "example")
            break
        drawn.append(variant)
        claims = worked.claims if worked else ()
        found.claims += len(claims)
        for place, claim in enumerate(claims):
            if not claim.holds:
                found.blame(_contradiction(claim, variant), *_path_of(question, place))
        check_key(question, variant, known, found.blame)
        check_numbers(question, variant, found.blame)
        check_options(question, variant, found.blame)
        check_spellings(question, variant, known, found.blame)
    check_trials(pack_id, question, known, found.blame)
    if len(drawn) == found.variants:
        check_variety(question, drawn, found.blame)
        found.acceptance = check_acceptance(pack_id, question, drawn, found.blame)
        check_conventions(pack_id, question, drawn, found.warn)
    return found


def _path_of(question: Question, place: int) -> Path:
    """Where the n-th checked statement of a question stands in its file."""
    count = len(question.example.claims) if question.example else 0
    if place < count:
        return ("example", "claims", place)
    for name in ("options", "pairs", "prospects"):
        if (listed := getattr(question, name, None)) is not None:
            decided = [index for index, one in enumerate(listed) if one.holds is not None]
            return (name, decided[place - count])
    return ("answer",)


def _contradiction(claim: CheckedClaim, variant: Variant) -> str:
    return f"claim {claim.text!r} does not hold on seed {variant.seed}: {claim.measured}"
