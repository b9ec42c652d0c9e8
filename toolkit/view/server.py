"""The server behind the page: static files, and three answers in JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from toolkit.dataset.stored import Stored
from toolkit.ontology import Codebook
from toolkit.records import ToolkitError
from toolkit.view.collection import Collection, Query

_PAGE = Path(__file__).parent / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
# Nothing from elsewhere is loaded, and no text of an article can run.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ViewError(ToolkitError):
    """A page that cannot be served."""


class Server(ThreadingHTTPServer):
    """The page of one dataset on ``url``."""

    daemon_threads = True

    def __init__(self, collection: Collection, port: int) -> None:
        self.collection = collection
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise ViewError(
                f"cannot listen on port {port} ({error.strerror}); choose another with --port"
            ) from None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def start(self) -> None:
        """Serve in the background."""
        threading.Thread(target=self.serve_forever, daemon=True).start()


def serve(stored: Stored, codebook: Codebook, port: int = 0) -> Server:
    """A server of the page of a dataset on the loopback address; port 0 means any that is free.
    Raises ViewError where the port is taken, DatasetError where the dataset cannot be read."""
    return Server(Collection(stored, codebook), port)


def query_of(fields: Mapping[str, list[str]]) -> Query:
    """The query in an address; a day that is none is passed over."""

    def text(name: str) -> str:
        return fields.get(name, [""])[0].strip()

    def day(name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(text(name))
        except ValueError:
            return None

    return Query(
        words=text("words"),
        code=text("code"),
        actor=text("actor"),
        place=text("place"),
        first=day("first"),
        last=day("last"),
        who=text("who"),
        status=text("status"),
        split=text("split"),
    )


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing is logged: the terminal belongs to the command."""

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in ("127.0.0.1", "localhost"):  # a name of a stranger's that leads here
            self._send(403, b"this page is served to this machine only", "text/plain")
            return
        address = urlsplit(self.path)
        fields = parse_qs(address.query)
        collection = self.server.collection
        if address.path == "/api/overview":
            self._json(collection.overview())
        elif address.path == "/api/articles":
            page = fields.get("page", ["0"])[0]
            number = int(page) if page.isdecimal() else 0
            self._json(collection.listing(query_of(fields), number))
        elif address.path.startswith("/api/articles/"):
            doc_id = unquote(address.path.removeprefix("/api/articles/"))
            self._json(collection.article(doc_id, query_of(fields)))
        else:
            self._file(address.path.removeprefix("/") or "index.html")

    def _file(self, name: str) -> None:
        path = _PAGE / name
        if not re.fullmatch(r"[a-z]+\.[a-z]+", name) or not path.is_file():
            self._send(404, b"there is no such page", "text/plain")
            return
        self._send(200, path.read_bytes(), _TYPES[path.suffix])

    def _json(self, value: Any) -> None:
        if value is None:
            self._send(404, b"null", "application/json")
            return
        text = json.dumps(value, ensure_ascii=False, default=str)
        self._send(200, text.encode("utf-8", "replace"), "application/json")

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
