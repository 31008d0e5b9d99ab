"""Examining the questions of a pack: each on many seeds, its claims and its key against the run."""

from __future__ import annotations

from studyapp.core.codes import ErrorCode
from studyapp.core.items import Question
from studyapp.core.worked import CheckedClaim, Variant
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError
from studyapp.study.convention_check import check_conventions
from studyapp.study.key_check import check_key
from studyapp.study.number_check import check_numbers
from studyapp.study.option_check import check_options
from studyapp.study.pack_jobs import Job
from studyapp.study.pack_report import Examined, Path
from studyapp.study.spelling_check import check_spellings
from studyapp.study.trial_check import check_trials
from studyapp.study.variety_check import check_acceptance, check_variety

SLOW = 0.1
"""Seconds of computing of one run from which on a learner waits for it."""


def examine(job: Job) -> list[Examined]:
    """Every variant of some questions, seed by seed: a run that they share is remembered from one to the next."""
    examined = [Examined(question.id) for question in job.questions]
    drawn: list[list[Variant]] = [[] for _ in job.questions]
    for seed in range(1, job.seeds + 1):
        for question, one, its in zip(job.questions, examined, drawn, strict=True):
            # A question without numbers is the same on every seed but for the order of its options.
            varying = bool(question.variables) or question.example is not None
            if len(its) == one.variants and (varying or seed == 1):
                _examine_variant(job, question, seed, one, its)
    for question, one, its in zip(job.questions, examined, drawn, strict=True):
        check_trials(job.pack, question, job.known, one.blame)
        if len(its) == one.variants:  # every variant could be drawn and run
            check_variety(question, its, one.blame)
            one.acceptance = check_acceptance(job.pack, question, its, one.blame)
            check_conventions(job.pack, question, its, one.warn)
        if one.seconds is not None and one.seconds > SLOW:
            one.warn(
                "slow-example",
                f"one run takes {one.seconds:.2f} s of computing, more than {SLOW:g} s;"
                " take fewer steps, fewer units or fewer examples",
                "example",
            )
    return examined


def _examine_variant(job: Job, question: Question, seed: int, found: Examined, drawn: list[Variant]) -> None:
    """One variant; the first failure of each statement is enough."""
    found.variants += 1
    try:
        variant = variants.draw(job.pack, question, seed)
    except LabError as error:
        refused = question.where and "satisfy where" in str(error)
        code: ErrorCode = "where-refuses-all" if refused else "run-fails"
        path = "where" if refused else "example"
        found.blame(code, f"{str(error).removeprefix(f'{question.id}: ')} (seed {seed})", path)
        return
    try:
        worked = runner.worked(question, variant)
    except LabError as error:
        found.blame("run-fails", f"{error} (seed {seed})", "example")
        return
    drawn.append(variant)
    if (behind := runner.asked(question, variant)) is not None:
        found.runs.append(runner.seconds(*behind))
    claims = worked.claims if worked else ()
    found.claims += len(claims)
    for place, claim in enumerate(claims):
        if not claim.holds:
            found.blame("claim-fails", _contradiction(claim, variant), *_path_of(question, place))
    # The first to find something at a field is told: what says most about it comes first.
    check_numbers(question, variant, found.blame)
    check_spellings(question, variant, job.known, found.blame)
    check_options(question, variant, found.blame)
    check_key(question, variant, job.known, found.blame)


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
