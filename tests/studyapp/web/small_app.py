"""An app just large enough to be served: it says its size, repeats what is typed, and leaves, or will not.

What it is told to be: `polite` leaves when asked; `stubborn` ignores every request to leave, and has started a
process of its own; `broken` fails at once; `left` leaves by itself; `links` opens what is typed as an address.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator


def packet(kind: bytes, payload: bytes) -> None:
    os.write(1, kind + len(payload).to_bytes(4, "big") + payload)


def tell(**told: object) -> None:
    packet(b"M", json.dumps(told).encode())


def packets() -> Iterator[tuple[bytes, bytes]]:
    stream = sys.stdin.buffer
    while head := stream.read(5):
        yield head[:1], stream.read(int.from_bytes(head[1:], "big"))


def main(manner: str) -> None:
    if manner == "broken":
        sys.exit("Traceback\nValueError: \x1b[31mno store\x1b[0m")
    os.write(1, b"some words before\n__GANGLION__\n")
    child = 0
    if manner == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid
    size = f"{os.environ['COLUMNS']}x{os.environ['ROWS']}"
    packet(b"D", f"hello {os.getpid()} {child} {size} {os.environ.get('STUDYAPP_HOME')}".encode())
    if manner == "left":
        tell(type="exit")
        return
    for kind, payload in packets():
        if kind == b"D" and manner == "links":
            tell(type="open_url", url=payload.decode(), new_tab=False)
        elif kind == b"D":
            packet(b"D", b"typed " + payload)
        elif json.loads(payload)["type"] == "quit":
            if manner != "stubborn":
                tell(type="exit")
                return
        else:
            packet(b"D", b"told " + payload)


main(sys.argv[1])
