"""From saving a file to the picture of its question, through a pseudo-terminal; and what the preview costs."""

from __future__ import annotations

import os
import re
import statistics
import sys
import time
from pathlib import Path

import pytest

from studyapp.packs.entry_parts import split
from tests.benchmarks.terminal import Terminal, running

pytestmark = pytest.mark.benchmark

PACK = Path(__file__).parents[2] / "content" / "packs" / "vanishing-gradients"
QUESTION = "attention-weight-by-hand"
SAVES = 20
MEDIAN = 0.2
PREVIEW = "from studyapp.cli import main; main()"
WITHOUT_NOTICES = f"import sys; sys.modules['watchfiles'] = None; {PREVIEW}"


def big_pack(folder: Path, count: int) -> Path:
    """A pack of so many questions, the built-in ones again and again under other ids; the file of QUESTION."""
    texts = [
        text for path in sorted((PACK / "questions").glob("*.yaml")) for text, _ in split(path.read_text())
    ]
    alone = [re.sub(r"(?m)^  (related|requires): .*\n(?:    .*\n)*", "", text) for text in texts]
    (folder / "questions").mkdir(parents=True)
    names = []
    for begin in range(0, count, 200):
        name = f"questions/part-{begin:05}.yaml"
        entries = []
        for number in range(begin, min(count, begin + 200)):
            again, place = divmod(number, len(alone))
            entry = alone[place].rstrip("\n") + "\n"
            entries.append(
                re.sub(r"(?m)^- id: (\S+)$", rf"- id: \1-{again}" if again else r"- id: \1", entry)
            )
        (folder / name).write_text("".join(entries), encoding="utf-8")
        names.append(name)
    manifest = (PACK / "pack.yaml").read_text(encoding="utf-8")
    manifest = re.sub(r"(?m)^(guide|glossary): .*\n", "", manifest).replace(
        "id: vanishing-gradients", f"id: {folder.name}"
    )
    manifest = re.sub(r"(?m)^questions:\n(?:  .*\n)+", "", manifest)
    listed = "".join(f"  - {name}\n" for name in names)
    (folder / "pack.yaml").write_text(f"{manifest.rstrip()}\nquestions:\n{listed}", encoding="utf-8")
    return next(path for path in folder.glob("questions/*.yaml") if f"- id: {QUESTION}\n" in path.read_text())


def processor_seconds(terminal: Terminal) -> float:
    fields = Path(f"/proc/{terminal.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("program", [PREVIEW, WITHOUT_NOTICES], ids=["notices", "looking"])
@pytest.mark.parametrize("count", [200, 5_000])
def test_save_to_picture(tmp_path: Path, count: int, program: str) -> None:
    file = big_pack(tmp_path / "big-pack", count)
    text = file.read_text(encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        program,
        "pack",
        "preview",
        f"{tmp_path}/big-pack/{QUESTION}",
        "--seed",
        "1",
    ]
    times: list[float] = []
    with running(command, tmp_path / "home") as terminal:
        began = time.perf_counter()
        first = terminal.until(b"A query (2, 0, 0, 0)") - began
        terminal.until(b"none")  # the closer look at the whole pack is done
        whole = time.perf_counter() - began
        time.sleep(1.0)
        before = processor_seconds(terminal)
        for number in range(SAVES):
            sign = f"marker{number}x"
            began = time.perf_counter()
            file.write_text(text.replace("A query (2, 0, 0, 0)", f"{sign} (2, 0, 0, 0)"), encoding="utf-8")
            times.append(terminal.until(sign.encode()) - began)
            terminal.settle()
            time.sleep(0.6 + 0.013 * number)
        used = (processor_seconds(terminal) - before) / SAVES
        time.sleep(6.0)  # until the whole pack was looked at
        before = processor_seconds(terminal)
        time.sleep(5.0)
        idle = (processor_seconds(terminal) - before) / 5.0
        memory = terminal.memory()
    median, worst = statistics.median(times), max(times)
    sys.stdout.write(
        f"\n{count} questions: save to picture {1e3 * median:.0f} ms (longest {1e3 * worst:.0f});"
        f" {1e3 * used:.0f} ms of processor a save; idle {idle:.2%};"
        f" first picture {first:.2f} s, whole pack {whole:.1f} s; {memory:.0f} MB\n"
    )
    assert median <= MEDIAN
