"""One request to the Hub: which call it is, who may do it, and how it is answered or broken off."""

from __future__ import annotations

import json
import re
import socket
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from tests.dataset.hub.repository import Repo

if TYPE_CHECKING:
    from tests.dataset.hub.server import Hub

_ID = r"(?P<repo>[\w.-]+/[\w.-]+)"
ROUTES: list[tuple[str, str, str]] = [
    ("POST", r"/api/repos/create", "create"),
    ("GET", r"/api/whoami-v2", "whoami"),
    ("POST", r"/api/validate-yaml", "validate"),
    ("POST", rf"/api/datasets/{_ID}/preupload/(?P<revision>[^/]+)", "preupload"),
    ("POST", rf"/datasets/{_ID}\.git/info/lfs/objects/batch", "batch"),
    ("PUT", r"/storage/(?P<oid>\w+)", "store"),
    ("POST", rf"/storage/verify/{_ID}", "verify"),
    ("POST", rf"/api/datasets/{_ID}/commit/(?P<revision>[^/]+)", "commit"),
    ("POST", rf"/api/datasets/{_ID}/tag/(?P<revision>[^/]+)", "tag"),
    ("DELETE", rf"/api/datasets/{_ID}/tag/(?P<tag>[^/]+)", "untag"),
    ("POST", rf"/api/datasets/{_ID}/branch/(?P<branch>[^/]+)", "branch"),
    ("PUT", rf"/api/datasets/{_ID}/settings", "settings"),
    ("GET", rf"/api/datasets/{_ID}/refs", "refs"),
    ("GET", rf"/api/datasets/{_ID}/tree/(?P<revision>[^/]+)(?:/(?P<path>.*))?", "tree"),
    ("POST", rf"/api/datasets/{_ID}/paths-info/(?P<revision>[^/]+)", "paths"),
    ("GET", rf"/api/datasets/{_ID}(?:/revision/(?P<revision>[^/]+))?", "info"),
    ("GET", rf"/datasets/{_ID}/resolve/(?P<revision>[^/]+)/(?P<path>.+)", "resolve"),
]


class Answer(Exception):  # noqa: N818
    """An answer that is no success: status, the Hub's words, its error code and what else the
    body says."""

    def __init__(
        self, status: int, words: str, code: str | None = None, more: dict[str, str] | None = None
    ) -> None:
        super().__init__(words)
        self.status, self.words, self.code, self.more = status, words, code, more or {}


class Request(BaseHTTPRequestHandler):
    """One request: its route, its token, its answer."""

    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    # -- one request ---------------------------------------------------------------------------

    def _handle(self) -> None:
        split = urlsplit(self.path)
        self.query = parse_qs(split.query)
        method = "GET" if self.command == "HEAD" else self.command
        for wanted, pattern, name in ROUTES:
            match = re.fullmatch(pattern, split.path)
            if wanted == method and match:
                self._route(name, {k: unquote(v) for k, v in match.groupdict().items() if v})
                return
        self._body()
        self._fail(Answer(404, f"no such call: {self.command} {split.path}"))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815

    def _route(self, name: str, found: dict[str, str]) -> None:
        hub = self.hub
        with hub.lock:
            hub.calls.append(name)
            broken = hub.cut.get(name, 0) > 0
            if broken:
                hub.cut[name] -= 1
        if broken:
            size = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(size // 2)
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        body = self._body()
        try:
            with hub.lock:
                hub.before.pop(name, lambda: None)()
                answer = getattr(self, f"_{name}")(body, **found)
            if answer is not None:
                self._send(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})
        except Answer as answer:
            self._fail(answer)

    def _body(self) -> bytes:
        if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            data = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _fail(self, answer: Answer) -> None:
        headers = {"X-Error-Message": answer.words, "Content-Type": "application/json"}
        if answer.code:
            headers["X-Error-Code"] = answer.code
        self._send(
            answer.status, json.dumps({"error": answer.words, **answer.more}).encode(), headers
        )

    # -- who may do what -----------------------------------------------------------------------

    def _token(self) -> str | None:
        found = self.headers.get("Authorization")
        if found is None:
            return None
        token = found.removeprefix("Bearer ")
        if token not in self.hub.tokens:
            raise Answer(401, "Invalid credentials in Authorization header")
        return token

    def _may_write(self, name: str) -> bool:
        token = self._token()
        return token is not None and name.split("/")[0] in self.hub.tokens[token]

    def _writable(self, name: str) -> Repo:
        if self._token() is None:
            raise Answer(401, "Invalid username or password.")
        repo = self._readable(name)
        if not self._may_write(name):
            raise Answer(403, "you must use a write token to upload to a repository.")
        return repo

    def _readable(self, name: str, files: bool = False) -> Repo:
        self._token()
        repo = self.hub.repos.get(name)
        if repo is None or (repo.private and not self._may_write(name)):
            raise Answer(404, "Repository not found", "RepoNotFound")
        if files and repo.gated and not self._may_write(name):
            raise Answer(403, f"Access to dataset {name} is restricted", "GatedRepo")
        return repo

    def _commit_of(self, repo: Repo, revision: str) -> str:
        oid = repo.resolve(revision)
        if oid is None:
            raise Answer(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return oid

    def _room(self, more: int) -> None:
        if self.hub.quota is not None:
            used = sum(len(b) for b in self.hub.lfs.values())
            if used + more > self.hub.quota:
                raise Answer(
                    403, "Private repository storage limit reached, please upgrade your plan"
                )
