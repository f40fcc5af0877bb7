"""A service on this machine that speaks the part of OpenAI's protocol that is used, and remembers what it was asked."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import numpy as np

from workshop.grouping.endpoint import Endpoint
from workshop.words import words


class BagOfWords:
    """A sentence model as small as can be: each word turns the vector its own way."""

    def embed(self, texts: list[str]) -> Any:
        rows = np.zeros((len(texts), 64))
        for row, text in zip(rows, texts, strict=True):
            for word in words(text):
                row[int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest(), 16) % 64] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class OpenAi(BaseHTTPRequestHandler):
    """`draft` is what it writes, `failing` the status it answers with, `slow` how long it thinks (s)."""

    asked: ClassVar[list[tuple[str, dict[str, Any], str]]] = []
    draft: ClassVar[str] = "Trees should stay."
    failing: ClassVar[int] = 0
    slow: ClassVar[float] = 0.0
    before: ClassVar[Callable[[str], None]] = staticmethod(lambda _: None)  # told each text before the answer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body, self.headers.get("Authorization", "")))
        type(self).before(json.dumps(body, ensure_ascii=False))
        time.sleep(self.slow)
        if self.failing:
            self.send_error(self.failing)
            return
        if self.path.endswith("/embeddings"):
            vectors = BagOfWords().embed(body["input"])
            answer: Any = {"data": [{"embedding": vector.tolist()} for vector in vectors]}
        else:
            answer = {"choices": [{"message": {"content": self.draft}}]}
        said = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(**given: Any) -> Iterator[Endpoint]:
    """The service while it runs; `given` are fields of the Endpoint."""
    OpenAi.asked.clear()
    OpenAi.failing, OpenAi.draft, OpenAi.slow = 0, "Trees should stay.", 0.0
    OpenAi.before = staticmethod(lambda _: None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), OpenAi)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "small", "secret", **given)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sent() -> list[str]:
    """Every text of a statement that left for its numbers, in order."""
    return [text for path, body, _ in OpenAi.asked if path.endswith("/embeddings") for text in body["input"]]
