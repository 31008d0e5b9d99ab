"""One fault in a whole pack gives exactly one problem, at its line, in words that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from studyapp.packs.errors import PackErrors
from studyapp.packs.loader import load

Write = Callable[[dict[str, str | bytes | None]], Path]

PACK, GUIDE, GLOSSARY = "pack.yaml", "guide.md", "glossary.yaml"
WORDS, NUMBERS = "questions/words.yaml", "questions/numbers.yaml"


class Fault(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    problem: str


FAULTS = [
    Fault(
        "unknown kind",
        WORDS,
        "kind: choice\n",
        "kind: chioce\n",
        (
            "questions/words.yaml:19:9 kind must be one of flashcard, cloze, choice, choices, tru"
            "e_false, numeric, array, parts, trace, ordering, matching, predict, bug, expression, "
            "text, open, got 'chioce'; did you mean choice?"
        ),
    ),
    Fault(
        "kind left out",
        WORDS,
        "  kind: cloze\n",
        "",
        (
            "questions/words.yaml:11:3 question 'hole' needs 'kind', one of flashcard, cloze, cho"
            "ice, choices, true_false, numeric, array, parts, trace, ordering, matching, predict, bug, expression, "
            "text, open"
        ),
    ),
    Fault(
        "id left out",
        WORDS,
        "- id: word\n  kind: text",
        "- kind: text",
        "questions/words.yaml:41:3 this question needs 'id'; --fix writes one",
    ),
    Fault(
        "required field left out",
        WORDS,
        "  answer: Back\n",
        "",
        "questions/words.yaml:1:3 question 'card' needs 'answer'",
    ),
    Fault(
        "required field of a part left out",
        WORDS,
        (
            "{text: Right, says: Not this.}\n  backed_by: citation\n  references: [{title: A book}]"
            "\n- id: picks"
        ),
        "{says: Not this.}\n  backed_by: citation\n  references: [{title: A book}]\n- id: picks",
        "questions/words.yaml:26:7 options[2] needs 'text'",
    ),
    Fault(
        "misspelled required field",
        WORDS,
        "  prompt: Front",
        "  promt: Front",
        "questions/words.yaml:6:3 unknown field 'promt'; did you mean prompt?",
    ),
    Fault(
        "misspelled optional field",
        NUMBERS,
        "tolerance: 1%",
        "tolerence: 1%",
        ("questions/numbers.yaml:13:26 unknown field 'tolerence' in answer; did you mean tolerance?"),
    ),
    Fault(
        "field of another kind",
        WORDS,
        "  both: true\n",
        "  options: [a]\n",
        "questions/words.yaml:8:3 unknown field 'options'; it belongs to kind choice, choices",
    ),
    Fault(
        "field that exists nowhere",
        WORDS,
        "{text: First point, words: [one]}",
        "{text: First point, xyz: [one]}",
        ("questions/words.yaml:56:27 unknown field 'xyz' in key_points[1]; there are text, words"),
    ),
    Fault(
        "python's name of a field",
        NUMBERS,
        "    with: {at",
        "    with_: {at",
        "questions/numbers.yaml:9:5 unknown field 'with_' in example; did you mean with?",
    ),
    Fault(
        "not one of the words",
        WORDS,
        "difficulty: hard\n  topics: [sigmoid]\n  requires",
        "difficulty: hrad\n  topics: [sigmoid]\n  requires",
        "questions/words.yaml:31:15 difficulty must be easy, medium or hard, got 'hrad'",
    ),
    Fault(
        "pattern of an id",
        WORDS,
        "id: essay",
        "id: My Essay",
        ("questions/words.yaml:49:7 id must be lower-case words joined by hyphens, got 'My Essay'"),
    ),
    Fault(
        "pattern of a reference",
        WORDS,
        "related: [card, other",
        "related: [Card?, other",
        (
            "questions/words.yaml:22:13 related[1] must be a question's id, or pack-id/question-i"
            "d, got 'Card?'"
        ),
    ),
    Fault(
        "number where text is wanted",
        WORDS,
        "accept: [sigmoid]",
        "accept: [0.25]",
        'questions/words.yaml:46:21 answer.accept[1] must be text, got 0.25; quote it: "0.25"',
    ),
    Fault(
        "truth where text is wanted",
        WORDS,
        "answer: Because.",
        "answer: true",
        'questions/words.yaml:54:11 answer must be text, got true; quote it: "true"',
    ),
    Fault(
        "nothing where text is wanted",
        WORDS,
        "answer: Because.",
        "answer:",
        "questions/words.yaml:54:10 answer is empty; write its text, or remove the field",
    ),
    Fault(
        "text where a number is wanted",
        WORDS,
        "year: 2016",
        'year: "2016"',
        "questions/words.yaml:10:38 references[1].year must be a whole number, got '2016'",
    ),
    Fault(
        "real where a whole number is wanted",
        NUMBERS,
        "integer: [1, 9]",
        "integer: [1, 9.0]",
        "questions/numbers.yaml:6:60 variables.n.integer[2] must be a whole number, got 9.0",
    ),
    Fault(
        "number out of bounds",
        WORDS,
        "year: 2016",
        "year: 20160",
        "questions/words.yaml:10:38 references[1].year must be at most 2100, got 20160",
    ),
    Fault(
        "yes for true",
        WORDS,
        "both: true",
        "both: yes",
        "questions/words.yaml:8:9 both must be true or false, got 'yes'",
    ),
    Fault(
        "text for a list",
        WORDS,
        "- id: hole\n  kind: cloze\n  difficulty: easy\n  topics: [sigmoid]",
        "- id: hole\n  kind: cloze\n  difficulty: easy\n  topics: sigmoid",
        "questions/words.yaml:14:11 topics must be a list such as [sigmoid], got 'sigmoid'",
    ),
    Fault(
        "number in a list of words",
        WORDS,
        "words: [one]",
        "words: [one, 2]",
        'questions/words.yaml:56:40 key_points[1].words[2] must be text, got 2; quote it: "2"',
    ),
    Fault(
        "only entry of a list is wrong",
        WORDS,
        "accept: [sigmoid]",
        "accept: [true]",
        'questions/words.yaml:46:21 answer.accept[1] must be text, got true; quote it: "true"',
    ),
    Fault(
        "list too short",
        WORDS,
        "  options:\n    - {text: Left, correct: true}\n    - {text: Right, says: Not this.}\n",
        "  options:\n    - {text: Left, correct: true}\n",
        "questions/words.yaml:25:5 options has 1 entry, at least 2 are needed",
    ),
    Fault(
        "list too long",
        WORDS,
        "words: [one]",
        "words: [a, b, c, d, e, f, g, h, i, j, k, l, m]",
        ("questions/words.yaml:56:34 key_points[1].words has 13 entries, at most 12 are allowed"),
    ),
    Fault("empty text", WORDS, "prompt: Why?", 'prompt: ""', "questions/words.yaml:53:11 prompt is empty"),
    Fault(
        "two lines for one",
        WORDS,
        "{title: A book, year",
        '{title: "A\\nbook", year',
        "questions/words.yaml:10:24 references[1].title must be one line",
    ),
    Fault(
        "address",
        WORDS,
        '"https://example.org/book"',
        "example.org",
        (
            "questions/words.yaml:10:49 references[1].url must be an address that starts with htt"
            "ps:// or http://, got 'example.org'"
        ),
    ),
    Fault(
        "text for a mapping",
        NUMBERS,
        "answer: {value: slope, tolerance: 1%}",
        "answer: slope",
        (
            "questions/numbers.yaml:13:11 answer must be a mapping with value, "
            "tolerance, significant, decimals, exact, range, unit, got 'slope'"
        ),
    ),
    Fault(
        "list for an example",
        NUMBERS,
        "  example:\n    experiment: activation\n    claims: [slope < 1]",
        "  example: [slope < 1]",
        (
            "questions/numbers.yaml:22:12 example must be a mapping with experiment, with, claims"
            ", differences, chart, caption, got a list of 1"
        ),
    ),
    Fault(
        "variable without a range",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "n: {between: [1, 9]}",
        (
            "questions/numbers.yaml:6:46 variables.n needs one of choice, integer, real, array, derived, "
            "got fields between"
        ),
    ),
    Fault(
        "variable of two ranges",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "n: {integer: [1, 9], real: [1, 2]}",
        (
            "questions/numbers.yaml:6:46 variables.n needs one of choice, integer, real, array, derived, got fiel"
            "ds integer, real"
        ),
    ),
    Fault(
        "variable that is a number",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "n: 4",
        "questions/numbers.yaml:6:46 variables.n needs one of choice, integer, real, array, derived, got 4",
    ),
    Fault(
        "variable with another's field",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "n: {integer: [1, 9], decimals: 2}",
        "questions/numbers.yaml:6:64 unknown field 'decimals' in variables.n beside integer",
    ),
    Fault(
        "variable backwards",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "n: {integer: [9, 1]}",
        "questions/numbers.yaml:6:46 variables.n needs the smaller number first",
    ),
    Fault(
        "range of one number",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "n: {integer: [9]}",
        "questions/numbers.yaml:6:56 variables.n.integer needs 2 entries, got 1",
    ),
    Fault(
        "range of three numbers",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "n: {integer: [1, 5, 9]}",
        "questions/numbers.yaml:6:56 variables.n.integer has 3 entries, at most 2 are allowed",
    ),
    Fault(
        "truth among numbers",
        NUMBERS,
        "choice: [0, 0.5, 1e3]",
        "choice: [0, true, 1e3]",
        "questions/numbers.yaml:6:31 variables.x.choice[2] must be a number or text, got true",
    ),
    Fault(
        "name of a variable",
        NUMBERS,
        "n: {integer: [1, 9]}",
        "1n: {integer: [1, 9]}",
        (
            "questions/numbers.yaml:6:43 variables: name must be letters, digits and _, not start"
            "ing with a digit, got '1n'"
        ),
    ),
    Fault(
        "undeclared variable",
        NUMBERS,
        "The slope at {{x}}?",
        "The slope at {{y}}?",
        ("questions/numbers.yaml:5:11 question 'slope' uses {{y}}, which variables does not declare"),
    ),
    Fault(
        "tolerance",
        NUMBERS,
        "tolerance: 1%",
        "tolerance: -1%",
        "questions/numbers.yaml:13:37 tolerance must be positive, such as 1% or 0.01, got -1%",
    ),
    Fault(
        "claim that calls",
        NUMBERS,
        "slope <= 1 / 4",
        "__import__('os')",
        "questions/numbers.yaml:11:9 example.claims[1] cannot read \"'os')\" in an expression",
    ),
    Fault(
        "claim that breaks off",
        NUMBERS,
        "holds: answer >= 0",
        "holds: answer >=",
        (
            "questions/numbers.yaml:12:17 example.claims[2].holds: expected a number, a name or '"
            "(', got 'the end'"
        ),
    ),
    Fault(
        "claim with a misspelled field",
        NUMBERS,
        "{holds: answer",
        "{hold: answer",
        ("questions/numbers.yaml:12:10 unknown field 'hold' in example.claims[2]; did you mean holds?"),
    ),
    Fault(
        "measurement without example",
        NUMBERS,
        (
            '  example:\n    experiment: activation\n    with: {at: "{{x}}"}\n    claims:\n      - sl'
            "ope <= 1 / 4\n      - {holds: answer >= 0, says: It never falls.}\n"
        ),
        "  backed_by: citation\n  references: [{title: T}]\n",
        (
            "questions/numbers.yaml:1:3 question 'slope' uses the measurement 'slope', but has no"
            " example that measures it"
        ),
    ),
    Fault(
        "not backed",
        WORDS,
        "    - {text: Second point}\n  backed_by: citation\n",
        "    - {text: Second point}\n",
        (
            "questions/words.yaml:49:3 question 'essay' needs an example that backs the answer, o"
            "r backed_by: citation"
        ),
    ),
    Fault(
        "citation without references",
        WORDS,
        "    - {text: Second point}\n  backed_by: citation\n  references: [{title: A book}]\n",
        "    - {text: Second point}\n  backed_by: citation\n",
        "questions/words.yaml:58:14 backed_by: citation needs at least one reference",
    ),
    Fault(
        "no right option",
        WORDS,
        "- {text: Left, correct: true}\n    - {text: Right",
        "- {text: Left, says: No.}\n    - {text: Right",
        (
            "questions/words.yaml:18:3 question 'pick' needs exactly one option marked correct, g"
            "ot 0; use kind: choices for more"
        ),
    ),
    Fault(
        "wrong option without a word",
        WORDS,
        "    - {text: Left, correct: true}\n    - {text: Right, says: Not this.}",
        "    - {text: Left, correct: true}\n    - {text: Right}",
        ("questions/words.yaml:26:14 question 'pick': wrong option 'Right' needs a 'says' that tells why"),
    ),
    Fault(
        "options that read the same",
        WORDS,
        "    - {text: Left, correct: true}\n    - {text: Right, says",
        "    - {text: Left, correct: true}\n    - {text: left., says",
        "questions/words.yaml:18:3 question 'pick': two options read the same",
    ),
    Fault(
        "cloze without blank",
        WORDS,
        "At most [[bound|0.25|1/4]].",
        "At most 0.25.",
        "questions/words.yaml:15:9 text needs a blank such as [[bound|0.25|1/4]]",
    ),
    Fault(
        "unsafe escape",
        WORDS,
        "prompt: Why?",
        'prompt: "a\\u202Eb"',
        "questions/words.yaml:53:11 holds a right-to-left override; remove it",
    ),
    Fault(
        "unsafe character",
        WORDS,
        "prompt: Why?",
        "prompt: Why\u200b?",
        "questions/words.yaml:53:14 holds a zero width space; remove it",
    ),
    Fault(
        "alias",
        WORDS,
        "prompt: Why?",
        "prompt: *why",
        ("questions/words.yaml:53:11 aliases are not read here; write the value out, or quote '*why'"),
    ),
    Fault(
        "anchor",
        WORDS,
        "prompt: Why?",
        "prompt: &why Why?",
        ("questions/words.yaml:53:11 anchors and aliases are not read here; remove '&why', or quote it"),
    ),
    Fault(
        "starts with a star",
        WORDS,
        "prompt: Why?",
        "prompt: *Why* is it so?",
        "questions/words.yaml:53:11 a value that starts with * must be quoted",
    ),
    Fault(
        "tag",
        WORDS,
        "prompt: Why?",
        "prompt: !!str Why?",
        ("questions/words.yaml:53:11 tags such as !!str are not read here; remove it, or quote the value"),
    ),
    Fault(
        "tag with a surrogate",
        WORDS,
        "prompt: Why?",
        "prompt: !%ed%a0%80 Why?",
        "questions/words.yaml:53:1 a value that starts with ! must be quoted",
    ),
    Fault(
        "directive",
        GLOSSARY,
        "- term: Sig",
        "%YAML 1.1\n---\n- term: Sig",
        "glossary.yaml:1:1 directives such as %YAML are not read; indent or remove it",
    ),
    Fault(
        "field twice",
        WORDS,
        "  both: true\n",
        "  both: true\n  answer: Other\n",
        "questions/words.yaml:9:3 field 'answer' is given twice; the first is in line 7",
    ),
    Fault(
        "list as a key",
        WORDS,
        "prompt: Why?",
        "prompt: {[a]: b}",
        (
            "questions/words.yaml:53:12 a list or mapping cannot be a key; quote a text that star"
            "ts with [ or {"
        ),
    ),
    Fault(
        "unquoted variable",
        NUMBERS,
        "{holds: answer >= 0,",
        "{holds: {{x}} >= 0,",
        "questions/numbers.yaml:12:17 a value that starts with {{ must be quoted",
    ),
    Fault(
        "unquoted variable at the start",
        NUMBERS,
        "- slope <= 1 / 4",
        "- {{x}} <= 1 / 4",
        "questions/numbers.yaml:11:9 a value that starts with {{ must be quoted",
    ),
    Fault(
        "tab",
        WORDS,
        "  prompt: Why?",
        "\tprompt: Why?",
        "questions/words.yaml:53:1 a tab is used as indentation; use spaces",
    ),
    Fault(
        "quote not closed",
        GLOSSARY,
        "definition: Zero or the input.",
        "definition: 'Zero or the input.",
        "glossary.yaml:6:15 the quote that opens here is never closed",
    ),
    Fault(
        "bracket not closed",
        WORDS,
        "words: [one]}",
        "words: [one}",
        "questions/words.yaml:56:34 '[' is not closed: expected ',' or ']' by line 56",
    ),
    Fault(
        "text after a quoted text",
        WORDS,
        "prompt: Why?",
        'prompt: "Why" so?',
        (
            "questions/words.yaml:53:17 expected a field here; check the indentation, and quote a"
            " text that begins with a quote"
        ),
    ),
    Fault(
        "colon in a text",
        WORDS,
        "prompt: Why?",
        "prompt: Why: so?",
        (
            "questions/words.yaml:53:14 found ':' where no field can be; quote a text that holds "
            "': ', or repair the indentation"
        ),
    ),
    Fault(
        "field without colon",
        WORDS,
        "  prompt: Why?\n",
        "  prompt\n",
        (
            "questions/words.yaml:53:3 expected a field such as 'name: value'; a ':' is missing, "
            "or the line is not indented enough"
        ),
    ),
    Fault(
        "escape",
        WORDS,
        "prompt: Why?",
        'prompt: "\\sigma"',
        (
            "questions/words.yaml:53:12 unknown escape in double quotes; write \\\\ for a backslash"
            ", or use single quotes"
        ),
    ),
    Fault(
        "starts with @",
        WORDS,
        "prompt: Why?",
        "prompt: @why",
        "questions/words.yaml:53:11 a value that starts with @ must be quoted",
    ),
    Fault(
        "not finite",
        NUMBERS,
        "real: [-1, 1.5]",
        "real: [-1, .inf]",
        ("questions/numbers.yaml:6:80 .inf is not read; write a finite number, or quote it if it is text"),
    ),
    Fault(
        "second document",
        WORDS,
        "- id: word",
        "---\n- id: word",
        "questions/words.yaml:41:1 holds a second document; remove the line '---'",
    ),
    Fault(
        "question that is a text",
        WORDS,
        "- id: hole",
        "- hello\n- id: hole",
        ("questions/words.yaml:11:3 a question must be a mapping with id, kind and more, got 'hello'"),
    ),
    Fault(
        "id twice",
        WORDS,
        "id: essay",
        "id: card",
        ("questions/words.yaml:49:7 question id 'card' is already used at questions/words.yaml:1:7"),
    ),
    Fault(
        "id twice across files",
        WORDS,
        "id: essay",
        "id: claim",
        ("questions/numbers.yaml:16:7 question id 'claim' is already used at questions/words.yaml:49:7"),
    ),
    Fault(
        "objective not declared",
        WORDS,
        "objectives: [bound]",
        "objectives: [bond]",
        "questions/words.yaml:5:16 objective 'bond' is not in pack.yaml; did you mean bound?",
    ),
    Fault(
        "related to nothing",
        WORDS,
        "related: [card, other",
        "related: [crad, other",
        ("questions/words.yaml:22:13 there is no question 'crad' in this pack; did you mean card?"),
    ),
    Fault(
        "related with the pack's own name",
        WORDS,
        "related: [card, other",
        "related: [small/nothing, other",
        "questions/words.yaml:22:13 there is no question 'nothing' in this pack",
    ),
    Fault(
        "related to itself",
        WORDS,
        "related: [card, other",
        "related: [pick, other",
        "questions/words.yaml:22:13 related names the question itself; remove it",
    ),
    Fault(
        "requires goes round",
        WORDS,
        "  related: [card, other-pack/thing]\n",
        "  requires: [picks]\n",
        "questions/words.yaml:22:14 requires goes round in a circle: pick -> picks -> pick",
    ),
    Fault(
        "term twice",
        GLOSSARY,
        "term: ReLU",
        "term: Sigmoid",
        "glossary.yaml:5:9 'Sigmoid' is already a name of the term at glossary.yaml:1:9",
    ),
    Fault(
        "alias of another term",
        GLOSSARY,
        "term: ReLU",
        "term: Logistic-function",
        ("glossary.yaml:5:9 'Logistic-function' is already a name of the term at glossary.yaml:2:13"),
    ),
    Fault(
        "term related to nothing",
        GLOSSARY,
        "related: [slope]",
        "related: [slop]",
        "glossary.yaml:4:13 there is no question 'slop' in this pack; did you mean slope?",
    ),
    Fault(
        "term without definition",
        GLOSSARY,
        "  definition: Zero or the input.\n",
        "",
        "glossary.yaml:5:3 term 'ReLU' needs 'definition'",
    ),
    Fault(
        "guide asks what is not there",
        GUIDE,
        "{{question: slope}}",
        "{{question: sloppy-thing}}",
        "guide.md:5:1 there is no question 'sloppy-thing' in this pack",
    ),
    Fault(
        "guide asks within a line",
        GUIDE,
        "{{question: slope}}",
        "See {{question: slope}}",
        "guide.md:5:5 {{question: id}} must stand alone on its line",
    ),
    Fault("format", PACK, "format: 1", "format: 2", "pack.yaml:1:9 format must be 1, got 2"),
    Fault("format true", PACK, "format: 1", "format: true", "pack.yaml:1:9 format must be 1, got true"),
    Fault(
        "folder's name",
        PACK,
        "id: small",
        "id: other",
        "pack.yaml:2:5 id must be the folder's name 'small', got 'other'; rename one of them",
    ),
    Fault(
        "manifest field",
        PACK,
        "license:",
        "licence:",
        "pack.yaml:6:1 unknown field 'licence'; did you mean license?",
    ),
    Fault("manifest without title", PACK, "title: Small pack\n", "", "pack.yaml:1:1 pack.yaml needs 'title'"),
    Fault(
        "objective twice",
        PACK,
        "  - {id: bound, text: States the bound.}",
        "  - {id: bound, text: States the bound.}\n  - {id: bound, text: Again.}",
        "pack.yaml:9:10 objective id 'bound' is already used at pack.yaml:8:10",
    ),
    Fault(
        "file twice",
        PACK,
        "  - questions/numbers.yaml",
        "  - questions/numbers.yaml\n  - questions/words.yaml",
        "pack.yaml:14:5 questions/words.yaml is listed twice; remove one",
    ),
    Fault(
        "file missing",
        PACK,
        "  - questions/numbers.yaml",
        "  - questions/numbers.yaml\n  - questions/more.yaml",
        "pack.yaml:14:5 there is no file questions/more.yaml in the pack's folder",
    ),
    Fault(
        "file outside",
        PACK,
        "  - questions/numbers.yaml",
        "  - questions/numbers.yaml\n  - ../other/words.yaml",
        (
            "pack.yaml:14:5 questions[3] must be a file such as questions/basics.yaml, got '../ot"
            "her/words.yaml'"
        ),
    ),
    Fault(
        "manifest as a question file",
        PACK,
        "  - questions/numbers.yaml",
        "  - questions/numbers.yaml\n  - pack.yaml",
        "pack.yaml:14:5 pack.yaml is not a question file; remove it from questions",
    ),
    Fault(
        "guide missing",
        PACK,
        "guide: guide.md",
        "guide: theory.md",
        "pack.yaml:9:8 there is no file theory.md in the pack's folder",
    ),
    Fault(
        "language",
        PACK,
        "license: MIT",
        "license: MIT\nlanguage: english",
        "pack.yaml:7:11 language must be a language tag such as en or pt-BR, got 'english'",
    ),
    Fault(
        "version",
        PACK,
        "license: MIT",
        "license: MIT\nversion: 1.x",
        "pack.yaml:7:10 version must be a version such as 1 or 1.2, got '1.x'",
    ),
    Fault(
        "version as a number",
        PACK,
        "license: MIT",
        "license: MIT\nversion: 1.0",
        'pack.yaml:7:10 version must be text, got 1.0; quote it: "1.0"',
    ),
]


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackErrors) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_one_fault_gives_its_one_problem(fault: Fault, write: Write, small_files: dict[str, str]) -> None:
    good = small_files[fault.file]
    assert fault.old in good
    folder = write({fault.file: good.replace(fault.old, fault.new, 1)})
    assert problems(folder) == [fault.problem]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("slope <= 1 / 4", "s" * 401, "11:9 example.claims[1] has 401 characters, at most 400 are allowed"),
        (
            "[1, 9]",
            f"[1, {'9' * 10_000}]",
            "6:60 whole number of 10,000 digits is too long; quote it if it is text",
        ),
        ('"{{x}}"', "[" * 20 + "]" * 20, "9:28 is nested deeper than 16 levels"),
        ('"{{x}}"', "[" * 100_000, "9:28 is nested deeper than 16 levels"),
    ],
)
def test_long_and_deep_values(
    old: str, new: str, problem: str, write: Write, small_files: dict[str, str]
) -> None:
    folder = write({NUMBERS: small_files[NUMBERS].replace(old, new, 1)})
    assert problems(folder) == [f"questions/numbers.yaml:{problem}"]


def test_every_fault_of_a_pack_is_told_at_once(write: Write, small_files: dict[str, str]) -> None:
    folder = write(
        {
            WORDS: small_files[WORDS]
            .replace("difficulty: easy", "difficulty: eays")
            .replace("both: true", "both: on"),
            NUMBERS: "- id: [",
            GLOSSARY: small_files[GLOSSARY].replace("term: ReLU", "name: ReLU"),
            PACK: small_files[PACK].replace("license: MIT\n", ""),
        }
    )
    assert problems(folder) == [
        "glossary.yaml:5:3 this term needs 'term'",
        "glossary.yaml:5:3 unknown field 'name'; there are term, aliases, definition, related",
        "pack.yaml:1:1 pack.yaml needs 'license'",
        "questions/numbers.yaml:1:7 the bracket that opens here is never closed",
        "questions/words.yaml:3:15 difficulty must be easy, medium or hard, got 'eays'",
        "questions/words.yaml:8:9 both must be true or false, got 'on'",
        "questions/words.yaml:13:15 difficulty must be easy, medium or hard, got 'eays'",
        "questions/words.yaml:43:15 difficulty must be easy, medium or hard, got 'eays'",
    ]


def test_many_problems_are_counted_not_listed(write: Write, small_files: dict[str, str]) -> None:
    shown = problems(write({WORDS: "- 1\n" * 250 + small_files[WORDS]}))
    assert len(shown) == 200
    assert shown[-1] == "questions/words.yaml:200:3 and 51 more problems from here on"
    shown = problems(write({WORDS: "- 1\n" * 90_000}))
    assert len(shown) == 200
    assert shown[-1] == "questions/words.yaml:200:3 and at least 801 more problems from here on"


def test_a_broken_manifest_hides_no_question(write: Write, small_files: dict[str, str]) -> None:
    words = small_files[WORDS].replace("kind: cloze", "kind: close")
    assert problems(write({PACK: "format: [", WORDS: words}))[1].startswith(
        "questions/words.yaml:12:9 kind must be"
    )
