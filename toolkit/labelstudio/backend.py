"""A prediction backend for Label Studio: articles are pre-coded when they are opened.

Answers ``/health``, ``/setup``, ``/predict`` and ``/webhook``. Setup requests carry a token of the
project's creator: nothing of a request is kept or logged.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from toolkit.labelstudio.fields import TEXT
from toolkit.labelstudio.results import MODEL_VERSION
from toolkit.labelstudio.tasks import prediction
from toolkit.ontology import Codebook
from toolkit.records import Document, Event, ToolkitError

_MOST = 64 * 2**20  # bytes of a request


class Backend:
    """``code`` gives the events of a document, ``language_of`` the language of a text that does
    not say its own."""

    def __init__(
        self,
        codebook: Codebook,
        code: Callable[[Document], list[Event]],
        language_of: Callable[[str], str | None],
    ) -> None:
        self._codebook, self._code, self._language_of = codebook, code, language_of

    def predict(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """The prediction of one task; empty where its text cannot be coded."""
        data = task.get("data") or {}
        document = self._document(data)
        if document is None:
            return {"result": [], "score": 0.0, "model_version": MODEL_VERSION}
        try:
            events = self._code(document)
        except ToolkitError:
            events = []
        return prediction(document, events, self._codebook, options=data.get("options") or {})

    def _document(self, data: Mapping[str, Any]) -> Document | None:
        text = str(data.get(TEXT) or "")
        lang = str(data.get("lang") or "") or self._language_of(text)
        if not text.strip() or not lang:
            return None
        try:
            published = dt.date.fromisoformat(str(data.get("published") or ""))
        except ValueError:
            published = None
        doc_id = data.get("doc_id") or hashlib.sha256(text.encode()).hexdigest()[:16]
        return Document(
            str(doc_id), text, lang, published, "given" if published is not None else None
        )

    def answer(self, method: str, path: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to a request."""
        route = path.partition("?")[0].rstrip("/")
        if method == "GET" and route in ("", "/health"):
            return 200, {"status": "UP", "model_class": "event-coding-toolkit"}
        if method == "POST" and route == "/setup":
            return 200, {"model_version": MODEL_VERSION}
        if method == "POST" and route == "/predict":
            tasks = body.get("tasks")
            if not isinstance(tasks, list):
                return 400, {"error": "a list called tasks is missing"}
            return 200, {"results": [self.predict(task) for task in tasks]}
        if method == "POST" and route == "/webhook":
            return 200, {"status": "ignored"}
        return 404, {"error": f"there is no {route}"}


def listen(backend: Backend, host: str, port: int) -> ThreadingHTTPServer:
    """A web server of a backend, not yet serving; raises ToolkitError where it cannot listen."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self, method: str) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            try:
                if size > _MOST:
                    raise ValueError
                body = json.loads(self.rfile.read(size)) if size else {}
                status, made = backend.answer(method, self.path, body)
            except (ValueError, AttributeError):
                status, made = 400, {"error": "the request is no JSON object"}
                self.close_connection = True
            sent = json.dumps(made).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def do_GET(self) -> None:
            self._reply("GET")

        def do_POST(self) -> None:
            self._reply("POST")

        def log_message(self, *_: object) -> None:
            """Nothing of a request is logged."""

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except OSError as error:
        raise ToolkitError(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port"
        ) from None
    server.daemon_threads = True
    return server
