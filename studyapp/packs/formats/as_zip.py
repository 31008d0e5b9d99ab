"""A pack's folder as a zip whose bytes depend on its files alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time that every file bears; a zip knows none before it."""
PLAIN_FILE = 0o100644


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """A zip with one folder that holds the files, in the order of their names.

    The compressor of another build of Python may choose other bytes for the same content; on one machine the same
    files always give the same bytes.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = PLAIN_FILE << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()
