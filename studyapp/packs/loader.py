"""Read a pack: a folder with pack.yaml, a guide, a glossary and question files, into the models of core.items."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from studyapp.core.items import Pack
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import MANIFEST, Contents, contents, contents_of
from studyapp.packs.marks import Marks


@dataclass(frozen=True)
class LoadedPack:
    """A pack that is whole, with what identifies its bytes and where its parts are written."""

    pack: Pack
    digest: str
    folder: Path
    marks: Marks


def pack_folders(root: Path) -> tuple[Path, ...]:
    """The visible folders directly under `root` that hold a pack.yaml, sorted; links are not followed."""
    try:
        with os.scandir(root) as entries:
            folders = [
                Path(entry.path)
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
            ]
    except OSError:
        return ()
    return tuple(sorted(folder for folder in folders if os.path.lexists(folder / MANIFEST)))


def digest(folder: Path) -> str:
    """sha256 over the names and bytes of the pack's files, without parsing; PackErrors as for `load`."""
    return contents(folder).digest()


@contextmanager
def without_collection() -> Iterator[None]:
    """Nothing that is read refers to itself; looking for such circles would cost a third of the reading."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def load(folder: Path) -> LoadedPack:
    """The pack in a folder; PackErrors with everything that is wrong with it."""
    return _read(contents(folder), folder.resolve().name, folder)


def load_files(pack_id: str, files: Mapping[str, bytes]) -> LoadedPack:
    """The pack that a folder of this name with these files would hold; PackErrors as for `load`."""
    return _read(contents_of(files), pack_id, Path(pack_id))


def _read(found: Contents, name: str, folder: Path) -> LoadedPack:
    # At a usual start no pack has changed, and none is read.
    from studyapp.packs.reading import Reading

    reading = Reading(found, name)
    with without_collection():
        pack = reading.pack()
    if pack is None:
        raise PackErrors(reading.files.problems)
    return LoadedPack(pack, reading.files.contents.digest(), folder, reading.marks())
