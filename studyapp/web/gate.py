"""Who may come in: exact addresses, a link that works once, and the cookie that it turns into."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence

HOST = "127.0.0.1"
"""The one address that is listened on."""
_BYTES = 32
"""Of randomness in a secret."""


class Gate:
    """The secrets of one server, and the checks against them; nothing here knows HTTP."""

    def __init__(self, port: int) -> None:
        # A browser leaves out the port that http has anyway.
        self.host = HOST if port == 80 else f"{HOST}:{port}"
        """What the Host header must say, to the letter: a name that was rebound to us is another."""
        self.origin = f"http://{self.host}"
        """What the Origin header must say where there is one."""
        self.cookie = f"studyapp_{port}"
        """The cookie's name. Cookies know no ports, so the name tells two servers apart."""
        self._token = secrets.token_urlsafe(_BYTES)
        self._key = secrets.token_urlsafe(_BYTES)
        self._used = False

    @property
    def link(self) -> str:
        """What the learner opens; it works once."""
        return f"{self.origin}/?token={self._token}"

    def is_host(self, values: Sequence[str]) -> bool:
        """Whether the Host headers of a request are one, and name us."""
        return list(values) == [self.host]

    def is_origin(self, values: Sequence[str]) -> bool:
        """Whether the Origin headers of a request are one, and name us."""
        return list(values) == [self.origin]

    def admits(self, key: str | None) -> bool:
        """Whether a cookie's value is the one that was handed out."""
        return key is not None and self._used and _same(key, self._key)

    def use(self, token: str) -> str | None:
        """The cookie's value for the right token, the first time; None after that, or for any other."""
        if not _same(token, self._token) or self._used:
            return None
        self._used = True
        return self._key


def _same(one: str, other: str) -> bool:
    """Compared in a time that does not tell how much of it is right."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())
