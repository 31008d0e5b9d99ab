"""What an app has drawn, read from the bytes it sent: a terminal just clever enough for Textual's output."""

from __future__ import annotations

import codecs
import re

from rich.cells import get_character_cell_size

_PIECE = re.compile(
    r"\x1b\[([?<>=]?)([\d;:]*)[$ ]?([A-Za-z@`])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()].|\x1b.|\r|\n|[^\x1b\r\n]+"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[?<>=]?[\d;:]*[$ ]?|\][^\x07\x1b]*)?\Z")


class Drawn:
    """The rows of a screen; bytes in, text out."""

    def __init__(self, width: int = 200, height: int = 100) -> None:
        self._rows = [[" "] * width for _ in range(height)]
        self._row = self._column = 0
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self._rows).rstrip()

    def feed(self, data: bytes) -> None:
        text = self._rest + self._decode(data)
        end = found.start() if (found := _UNFINISHED.search(text)) else len(text)
        self._rest = text[end:]
        for piece in _PIECE.finditer(text[:end]):
            self._obey(piece)

    def _obey(self, piece: re.Match[str]) -> None:
        private, numbers, final = piece.groups()
        if piece.group() == "\r":
            self._column = 0
        elif piece.group() == "\n":
            self._row += 1
        elif final == "H" and not private:
            row, _, column = numbers.partition(";")
            self._row, self._column = int(row or 1) - 1, int(column or 1) - 1
        elif not piece.group().startswith("\x1b"):
            self._write(piece.group())

    def _write(self, text: str) -> None:
        for character in text:
            cells = get_character_cell_size(character)
            if self._row < len(self._rows) and self._column + cells <= len(self._rows[0]):
                row = self._rows[self._row]
                if cells:
                    row[self._column : self._column + cells] = [character] + [""] * (cells - 1)
                elif self._column:
                    row[self._column - 1] += character
            self._column += cells
