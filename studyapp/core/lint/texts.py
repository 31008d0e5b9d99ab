"""What a question says, taken apart once for all rules."""

from __future__ import annotations

from studyapp.core.items import Cloze, MultipleChoice, Predict, Question, SingleChoice
from studyapp.core.lint.words import exact_tokens, plain, sentences, tokens


class Told:
    """A question with the plain text of its prompt, its sentences and tokens."""

    __slots__ = (
        "exact",
        "field",
        "id",
        "kind",
        "options",
        "prompt",
        "question",
        "raw",
        "sentences",
        "tokens",
    )

    def __init__(self, question: Question) -> None:
        self.question = question
        self.id = question.id
        self.kind = question.kind
        self.field = "text" if isinstance(question, Cloze) else "prompt"
        self.raw = question.prompt
        self.prompt = plain(self.raw)
        self.sentences = sentences(self.prompt)
        self.tokens = tokens(self.prompt)
        self.exact = exact_tokens(self.raw, self.tokens)
        self.options: list[Offered] = []
        if isinstance(question, SingleChoice | MultipleChoice):
            self.options = [Offered(option.text, option.correct) for option in question.options]
        elif isinstance(question, Predict):
            self.options = [Offered(prospect.text, None) for prospect in question.prospects]


class Offered:
    """An option; a prospect is neither right nor wrong before the run."""

    __slots__ = ("correct", "exact", "text", "tokens")

    def __init__(self, text: str, correct: bool | None) -> None:
        self.text = text
        self.correct = correct
        self.tokens = tokens(plain(text))
        self.exact = exact_tokens(text, self.tokens)
