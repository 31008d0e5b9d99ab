"""Which section of the guide each question belongs to."""

from __future__ import annotations

from collections import Counter

from studyapp.core.items import Pack


def section_of(pack: Pack) -> dict[str, str]:
    """The id of each question's section: the one that asks it; else the one whose questions share its main topic.

    A question whose main topic no section asks about has none.
    """
    if pack.guide is None:
        return {}
    asked: dict[str, str] = {}
    sections = pack.guide.sections
    for section in sections:
        for question_id in section.questions:
            asked.setdefault(question_id, section.id)
    by_topic: dict[str, Counter[str]] = {}
    for question in pack.questions:
        if question.id in asked:
            for place, topic in enumerate(question.topics):
                # The main topic says the most about where a question belongs.
                by_topic.setdefault(topic, Counter())[asked[question.id]] += 3 if place == 0 else 1
    order = [section.id for section in sections]
    found: dict[str, str] = {}
    for question in pack.questions:
        if question.id in asked:
            found[question.id] = asked[question.id]
        elif counted := by_topic.get(question.topics[0]):
            found[question.id] = max(counted, key=lambda section: (counted[section], -order.index(section)))
    return found
