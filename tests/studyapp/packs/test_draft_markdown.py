"""Markdown as blocks with their source lines, and which lines are no prose."""

from __future__ import annotations

from studyapp.packs.draft_markdown import read_markdown

TEXT = """\
---
title: x
---
# One

Text over
two lines.

Setext
------

- item
  goes on
  - [x] inside
- [ ] task

1. a
2. b

| h | i |
|---|---|
| j | k |

$$
a
= b
$$

```
# no heading
```

<!-- hidden
text -->

> quoted
"""


def test_blocks_know_their_lines() -> None:
    notes = read_markdown("n.md", TEXT)
    assert [(block.kind, block.first, block.last) for block in notes.blocks] == [
        ("heading", 4, 4),
        ("paragraph", 6, 7),
        ("heading", 9, 10),
        ("list", 12, 13),
        ("list", 15, 15),
        ("list", 14, 14),
        ("list", 17, 18),
        ("table", 20, 22),
        ("literal", 24, 27),
        ("literal", 29, 31),
        ("literal", 33, 34),
        ("paragraph", 36, 36),
    ]
    item, task, inside, ordered, table = notes.blocks[3:8]
    assert item.items[0].passage.text == "item goes on"
    assert (task.items[0].checked, inside.items[0].checked, item.items[0].checked) == (False, True, None)
    assert inside.under is not None
    assert inside.under.text == "item goes on"
    assert ordered.ordered
    assert [(row.line, row.cells) for row in table.rows] == [(20, ("h", "i")), (22, ("j", "k"))]
    assert notes.literal == {1, 2, 3, *range(24, 28), *range(29, 32), 33, 34}
    assert notes.comments == {1, 2, 3, 33, 34}


def test_lines_are_kept_exactly_and_offsets_lead_back_to_them() -> None:
    notes = read_markdown("n.md", TEXT)
    passage = notes.blocks[1].passage
    assert passage is not None
    assert passage.text == "Text over two lines."
    assert [passage.line_at(passage.text.index(word)) for word in ("Text", "over", "two", "lines")] == [
        6,
        6,
        7,
        7,
    ]
    assert notes.source_text(12, 13) == "- item\n  goes on"


def test_a_rule_at_the_beginning_is_no_front_matter_and_an_unclosed_formula_is_prose() -> None:
    assert read_markdown("n.md", "---\n\nText\n\n---\n").literal == frozenset()
    notes = read_markdown("n.md", "$$ a\nb\n\nText $$x$$ here.\n")
    assert notes.literal == frozenset()
    assert [block.kind for block in notes.blocks] == ["paragraph", "paragraph"]


def test_deep_nesting_is_read_to_a_depth_and_no_further() -> None:
    assert len(read_markdown("n.md", ">" * 5_000 + " a").blocks) <= 1
    deep = "".join("  " * level + "- a\n" for level in range(200))
    assert 0 < len(read_markdown("n.md", deep).blocks) < 20
