"""What a pack holds: frozen models that are the pack format, and what is graded, shown and exported."""

from studyapp.core.items.arranged import Matching, Ordering, Pair, Ranked
from studyapp.core.items.chosen import MultipleChoice, Option, SingleChoice, TrueFalse
from studyapp.core.items.common import Common
from studyapp.core.items.examples import (
    Array,
    Choice,
    Claim,
    Derived,
    Difference,
    Example,
    IntegerRange,
    RealRange,
    Variable,
)
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
    Source,
    Text,
    Url,
)
from studyapp.core.items.filled import ArrayAnswer, ArrayQuestion, Part, Parts, Trace, TraceRow
from studyapp.core.items.formula import Formula, FormulaAnswer
from studyapp.core.items.guide import Guide, Section
from studyapp.core.items.kinds import KINDS, AnyQuestion, Question
from studyapp.core.items.numeric import Judged, Mistake, Numeric, NumericAnswer
from studyapp.core.items.packs import Manifest, Objective, Pack, Term, card_id, split_card_id
from studyapp.core.items.recalled import Blank, Cloze, Flashcard
from studyapp.core.items.run_decides import Bug, Predict, Prospect, Quantity
from studyapp.core.items.trials import Trial
from studyapp.core.items.written import KeyPoint, Open, Rejected, ShortText, TextAnswer

__all__ = [
    "KINDS",
    "STORED",
    "AnyQuestion",
    "Array",
    "ArrayAnswer",
    "ArrayQuestion",
    "Backing",
    "Blank",
    "Bug",
    "Choice",
    "Claim",
    "Cloze",
    "Common",
    "Derived",
    "Difference",
    "Example",
    "Expression",
    "Flashcard",
    "Formula",
    "FormulaAnswer",
    "Guide",
    "Id",
    "IntegerRange",
    "Judged",
    "KeyPoint",
    "Line",
    "Manifest",
    "Matching",
    "Mistake",
    "Model",
    "MultipleChoice",
    "Name",
    "Numeric",
    "NumericAnswer",
    "Objective",
    "Open",
    "Option",
    "Ordering",
    "Pack",
    "Pair",
    "Part",
    "Parts",
    "Predict",
    "Prospect",
    "Quantity",
    "Question",
    "QuestionRef",
    "Ranked",
    "RealRange",
    "Reference",
    "Rejected",
    "Section",
    "ShortText",
    "SingleChoice",
    "Source",
    "Term",
    "Text",
    "TextAnswer",
    "Trace",
    "TraceRow",
    "Trial",
    "TrueFalse",
    "Url",
    "Variable",
    "card_id",
    "split_card_id",
]
