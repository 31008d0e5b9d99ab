"""Laying a question's texts out ahead of time, in a worker, so that the screen finds them done."""

from __future__ import annotations

from studyapp.core.items import Question
from studyapp.core.text import filled
from studyapp.core.worked import Variant
from studyapp.render.diagrams import diagram
from studyapp.render.markdown import prepare


def warm(question: Question, variant: Variant, *, width: int, ascii: bool) -> None:
    """Lay out every formula and diagram of a question once; both keep what they have laid out."""
    for text in (question.explanation, question.theory, question.practice):
        if text:
            prepare(filled(text, variant.variables), width=width, ascii=ascii)
    if question.diagram:
        diagram(question.diagram, width=width, ascii=ascii)
