"""Packs from zips that anyone may have made: whole ones are read, all else is refused in a line and little work."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studyapp.packs.loader import load_files
from studyapp.packs.zips import MAX_ZIP, ZipError, read_zip

Save = Callable[[bytes], Path]
Entries = dict[str, bytes]


def zipped(entries: Entries | list[tuple[str | zipfile.ZipInfo, bytes]], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def saved(data: bytes) -> Path:
        path = tmp_path / "some pack.zip"
        path.write_bytes(data)
        return path

    return saved


@pytest.fixture
def small(small_files: dict[str, str]) -> Entries:
    return {name: text.encode() for name, text in small_files.items()}


def refused(path: Path) -> str:
    with pytest.raises(ZipError) as caught:
        read_zip(path)
    said = str(caught.value)
    assert said.startswith("some pack.zip")
    assert said.isprintable()
    return said


@pytest.mark.parametrize("top", ["", "small/", "small-main/"])
def test_a_pack_with_or_without_its_folder(top: str, small: Entries, save: Save) -> None:
    entries = {top + name: content for name, content in small.items()}
    beside = {
        f"{top}.git/config": b"x",
        f"{top}picture.png": b"x",
        "__MACOSX/._pack.yaml": b"x",
        f"{top}questions/deeper/a.yaml": b"x",
        f"{top}run.py": b"raise SystemExit",
    }
    found = read_zip(save(zipped(entries | beside, comment=b"0123456789abcdef")))
    assert found == small
    assert load_files("small", found).pack.id == "small"


def test_folders_and_stored_entries(small: Entries, save: Save) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.mkdir("small")
        for name, content in small.items():
            archive.writestr(f"small/{name}", content)
    assert read_zip(save(made.getvalue())) == small


def named(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    info.external_attr = mode << 16
    return info


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (named("../pack.yaml"), "points outside"),
        (named("small/../../pack.yaml"), "points outside"),
        (named("/etc/passwd"), "unusable name"),
        (named("C:/pack.yaml"), "points outside"),
        (named("small\\pack.yaml"), "unusable name"),
        (named("a//b.yaml"), "unusable name"),
        (named("\x1b[2J.yaml"), "unusable name"),
        (named("pack\u202e.yaml"), "unusable name"),
        (named("pack.yaml", stat.S_IFLNK | 0o777), "holds a link"),
        (named("pack.yaml", stat.S_IFIFO | 0o777), "holds a link"),
        (named("PACK.yaml"), "two files of the same name"),
        (named("pack.yaml"), "two files of the same name"),
    ],
    ids=lambda value: repr(value.filename) if isinstance(value, zipfile.ZipInfo) else "",
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_of_which_nothing_is_trusted(
    entry: zipfile.ZipInfo, words: str, small: Entries, save: Save
) -> None:
    files = [(name, content) for name, content in small.items() if words == "two files of the same name"
             or name != "pack.yaml"]  # fmt: skip
    assert words in refused(save(zipped([*files, (entry, b"target")])))


def test_a_name_that_goes_on_after_a_null_byte(small: Entries, save: Save) -> None:
    data = zipped(small | {"guide.md?.exe": b"x"}).replace(b"guide.md?.exe", b"guide.md\0.exe")
    assert "unusable name" in refused(save(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions(method: int, small: Entries, save: Save) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in small.items():
            archive.writestr(name, content)
    assert "save it as an ordinary zip" in refused(save(made.getvalue()))


def test_an_encrypted_entry(small: Entries, save: Save) -> None:
    data = bytearray(zipped(small))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "without a password" in refused(save(bytes(data)))


def test_what_holds_no_pack_or_two(small: Entries, save: Save) -> None:
    assert "no pack.yaml" in refused(save(zipped({"a.yaml": b"", "deep/er/pack.yaml": b""})))
    assert "no pack.yaml" in refused(save(zipped({})))
    two = {f"{top}/{name}": content for top in "ab" for name, content in small.items()}
    assert "more than one pack" in refused(save(zipped(two)))


# --- bombs --------------------------------------------------------------------------------------------------------


def cheap(path: Path) -> str:
    """What is said to a zip that must not cost more than a few MB."""
    tracemalloc.start()
    said = refused(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * 2**20, f"{peak:,} bytes"
    return said


def test_a_file_much_larger_than_its_entry(small: Entries, save: Save) -> None:
    bomb = small | {"questions/words.yaml": b"#" * 20_000_000}
    assert "holds more than 1,048,576 bytes" in cheap(save(zipped(bomb)))
    bomb["questions/words.yaml"] = b"#" * 900_000
    assert "times as large" in cheap(save(zipped(bomb)))


def test_a_header_that_lies_about_a_size(small: Entries, save: Save) -> None:
    content = b"#" + bytes(range(32, 127)) * 40_000  # 3.8 MB that compress to 15 KB
    data = bytearray(zipped(small | {"questions/words.yaml": content}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(b"questions/words.yaml", 0 if signature[2] == 3 else data.index(b"PK\x01\x02"))
        at = data.rindex(signature, 0, at)
        data[at + offset : at + offset + 4] = struct.pack("<I", 100)
    said = cheap(save(bytes(data)))
    assert "times as large" in said or "damaged" in said


def test_a_file_and_a_whole_that_are_too_large(small: Entries, save: Save) -> None:
    noise = bytes(zlib.crc32(number.to_bytes(4, "big")) & 0x3F | 0x40 for number in range(1_050_000))
    assert "words.yaml holds more than 1,048,576" in refused(
        save(zipped(small | {"questions/words.yaml": noise}))
    )
    many = {f"questions/n{number}.yaml": noise[number : number + 1_040_000] for number in range(9)}
    path = save(zipped(small | many))
    if path.stat().st_size > MAX_ZIP:
        assert "a pack is smaller" in refused(path)


def test_many_entries_and_a_long_list(small: Entries, save: Save) -> None:
    assert "more than 500 files" in cheap(save(zipped({f"f{number}": b"" for number in range(501)})))
    data = bytearray(zipped({f"{number:05d}" * 40: b"" for number in range(2_000)}))
    at = data.rindex(b"PK\x05\x06")
    data[at + 8 : at + 12] = struct.pack("<HH", 1, 1)  # says that it has one
    assert "more than 500 files" in cheap(save(bytes(data)))


def test_entries_that_share_their_bytes(small: Entries, save: Save) -> None:
    """Many names for one compressed file: each would be read anew."""
    data = zipped(small | {"questions/a.yaml": b"# same\n" * 90_000})
    start = data.index(b"PK\x01\x02")
    listed, end = data[start : data.rindex(b"PK\x05\x06")], data[data.rindex(b"PK\x05\x06") :]
    at = listed.rindex(b"PK\x01\x02")
    again = b"".join(listed[at:].replace(b"/a.yaml", b"/%c.yaml" % letter) for letter in range(98, 122))
    count, size = listed.count(b"PK\x01\x02") + 24, len(listed) + len(again)
    tail = end[:8] + struct.pack("<HHII", count, count, size, start) + end[20:]
    said = cheap(save(data[:start] + listed + again + tail))
    assert "damaged" in said or "times as large" in said


def test_a_zip_of_more_bytes_than_are_read(save: Save) -> None:
    assert f"more than {MAX_ZIP:,} bytes" in refused(save(b"PK" + bytes(MAX_ZIP)))


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"not a zip", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_zip(data: bytes, save: Save) -> None:
    said = refused(save(data))
    assert "damaged" in said or "packs do not need" in said or "no pack.yaml" in said


def test_what_is_not_there(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ZipError, match="is no ordinary file"):
            read_zip(path)
    with pytest.raises(ZipError, match="cannot be read"):
        read_zip(tmp_path / "absent.zip")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_any_damage_is_one_line_or_the_same_files(
    small: Entries, save: Save, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(zipped(small))
    for place, byte in changes:
        data[int(place * (len(data) - 1))] = byte
    path = save(bytes(data))
    try:
        found = read_zip(path)
    except ZipError:
        return
    assert all(small[name] == content for name, content in found.items())
