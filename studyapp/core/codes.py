"""The codes of what `pack check` finds. They are stable: documents, workflows and `allow` name them."""

from __future__ import annotations

from typing import Literal, TypeAlias

# What each means and what to do is in docs/check-codes.md, which a test holds against these lists.
ReadingCode: TypeAlias = Literal[
    "no-folder", "no-manifest", "unreadable-folder", "too-many-files", "folder-too-large",
    "unusable-file", "unreadable-file", "file-too-large", "not-utf8", "unsafe-character",
    "missing-file", "empty-file", "unlisted-file", "file-twice", "not-a-question-file",
    "yaml-directive", "second-document", "yaml-alias", "yaml-anchor", "yaml-tag", "too-many-values", "too-deep",
    "unreadable-number", "quote-needed", "list-as-key", "repeated-field", "unclosed-bracket", "unclosed-quote",
    "tab-indentation", "misplaced-colon", "missing-colon", "bad-layout", "bad-escape", "block-text", "yaml-syntax",
]  # fmt: skip
"""What files and YAML can have wrong."""

FormatCode: TypeAlias = Literal[
    "folder-name", "missing-kind", "unknown-kind", "missing-id", "missing-field", "unknown-field",
    "wrong-type", "empty", "too-long", "bad-form", "too-few-entries", "too-many-entries", "out-of-bounds",
    "not-one-of", "variable-range", "backwards-range", "unreadable-expression", "more-problems",
    "duplicate-id", "duplicate-objective", "repeated-term", "unknown-objective", "unknown-question",
    "self-reference", "requires-cycle", "interruption", "malformed-url",
    "unbacked", "citation-without-reference", "needs-example", "no-claim", "unchecked-key", "undecided",
    "undeclared-variable", "derived-too-early", "where-without-variable", "misplaced-measurement",
    "unknown-facet", "test-verdict", "same-text", "no-feedback", "right-options", "order-without-values",
    "mutant-without-value", "bad-mutant", "reserved-name", "unnamed-point",
    "bad-tolerance", "several-tolerances", "duplicate-part", "follows-nothing",
    "no-blank", "empty-blank", "blanks-disagree",
]  # fmt: skip
"""What breaks a rule of the format."""

RunCode: TypeAlias = Literal[
    "claim-fails", "run-fails", "where-refuses-all", "where-refuses-most",
    "key-not-finite", "key-of-zero", "key-outside-range", "key-without-value", "key-not-right",
    "tolerance-misjudges",
    "mistake-not-finite", "mistake-of-another-shape", "mistake-accepted", "empty-accepted", "reject-accepted",
    "option-misjudged", "reads-the-same", "wrong-earns", "test-fails",
    "same-answer", "several-answers", "same-note", "objective-undertrained",
]  # fmt: skip
"""What an examination on many seeds contradicts."""

WarningCode: TypeAlias = Literal["unsaid-convention", "slow-example", "reads-as-list", "insecure-url"]
"""What an author should look at; `core.lint` has more."""

ErrorCode: TypeAlias = Literal[ReadingCode, FormatCode, RunCode]


class Broken(ValueError):
    """A rule of the format that a value breaks; the message says what to do."""

    def __init__(self, code: ErrorCode, message: str, at: str | None = None) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.at = at
        """The field that the message is about, where it does not begin with its name."""
