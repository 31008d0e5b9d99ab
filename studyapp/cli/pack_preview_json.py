"""What JSON tells of a question that is being written."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from studyapp.core.grading import right_answer
from studyapp.core.items import MultipleChoice, Predict, Question, SingleChoice
from studyapp.core.offered import offered, said_of
from studyapp.core.text import filled
from studyapp.core.worked import Named, Variant
from studyapp.render.question import question_text

if TYPE_CHECKING:
    from studyapp.study.pack_preview import Closer, Ran, Shot


def preview_dict(shot: Shot, ran: Ran | None, closer: Closer) -> dict[str, Any]:
    """The question as it is asked, what stands behind it, and what is found; null where none can be read."""
    mark, question = shot.mark, shot.question
    told: dict[str, Any] = {
        "pack": shot.pack,
        "folder": str(shot.folder),
        "id": shot.id,
        "number": shot.number,
        "of": shot.of,
        "place": asdict(mark) if mark is not None else None,
        "question": None,
        "findings": [{"where": one.where, **asdict(one)} for one in closer.findings],
    }
    if question is None or ran is None:
        return told
    variant = ran.variant
    return told | {
        "question": question.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "backing": str(question.backing),
        "draft": question.draft,
        "seed": ran.seed,
        "variables": dict(variant.variables) if variant else None,
        "refused": ran.refused or None,
        "cards": [_card(question, facet, variant) for facet in question.facets]
        if variant and not ran.refused
        else [],
        "options": _options(question, variant) if variant and not ran.refused else [],
        "mistakes": _mistakes(variant, closer) if variant else [],
        "claims": [asdict(claim) for claim in ran.worked.claims] if ran.worked else [],
        "seeds": closer.seeds,
    }


def _card(question: Question, facet: str, variant: Variant) -> dict[str, Any]:
    text = question_text(question, facet, variant)
    return {
        "card": facet,
        **asdict(text),
        "answer": right_answer(question, facet, variant),
        "key": variant.key,
    }


def _options(question: Question, variant: Variant) -> list[dict[str, Any]]:
    """Options in the order in which they are shown, with what gives and decides them."""
    texts = offered(question, variant)
    if isinstance(question, SingleChoice | MultipleChoice):
        return [
            {
                "text": texts[item],
                "correct": question.options[item].correct,
                "holds": question.options[item].holds,
                "mutant": question.options[item].mutant,
                "tag": question.options[item].tag,
                "says": said_of(question.options[item], variant) or None,
            }
            for item in variant.order
        ]
    if isinstance(question, Predict):
        return [
            {
                "text": texts[place],
                "correct": place in variant.right,
                "holds": prospect.holds,
                "says": filled(prospect.says, variant.variables) if prospect.says else None,
            }
            for place, prospect in enumerate(question.prospects)
        ]
    return []


def _mistakes(variant: Variant, closer: Closer) -> list[dict[str, Any]]:
    def told(one: Named, mutant: bool) -> dict[str, Any]:
        return {**asdict(one), "mutant": mutant}

    return [told(one, False) for one in variant.mistakes] + [told(one, True) for one in closer.named]
