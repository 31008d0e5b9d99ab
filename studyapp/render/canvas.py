"""A grid of small dots in terminal cells: braille, or three heights of ASCII."""

from __future__ import annotations

from studyapp.render.spans import Role, Row, Span, row

_BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_HEIGHTS = ("'", "-", ".")


class Canvas:
    """Dots, characters over them, and the role of whoever drew last."""

    def __init__(self, columns: int, rows: int, *, ascii: bool) -> None:
        self.columns, self.rows, self.ascii = columns, rows, ascii
        self.across, self.down = (1, 3) if ascii else (2, 4)
        self._dots: dict[tuple[int, int], int] = {}
        self._roles: dict[tuple[int, int], Role] = {}
        self._over: dict[tuple[int, int], str] = {}

    @property
    def width(self) -> int:
        """Dots in a row."""
        return self.columns * self.across

    @property
    def height(self) -> int:
        """Dots in a column."""
        return self.rows * self.down

    def dot(self, x: int, y: int, role: Role) -> None:
        """One dot; `y` counts from the top."""
        if 0 <= x < self.width and 0 <= y < self.height:
            cell = y // self.down, x // self.across
            bit = 1 << (y % 3) if self.ascii else _BRAILLE[y % 4][x % 2]
            self._dots[cell] = self._dots.get(cell, 0) | bit
            self._roles[cell] = role

    def line(
        self, start: tuple[int, int], end: tuple[int, int], role: Role, pattern: str = "1", phase: int = 0
    ) -> int:
        """A straight line of dots in a pattern of 1 and 0; returns where in the pattern it ended."""
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for step in range(steps + 1):
            if pattern[(phase + step) % len(pattern)] == "1":
                x = start[0] + (end[0] - start[0]) * step / steps
                y = start[1] + (end[1] - start[1]) * step / steps
                self.dot(round(x), round(y), role)
        return (phase + steps) % len(pattern)

    def put(self, x: int, y: int, character: str, role: Role) -> None:
        """A character over the cell of a dot, or up to three cells to the left where one stands already."""
        line, column = y // self.down, x // self.across
        free = [place for place in range(column, max(column - 4, -1), -1) if (line, place) not in self._over]
        cell = line, free[0] if free else column
        self._over[cell] = character
        self._roles[cell] = role

    def row(self, place: int, behind: dict[int, Span]) -> Row:
        """A row of cells; `behind` fills cells that are empty."""
        return row(*(self._cell(place, column, behind) for column in range(self.columns)))

    def _cell(self, place: int, column: int, behind: dict[int, Span]) -> Span:
        cell = place, column
        if cell in self._over:
            return Span(self._over[cell], self._roles[cell])
        if bits := self._dots.get(cell, 0):
            return Span(self._glyph(bits), self._roles[cell])
        return behind.get(column, Span(" "))

    def _glyph(self, bits: int) -> str:
        if not self.ascii:
            return chr(0x2800 + bits)
        return _HEIGHTS[bits.bit_length() - 1] if bits.bit_count() == 1 else ("|" if bits & 5 == 5 else ":")
