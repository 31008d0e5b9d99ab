"""Reports of mistakes: written beside the store, and replayed by the author of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from studyapp import __version__
from studyapp.core.errors import Refusal
from studyapp.core.grading import Outcome, Response, Verdict, right_answer
from studyapp.core.items import Bug, Parts, Question, Trace, split_card_id
from studyapp.core.mistake_report import Report, read_report, written_report
from studyapp.core.offered import offered
from studyapp.core.text import filled, one_line, safe
from studyapp.core.verdicts import retold
from studyapp.core.worked import Variant, unpacked_variant
from studyapp.lab import variants
from studyapp.lab.versions import versions
from studyapp.store import items, reviews
from studyapp.store.engine import Store
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.study.report_replay import Replay, replayed, text_of

MOST_FILES = 10_000
Found = Literal["right", "wrong", "self-rated"]
"""What can be found of an answer that was given."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it was put, with what was made of it."""

    pack: str
    question: Question
    facet: str
    version: str
    variant: Variant
    response: str | None = None
    given: Response | None = None
    outcome: Found | None = None
    verdict: Verdict | None = None


def shown_of(asked: Asked, *, response: str | None, given: Response | None, verdict: Verdict | None) -> Shown:
    """The question on a screen, with its answer."""
    outcome = None if response is None else cast("Found", verdict.outcome.value if verdict else "self-rated")
    return Shown(
        asked.card.pack,
        asked.question,
        asked.facet,
        asked.version,
        asked.variant,
        response,
        given,
        outcome,
        verdict,
    )


class Reports:
    """Writes reports and replays them."""

    def __init__(self, store: Store, clock: Clock, folder: Path | None) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder

    def of_seed(self, identity: str, seed: int | None) -> Shown:
        """A question with the numbers of a seed (its first variant when left out), not answered."""
        with self._store.reading() as session:
            stored = items.question(session, identity)
        if stored is None:
            raise Refusal(f"there is no question {one_line(identity, 120)!r}; write PACK/QUESTION")
        if seed is None:
            seed = variants.seed_for(stored.pack, stored.question.id, 0)
        variant = variants.draw(stored.pack, stored.question, seed)
        return Shown(stored.pack, stored.question, stored.question.facets[0], stored.version, variant)

    def of_review(self, identity: str, number: int) -> Shown:
        """A past review of a question by its number, the first one 1."""
        with self._store.reading() as session:
            now = items.question(session, identity)
            log = reviews.reviews_of_question(session, identity) if now else []
            if now is None or not 1 <= number <= len(log):
                what = f"{len(log)} reviews" if now else "no such question"
                raise Refusal(f"there is no review {number} of {one_line(identity, 120)!r} ({what})")
            review = log[number - 1]
            question = items.version(session, review.version)
            assert question is not None  # every version that was asked is kept
        variant = unpacked_variant(review.seed, review.variant)
        verdict = None
        if review.outcome != "self-rated":
            verdict = retold(Outcome(review.outcome), review.mistake, review.score, review.said)
        return Shown(
            now.pack,
            question,
            split_card_id(review.card_id)[2],
            review.version,
            variant,
            review.response,
            _read_again(question, variant, review.response),
            cast("Found", review.outcome),
            verdict,
        )

    def write(self, shown: Shown, says: str = "", folder: Path | None = None) -> Path:
        """Write a report into a file of its own; where it is."""
        folder = folder or self._folder
        if folder is None:
            raise Refusal("there is no folder for reports; name one with --output")
        report = self._report(shown, says)
        text = written_report(report)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for number in range(1, MOST_FILES):
                again = f"-{number}" if number > 1 else ""
                path = folder / f"{report.pack}-{report.question}-{report.seed}{again}.json"
                try:
                    with path.open("x", encoding="utf-8") as file:
                        file.write(text)
                except FileExistsError:
                    continue
                return path
        except OSError as error:
            reason = error.strerror or "cannot be written"
            raise Refusal(f"cannot write a report to {folder}: {reason}; name another folder") from error
        raise Refusal(f"{folder} is full of reports on this question; name another folder")

    def replay(self, path: Path) -> Replay:
        """Go through the report of a file again: the same numbers, the answer graded by the app of today."""
        report = read_report(text_of(path))
        return replayed(self._store, report, self._versions(report.pack))

    def _report(self, shown: Shown, says: str) -> Report:
        question, variant = shown.question, shown.variant
        given: Any = tuple(shown.given) if isinstance(shown.given, tuple | list) else shown.given
        lines = [filled(question.prompt, variant.variables), *_options(question, variant)]
        return Report(
            pack=shown.pack,
            question=question.id,
            facet=shown.facet,
            version=shown.version,
            day=self._clock.now().day,
            seed=variant.seed,
            variables=dict(variant.variables),
            order=variant.order,
            blanks=tuple(cell.blank for cell in variant.cells),
            shown="\n".join(lines)[:20_000],
            response=None if shown.response is None else safe(shown.response)[:4_000],
            given=given if given != shown.response else None,
            outcome=shown.outcome,
            mistake=shown.verdict.mistake if shown.verdict else None,
            told=shown.verdict.says[:20_000] if shown.verdict else "",
            expected=right_answer(question, shown.facet, variant)[:20_000],
            says=safe(says).strip()[:20_000],
            versions=self._versions(shown.pack),
        )

    def _versions(self, pack: str) -> dict[str, str]:
        with self._store.reading() as session:
            version = items.pack_version(session, pack)
        of_pack = {"pack": version[0], "pack files": version[1][:16]} if version else {}
        return {"studyapp": __version__, **of_pack, **versions()}


def _options(question: Question, variant: Variant) -> Sequence[str]:
    """What a learner chooses from, in the order of the variant."""
    if isinstance(question, Bug):
        return tuple(cell.label for cell in variant.cells)
    texts = offered(question, variant)
    return tuple(texts[place] for place in variant.order or range(len(texts)))


def _read_again(question: Question, variant: Variant, response: str) -> Response | None:
    """The answer behind the text that was kept of it; None where the text itself is graded."""
    if isinstance(question, Parts | Trace):
        return tuple(text.strip() for text in response.split(";"))
    return _places(_options(question, variant), response, 0)


def _places(options: Sequence[str], response: str, first: int) -> tuple[int, ...] | None:
    """Which options, in their order, a text joins; None where it joins none."""
    for place in range(first, len(options)):
        if response == options[place]:
            return (place,)
        if response.startswith(f"{options[place]}; "):
            rest = _places(options, response[len(options[place]) + 2 :], place + 1)
            if rest is not None:
                return (place, *rest)
    return None
