"""An OpenAI-compatible server on loopback that answers as told, and misbehaves as told."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def saying(content: Any, finish: str = "stop", tokens: int = 10) -> tuple[int, Any]:
    """A usual answer with ``content`` as the model's words; anything but text is made JSON."""
    words = content if isinstance(content, str) else json.dumps(content)
    return 200, {
        "choices": [{"message": {"role": "assistant", "content": words}, "finish_reason": finish}],
        "usage": {"prompt_tokens": tokens, "completion_tokens": tokens},
    }


class _Quiet(ThreadingHTTPServer):
    """Says nothing of callers who have hung up, as those do whose patience a test tries."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class ModelServer:
    """``answers`` are given one a request, the last for ever: (status, body[, headers]), the word
    ``cut`` for a broken connection, or a function of the request's body that gives one of these."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append({"path": self.path, **body})
                server.headers.append(dict(self.headers))
                answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
                if isinstance(answer, Callable):
                    answer = answer(body)
                if answer == "cut":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, told, *more = answer
                data = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                for name, value in (more[0] if more else {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> ModelServer:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
