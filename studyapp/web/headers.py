"""What every answer tells the browser about what it may do with the page."""

from __future__ import annotations

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "Cache-Control": "no-store",
    "Server": "studyapp",
}
_NOTHING = ("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")

CLOSED = "; ".join(_NOTHING)
"""The policy of everything but the app's page: nothing is loaded, and nothing runs."""


def page_policy(nonce: str, host: str) -> str:
    """The policy of the app's page: what has this nonce, our files, and our WebSocket."""
    return "; ".join(
        (
            *_NOTHING,
            f"script-src 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "font-src 'self'",
            "img-src 'self'",
            f"connect-src ws://{host}",
        )
    )
