"""The checks without HTTP."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.web.gate import Gate


def test_a_browser_leaves_out_the_port_of_http() -> None:
    assert (Gate(80).host, Gate(80).origin) == ("127.0.0.1", "http://127.0.0.1")
    assert (Gate(8_080).host, Gate(8_080).origin) == ("127.0.0.1:8080", "http://127.0.0.1:8080")


@given(st.text(st.characters(codec=None)))
def test_no_other_text_is_a_token_or_a_key(text: str) -> None:
    gate = Gate(8_080)
    assert gate.use(text) is None
    key = gate.use(gate.link.partition("=")[2])
    assert key is not None
    assert gate.admits(key)
    assert not gate.admits(text)
    assert not gate.admits(key + text[:1] if text else None)


def test_two_servers_share_nothing() -> None:
    one, other = Gate(8_080), Gate(8_081)
    key = one.use(one.link.partition("=")[2])
    other.use(other.link.partition("=")[2])
    assert not other.admits(key)
    assert one.cookie != other.cookie
