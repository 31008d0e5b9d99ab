"""docs/check-codes.md lists every code that a check can give, each once, and no other; and every code is given."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from studyapp.core.codes import ErrorCode, WarningCode
from studyapp.core.lint import CODES

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (.+) \|$", re.MULTILINE)
OWN = {*get_args(ErrorCode), *get_args(WarningCode)}


def rows() -> list[tuple[str, str]]:
    return ROW.findall((ROOT / "docs" / "check-codes.md").read_text(encoding="utf-8"))


def test_every_code_is_listed_once_and_no_other() -> None:
    listed = [code for code, _ in rows()]
    assert len(listed) == len(set(listed))
    assert set(listed) == OWN | set(CODES)
    assert not OWN & set(CODES)


def test_each_line_says_what_to_do() -> None:
    for code, advice in rows():
        assert re.fullmatch(r"[A-Z].*\.", advice), code
        assert advice == CODES.get(code, advice), f"{code}: the rule says otherwise"


def test_every_code_is_a_slug_that_some_line_of_the_code_gives() -> None:
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "studyapp").rglob("*.py")
        if path.name != "codes.py"
    )
    for code in OWN:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert f'"{code}"' in written, f"{code} is never given"
