"""The server and all it stores."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer

from tests.dataset.hub.reading import Reading
from tests.dataset.hub.repository import Repo
from tests.dataset.hub.writing import Writing


class Hub:
    """The server and all it stores. ``tokens`` maps a token to the namespaces it may write to."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.blobs: dict[str, bytes] = {}
        self.lfs: dict[str, bytes] = {}
        self.tokens: dict[str, set[str]] = {"hf_writer": {"lab"}, "hf_reader": set()}
        self.quota: int | None = None
        self.cut: dict[str, int] = {}  # name of a call → how many times it is still to be broken
        self.before: dict[str, Callable[[], object]] = {}  # done once before a call is answered
        self.calls: list[str] = []
        self.lock = threading.RLock()

        class Calls(Writing, Reading):
            pass

        Calls.hub = self
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Calls)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Hub:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def content(self, repo: Repo, oid: str, path: str) -> bytes:
        digest, lfs = repo.commits[oid][path]
        return (self.lfs if lfs else self.blobs)[digest]
