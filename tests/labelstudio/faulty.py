"""Servers that misbehave on purpose."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


@contextmanager
def listening(handle: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A web server on a free port of loopback whose every request goes to ``handle``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            handle(self)

        do_GET = do_POST = do_PATCH = do_DELETE = do  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}"
        finally:
            running.shutdown()


def answer(request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Set-Cookie", "sessionid=verysecretcookie")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def hang_up(request: BaseHTTPRequestHandler) -> None:
    """Break the connection without an answer."""
    request.close_connection = True


Rule = Callable[[BaseHTTPRequestHandler, Callable[[], httpx.Response]], bool]


@contextmanager
def between(server: str, rule: Rule) -> Iterator[str]:
    """A proxy before a server. ``rule(request, forward)`` returns whether it dealt with a request
    itself; ``forward()`` carries the request out."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        kept = {
            k: v
            for k, v in request.headers.items()
            if k.lower() not in ("host", "content-length", "accept-encoding", "connection")
        }

        def forward() -> httpx.Response:
            return httpx.request(
                request.command, server + request.path, headers=kept, content=body, timeout=120
            )

        if rule(request, forward):
            return
        got = forward()
        answer(request, got.status_code, got.content, got.headers.get("Content-Type", ""))

    with listening(handle) as url:
        yield url
