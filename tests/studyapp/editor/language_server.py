"""The language server that editors use for YAML, spoken to as an editor does: LSP over stdio."""

from __future__ import annotations

import itertools
import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias

NODE = shutil.which("node")
SERVER = Path(__file__).parents[3] / ".node/node_modules/yaml-language-server/out/server/src/server.js"
"""Where `make yaml-server` puts it."""
PATIENCE = 60.0
"""Seconds; a busy machine is slow."""
SETTINGS = {
    "yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}},
}

Message: TypeAlias = dict[str, Any]


class Editor:
    """One editor with one server."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        assert server.stdin is not None
        assert server.stdout is not None
        self._out: IO[bytes] = server.stdin
        self._heard: queue.Queue[Message] = queue.Queue()
        self._numbers = itertools.count(1)
        self._found: dict[str, list[Message]] = {}
        threading.Thread(target=_listen, args=(server.stdout, self._heard), daemon=True).start()
        markdown = {"hover": {"contentFormat": ["markdown"]}, "publishDiagnostics": {}}
        capabilities = {"textDocument": markdown, "workspace": {"configuration": True}}
        self._ask("initialize", processId=None, rootUri=None, capabilities=capabilities)
        self._send(method="initialized", params={})

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a file, with another text than its own where one is given -> its address."""
        uri = path.resolve().as_uri()
        written = path.read_text(encoding="utf-8") if text is None else text
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": written}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        return uri

    def diagnostics(self, uri: str) -> list[tuple[int, str]]:
        """What is underlined in an open file: (line from 1, message)."""
        self._listen_until(lambda _: uri in self._found)
        return [(one["range"]["start"]["line"] + 1, one["message"]) for one in self._found[uri]]

    def completion(self, uri: str, line: int, column: int) -> dict[str, str]:
        """What is offered at a place, with what is said of each."""
        items = self._ask("textDocument/completion", **_at(uri, line, column))
        return {item["label"]: _text(item.get("documentation")) for item in items["items"]}

    def hover(self, uri: str, line: int, column: int) -> str:
        """What is shown over a place."""
        shown = self._ask("textDocument/hover", **_at(uri, line, column))
        return _text(shown and shown["contents"])

    def _ask(self, method: str, **params: object) -> Any:
        number = next(self._numbers)
        self._send(id=number, method=method, params=params)
        answer = self._listen_until(lambda message: message.get("id") == number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def _send(self, **message: object) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._out.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._out.flush()

    def _listen_until(self, done: Callable[[Message], bool]) -> Message:
        message: Message = {}
        while not done(message):
            message = self._heard.get(timeout=PATIENCE)
            params = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics":
                self._found[params["uri"]] = params["diagnostics"]
            elif "method" in message and "id" in message:  # it asks the editor
                asked = params.get("items", []) if message["method"] == "workspace/configuration" else None
                result = None if asked is None else [SETTINGS.get(item.get("section")) for item in asked]
                self._send(id=message["id"], result=result)
        return message


def _listen(source: IO[bytes], heard: queue.Queue[Message]) -> None:
    while header := source.readline():
        length = int(header.partition(b":")[2])
        while source.readline().strip():
            pass
        heard.put(json.loads(source.read(length)))


def _at(uri: str, line: int, column: int) -> Message:
    """A place as the protocol counts: lines and characters from 0."""
    return {"textDocument": {"uri": uri}, "position": {"line": line - 1, "character": column - 1}}


def _text(told: Any) -> str:
    return str(told["value"] if isinstance(told, dict) else told or "")


@contextmanager
def editor() -> Iterator[Editor]:
    """An editor whose server is ended with it."""
    assert NODE is not None
    pipes = subprocess.PIPE
    with subprocess.Popen([NODE, str(SERVER), "--stdio"], stdin=pipes, stdout=pipes) as server:
        try:
            yield Editor(server)
        finally:
            server.kill()
