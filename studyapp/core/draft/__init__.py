"""Notes -> drafts of questions: pure rules over lines and blocks of text."""

from studyapp.core.draft.extract import Extracted, extract
from studyapp.core.draft.finish import Draft, answers_of
from studyapp.core.draft.notes import Block, Item, Notes, Passage, Row

__all__ = ["Block", "Draft", "Extracted", "Item", "Notes", "Passage", "Row", "answers_of", "extract"]
