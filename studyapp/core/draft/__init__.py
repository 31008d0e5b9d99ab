"""Notes -> drafts of questions: pure rules over lines and blocks of text."""

from studyapp.core.draft.candidates import Defined, slug
from studyapp.core.draft.extract import MOST_DRAFTS, Extracted, extract
from studyapp.core.draft.finish import Draft, Taken, answers_of, digest, key_of
from studyapp.core.draft.guide import glossary, guide_text
from studyapp.core.draft.notes import Block, Item, Notes, Passage, Row

__all__ = [
    "MOST_DRAFTS",
    "Block",
    "Defined",
    "Draft",
    "Extracted",
    "Item",
    "Notes",
    "Passage",
    "Row",
    "Taken",
    "answers_of",
    "digest",
    "extract",
    "glossary",
    "guide_text",
    "key_of",
    "slug",
]
