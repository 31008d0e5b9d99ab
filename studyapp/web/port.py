"""Taking a port of this machine, before anything is said about it."""

from __future__ import annotations

import socket

from studyapp.core.errors import Refusal
from studyapp.web.gate import HOST


def listening(port: int) -> socket.socket:
    """A socket that listens on a port, any free one for 0, reached from this machine alone."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
        taken.listen()
    except OSError as error:
        taken.close()
        reason = (error.strerror or "cannot be used").lower()
        raise Refusal(f"cannot serve on port {port}: {reason}; --port 0 takes any free one") from error
    return taken
