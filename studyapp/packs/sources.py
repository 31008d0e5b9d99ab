"""Where packs come from: a folder or a zip, read into memory."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import MANIFEST, contents, decoded
from studyapp.packs.installed import is_pack_file, is_pack_id
from studyapp.packs.yaml_reader import read
from studyapp.packs.zips import read_zip


class PackSource(NamedTuple):
    """The files of a pack that may be installed, and the id that its pack.yaml names."""

    id: str
    files: dict[str, bytes]
    path: Path


def read_source(path: Path) -> PackSource:
    """A pack's folder or zip; Refusal when there is none, it cannot be read or says no id."""
    shown = one_line(str(path), 120)
    if path.is_dir():
        try:
            found = contents(path)
        except PackErrors as errors:
            raise Refusal(f"{shown}/{errors.problems[0]}") from None
        for problem in found.refused.values():
            raise Refusal(f"{shown}/{problem}")
        files = {name: content for name, content in found.files.items() if is_pack_file(name)}
    elif path.exists():
        files = read_zip(path)
    else:
        raise Refusal(f"there is no folder or zip {shown!r}")
    return PackSource(_id(files, shown), files, path.absolute())


def _id(files: dict[str, bytes], shown: str) -> str:
    text = decoded(MANIFEST, files.get(MANIFEST, b""))
    root = read(text, MANIFEST).root if isinstance(text, str) else None
    found = root.text("id") if root is not None and root.fields is not None else None
    if found is None or not is_pack_id(found):
        raise Refusal(f"{shown}/{MANIFEST}:1:1 needs the id of the pack, such as 'id: my-pack'")
    return found
