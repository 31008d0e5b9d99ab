"""A small pack with every kind of question, and a way to write it with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MANIFEST = """\
format: 1
id: small
title: Small pack
summary: Every kind once.
authors: [A. Author]
license: MIT
objectives:
  - {id: bound, text: States the bound.}
guide: guide.md
glossary: glossary.yaml
questions:
  - questions/words.yaml
  - questions/numbers.yaml
"""
GUIDE = """\
# Sigmoid

It saturates.

{{question: slope}}

```text
{{question: not-a-reference}}
```
"""
GLOSSARY = """\
- term: Sigmoid
  aliases: [logistic function]
  definition: A squashing function.
  related: [slope]
- term: ReLU
  definition: Zero or the input.
"""
WORDS = """\
- id: card
  kind: flashcard
  difficulty: easy
  topics: [sigmoid]
  objectives: [bound]
  prompt: Front
  answer: Back
  both: true
  backed_by: citation
  references: [{title: A book, year: 2016, url: "https://example.org/book"}]
- id: hole
  kind: cloze
  difficulty: easy
  topics: [sigmoid]
  text: At most [[bound|0.25|1/4]].
  backed_by: citation
  references: [{title: A book}]
- id: pick
  kind: choice
  difficulty: medium
  topics: [sigmoid]
  related: [card, other-pack/thing]
  prompt: Which?
  options:
    - {text: Left, correct: true}
    - {text: Right, says: Not this.}
  backed_by: citation
  references: [{title: A book}]
- id: picks
  kind: choices
  difficulty: hard
  topics: [sigmoid]
  requires: [pick]
  prompt: Which ones?
  options:
    - {text: Left, correct: true}
    - {text: Middle, correct: true}
    - {text: Right, says: Not this.}
  backed_by: citation
  references: [{title: A book}]
- id: word
  kind: text
  difficulty: easy
  topics: [sigmoid]
  prompt: Name it.
  answer: {accept: [sigmoid], reject: [{text: tanh, says: That is centered.}]}
  backed_by: citation
  references: [{title: A book}]
- id: essay
  kind: open
  difficulty: hard
  topics: [sigmoid]
  prompt: Why?
  answer: Because.
  key_points:
    - {text: First point, words: [one]}
    - {text: Second point}
  backed_by: citation
  references: [{title: A book}]
"""
NUMBERS = """\
- id: slope
  kind: numeric
  difficulty: medium
  topics: [sigmoid]
  prompt: The slope at {{x}}?
  variables: {x: {choice: [0, 0.5, 1e3]}, n: {integer: [1, 9]}, r: {real: [-1, 1.5]}}
  example:
    experiment: activation
    with: {at: "{{x}}"}
    claims:
      - slope <= 1 / 4
      - {holds: answer >= 0, says: It never falls.}
  answer: {value: slope, tolerance: 1%}
  mistakes:
    - {value: 4, says: The inverse.}
- id: claim
  kind: true_false
  difficulty: easy
  topics: [sigmoid]
  prompt: The slope is below 1.
  answer: true
  example:
    experiment: activation
    claims: [slope < 1]
  decided_by: slope < 1
- id: rows
  kind: array
  difficulty: easy
  topics: [sigmoid]
  prompt: The doubles of {{x}}?
  variables: {x: {array: [3], of: {integer: [1, 9]}}}
  answer: {value: "2 * {{x}}", exact: true}
  backed_by: citation
  references: [{title: A book}]
- id: both
  kind: parts
  difficulty: easy
  topics: [sigmoid]
  prompt: Work it out.
  parts:
    - {id: first, prompt: One and one, value: 2}
    - {id: then, prompt: Its double, value: 4, follows: 2 * part.first}
  backed_by: citation
  references: [{title: A book}]
- id: steps
  kind: trace
  difficulty: easy
  topics: [sigmoid]
  prompt: Fill in the lines.
  example: {experiment: chain, with: {weights: [2, 2], pre_activations: 0}}
  rows:
    - {label: Gradient at the last bias, value: "bias_gradient[last]"}
    - {label: Gradient at the first bias, value: "bias_gradient[first]"}
- id: ranks
  kind: ordering
  difficulty: easy
  topics: [sigmoid]
  prompt: From the smallest on.
  example: {experiment: chain, with: {weights: [2, 2, 2], pre_activations: 0}}
  order: ascending
  items:
    - {text: last, value: "bias_gradient[3]"}
    - {text: middle, value: "bias_gradient[2]"}
    - {text: first, value: "bias_gradient[1]"}
- id: couples
  kind: matching
  difficulty: easy
  topics: [sigmoid]
  prompt: Pair them.
  pairs: [{left: x, right: One}, {left: y, right: Two}]
  extra: [Three]
  backed_by: citation
  references: [{title: A book}]
- id: what
  kind: predict
  difficulty: easy
  topics: [sigmoid]
  prompt: Which gradient is larger?
  example: {experiment: chain, with: {weights: [2, 2], pre_activations: 0}}
  prospects:
    - {text: The first, holds: "bias_gradient[first] > bias_gradient[last]"}
    - {text: The last, holds: "bias_gradient[first] < bias_gradient[last]"}
- id: wrong-line
  kind: bug
  difficulty: hard
  topics: [sigmoid]
  example: {experiment: chain, with: {weights: [2, 3], pre_activations: 0.5}}
  mistakes: [no_activation_derivative]
  steps:
    - {label: Output, value: "activation[last]"}
    - {label: Gradient at the last bias, value: "bias_gradient[last]"}
    - {label: Gradient at the first bias, value: "bias_gradient[first]"}
- id: formula
  kind: expression
  difficulty: easy
  topics: [sigmoid]
  prompt: The derivative of x squared?
  answer: {value: 2 x, of: {x: [-2, 2]}}
  backed_by: citation
  references: [{title: A book}]
"""
FILES = {
    "pack.yaml": MANIFEST,
    "guide.md": GUIDE,
    "glossary.yaml": GLOSSARY,
    "questions/words.yaml": WORDS,
    "questions/numbers.yaml": NUMBERS,
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """write({name: content}) -> a folder with the small pack, some files replaced, added or (None) left out."""

    def written(changes: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "small"
        for name, content in {**FILES, **(changes or {})}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return written


@pytest.fixture
def small_files() -> dict[str, str]:
    return dict(FILES)
