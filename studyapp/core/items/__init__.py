"""What a pack holds: frozen models that are the pack format, and what is graded, shown and exported."""

from studyapp.core.items.chosen import MultipleChoice, Option, SingleChoice, TrueFalse
from studyapp.core.items.common import Common
from studyapp.core.items.examples import Choice, Claim, Example, IntegerRange, RealRange, Variable
from studyapp.core.items.fields import (
    STORED,
    Backing,
    Expression,
    Id,
    Line,
    Model,
    Name,
    QuestionRef,
    Reference,
    Text,
    Url,
)
from studyapp.core.items.formula import Formula, FormulaAnswer
from studyapp.core.items.guide import Guide, Section
from studyapp.core.items.kinds import KINDS, AnyQuestion, Question
from studyapp.core.items.numeric import Mistake, Numeric, NumericAnswer
from studyapp.core.items.packs import Manifest, Objective, Pack, Term, card_id, split_card_id
from studyapp.core.items.recalled import Blank, Cloze, Flashcard
from studyapp.core.items.written import KeyPoint, Open, Rejected, ShortText, TextAnswer

__all__ = [
    "KINDS",
    "STORED",
    "AnyQuestion",
    "Backing",
    "Blank",
    "Choice",
    "Claim",
    "Cloze",
    "Common",
    "Example",
    "Expression",
    "Flashcard",
    "Formula",
    "FormulaAnswer",
    "Guide",
    "Id",
    "IntegerRange",
    "KeyPoint",
    "Line",
    "Manifest",
    "Mistake",
    "Model",
    "MultipleChoice",
    "Name",
    "Numeric",
    "NumericAnswer",
    "Objective",
    "Open",
    "Option",
    "Pack",
    "Question",
    "QuestionRef",
    "RealRange",
    "Reference",
    "Rejected",
    "Section",
    "ShortText",
    "SingleChoice",
    "Term",
    "Text",
    "TextAnswer",
    "TrueFalse",
    "Url",
    "Variable",
    "card_id",
    "split_card_id",
]
