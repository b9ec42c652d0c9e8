"""A Hub on loopback for tests: the HTTP calls that huggingface_hub and datasets make to publish and
to load a dataset, answered from memory.

``with Hub() as hub:`` serves on ``hub.url`` (for HF_ENDPOINT, with HF_HUB_DISABLE_XET=1).
Repositories have commits, branches, tags, pull requests, gating and privacy; tokens have
namespaces; storage has a limit; and ``hub.cut`` breaks the connection in the middle of chosen
calls.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Tree = dict[str, tuple[str, bool]]  # path → digest of the content, stored as LFS or not


@dataclass
class Repo:
    """One dataset repository; ``commits`` maps an oid to its tree, ``titles`` to its message."""

    commits: dict[str, Tree] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pulls: dict[int, str] = field(default_factory=dict)
    private: bool = False
    gated: str | bool = False

    def add(self, tree: Tree, title: str) -> str:
        oid = hashlib.sha1(f"{len(self.commits)}{sorted(tree)}".encode()).hexdigest()
        self.commits[oid] = tree
        self.titles[oid] = title
        return oid

    def resolve(self, revision: str) -> str | None:
        pull = re.fullmatch(r"refs/pr/(\d+)", revision)
        if pull:
            return self.pulls.get(int(pull[1]))
        if revision in self.commits:
            return revision
        return self.branches.get(revision) or self.tags.get(revision)

    def merge(self, pull: int) -> None:
        """What a maintainer does on the website with a pull request."""
        self.branches["main"] = self.pulls[pull]


class Answer(Exception):  # noqa: N818
    """An answer that is no success: status, the Hub's words, its error code and what else the
    body says."""

    def __init__(
        self, status: int, words: str, code: str | None = None, more: dict[str, str] | None = None
    ) -> None:
        super().__init__(words)
        self.status, self.words, self.code, self.more = status, words, code, more or {}


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
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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


def git_digest(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


_ID = r"(?P<repo>[\w.-]+/[\w.-]+)"
_ROUTES: list[tuple[str, str, str]] = [
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


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    # -- one request ---------------------------------------------------------------------------

    def _handle(self) -> None:
        split = urlsplit(self.path)
        self.query = parse_qs(split.query)
        method = "GET" if self.command == "HEAD" else self.command
        for wanted, pattern, name in _ROUTES:
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

    # -- the calls -----------------------------------------------------------------------------

    def _create(self, body: bytes) -> Any:
        asked = json.loads(body)
        owner = asked.get("organization") or "lab"
        name = f"{owner}/{asked['name']}"
        if self._token() is None:
            raise Answer(401, "Invalid username or password.")
        if name in self.hub.repos:
            url = f"{self.hub.url}/datasets/{name}"
            raise Answer(409, "You already created this dataset repo", more={"url": url})
        if not self._may_write(name):
            raise Answer(
                403, f'You don\'t have the rights to create a dataset under the namespace "{owner}"'
            )
        repo = Repo(private=asked.get("visibility") == "private" or bool(asked.get("private")))
        attributes = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"
        self.hub.blobs[git_digest(attributes)] = attributes
        first = repo.add({".gitattributes": (git_digest(attributes), False)}, "initial commit")
        repo.branches["main"] = first
        self.hub.repos[name] = repo
        return {"url": f"{self.hub.url}/datasets/{name}"}

    def _whoami(self, body: bytes) -> Any:
        if self._token() is None:
            raise Answer(401, "Invalid username or password.")
        return {"type": "user", "name": "lab", "orgs": []}

    def _validate(self, body: bytes) -> Any:
        import yaml

        text = json.loads(body)["content"]
        match = re.match(r"---\n(.*?)\n---", text, re.DOTALL)
        told = yaml.safe_load(match[1]) if match else None
        errors = []
        if not isinstance(told, dict):
            errors.append({"message": "the card has no metadata"})
        elif not isinstance(told.get("license"), str):
            errors.append({"message": '"license" must be a string'})
        return {"errors": errors, "warnings": []}

    def _preupload(self, body: bytes, repo: str, revision: str) -> Any:
        found = self._pull_or_write(repo)
        tree = found.commits[self._commit_of(found, revision)]
        files = []
        for file in json.loads(body)["files"]:
            big = file["path"].endswith((".parquet", ".png")) or file["size"] > 10_000_000
            known = tree.get(file["path"])
            files.append(
                {
                    "path": file["path"],
                    "uploadMode": "lfs" if big else "regular",
                    "shouldIgnore": False,
                    **({"oid": known[0]} if known else {}),
                }
            )
        return {"files": files}

    def _pull_or_write(self, name: str) -> Repo:
        """Readers may propose: with ``create_pr`` no right to write is asked for."""
        if "create_pr" in self.query and self._token() is not None:
            return self._readable(name)
        return self._writable(name)

    def _batch(self, body: bytes, repo: str) -> Any:
        self._readable(repo)
        if self._token() is None:
            raise Answer(401, "Invalid username or password.")
        asked = json.loads(body)
        missing = [o for o in asked["objects"] if o["oid"] not in self.hub.lfs]
        self._room(sum(o["size"] for o in missing))
        objects = []
        for item in asked["objects"]:
            told = {"oid": item["oid"], "size": item["size"]}
            if item in missing:
                told["actions"] = {
                    "upload": {"href": f"{self.hub.url}/storage/{item['oid']}"},
                    "verify": {"href": f"{self.hub.url}/storage/verify/{repo}"},
                }
            objects.append(told)
        return {"transfer": "basic", "objects": objects}

    def _store(self, body: bytes, oid: str) -> Any:
        if hashlib.sha256(body).hexdigest() != oid:
            raise Answer(400, "the content does not match its digest")
        self.hub.lfs[oid] = body
        return {}

    def _verify(self, body: bytes, repo: str) -> Any:
        asked = json.loads(body)
        if len(self.hub.lfs.get(asked["oid"], b"")) != asked["size"]:
            raise Answer(400, "the stored object has another size")
        return {}

    def _commit(self, body: bytes, repo: str, revision: str) -> Any:
        found = self._pull_or_write(repo)
        parent = self._commit_of(found, revision)
        tree = dict(found.commits[parent])
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
        head = lines[0]["value"]
        if head.get("parentCommit") not in (None, parent):
            raise Answer(412, "A commit has happened since. Please refresh and try again.")
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                data = base64.b64decode(value["content"])
                self.hub.blobs[git_digest(data)] = data
                tree[value["path"]] = (git_digest(data), False)
            elif line["key"] == "lfsFile":
                if value["oid"] not in self.hub.lfs:
                    raise Answer(400, f"{value['path']} was not uploaded")
                tree[value["path"]] = (value["oid"], True)
            elif line["key"] == "deletedFile":
                if tree.pop(value["path"], None) is None:
                    raise Answer(404, "A file with this name doesn't exist", "EntryNotFound")
        oid = found.add(tree, head["summary"])
        answer = {
            "success": True,
            "commitOid": oid,
            "commitUrl": f"{self.hub.url}/datasets/{repo}/commit/{oid}",
            "hookOutput": "",
        }
        if "create_pr" in self.query:
            number = len(found.pulls) + 1
            found.pulls[number] = oid
            url = f"{self.hub.url}/datasets/{repo}/discussions/{number}"
            return answer | {"pullRequestUrl": url}
        found.branches[revision] = oid
        return answer

    def _tag(self, body: bytes, repo: str, revision: str) -> Any:
        found, name = self._writable(repo), json.loads(body)["tag"]
        if name in found.tags:
            raise Answer(409, f"Tag {name} exists already")
        found.tags[name] = self._commit_of(found, revision)
        return {}

    def _untag(self, body: bytes, repo: str, tag: str) -> Any:
        if self._writable(repo).tags.pop(tag, None) is None:
            raise Answer(404, "no such tag", "RevisionNotFound")
        return {}

    def _branch(self, body: bytes, repo: str, branch: str) -> Any:
        found = self._writable(repo)
        if branch in found.branches:
            raise Answer(409, f"Reference {branch} already exists")
        asked = json.loads(body or b"{}")
        found.branches[branch] = self._commit_of(found, asked.get("startingPoint") or "main")
        return {}

    def _settings(self, body: bytes, repo: str) -> Any:
        found, asked = self._writable(repo), json.loads(body)
        if "visibility" in asked:
            found.private = asked["visibility"] == "private"
        if "private" in asked:
            found.private = bool(asked["private"])
        if "gated" in asked:
            found.gated = asked["gated"]
        return {"private": found.private, "gated": found.gated}

    def _refs(self, body: bytes, repo: str) -> Any:
        found = self._readable(repo)

        def told(refs: dict[str, str], prefix: str) -> list[dict[str, str]]:
            return [
                {"name": name, "ref": f"{prefix}{name}", "targetCommit": oid}
                for name, oid in refs.items()
            ]

        return {
            "branches": told(found.branches, "refs/heads/"),
            "converts": [],
            "tags": told(found.tags, "refs/tags/"),
        }

    def _entry(self, found: Repo, oid: str, path: str) -> dict[str, Any]:
        digest, lfs = found.commits[oid][path]
        size = len(self.hub.content(found, oid, path))
        entry: dict[str, Any] = {"type": "file", "path": path, "oid": digest, "size": size}
        if lfs:
            entry["lfs"] = {"oid": digest, "size": size, "pointerSize": 130}
        return entry

    def _tree(self, body: bytes, repo: str, revision: str, path: str = "") -> Any:
        found = self._readable(repo, files=True)
        oid = self._commit_of(found, revision)
        prefix = f"{path.strip('/')}/" if path.strip("/") else ""
        inside = [p for p in sorted(found.commits[oid]) if p.startswith(prefix)]
        if prefix and not inside:
            raise Answer(404, f"{path} does not exist", "EntryNotFound")
        deep = self.query.get("recursive", ["false"])[0].lower() in ("true", "1")
        entries = [
            self._entry(found, oid, p) for p in inside if deep or "/" not in p[len(prefix) :]
        ]
        folders = set()
        for p in inside:
            parts = p[len(prefix) :].split("/")[:-1]
            folders.update(
                prefix + "/".join(parts[: n + 1]) for n in range(len(parts) if deep else 1) if parts
            )
        return entries + [
            {"type": "directory", "path": p, "oid": git_digest(p.encode()), "size": 0}
            for p in sorted(folders)
        ]

    def _paths(self, body: bytes, repo: str, revision: str) -> Any:
        found = self._readable(repo, files=True)
        oid = self._commit_of(found, revision)
        try:
            asked = json.loads(body)["paths"]
        except ValueError:
            asked = parse_qs(body.decode()).get("paths", [])
        asked = [asked] if isinstance(asked, str) else asked
        made = []
        for path in asked:
            if path in found.commits[oid]:
                made.append(self._entry(found, oid, path))
            elif any(p.startswith(f"{path}/") for p in found.commits[oid]):
                made.append({"type": "directory", "path": path, "oid": "0" * 40, "size": 0})
        return made

    def _info(self, body: bytes, repo: str, revision: str = "main") -> Any:
        found = self._readable(repo)
        oid = self._commit_of(found, revision)
        return {
            "id": repo,
            "sha": oid,
            "private": found.private,
            "gated": found.gated,
            "tags": [],
            "downloads": 0,
            "siblings": [{"rfilename": p} for p in sorted(found.commits[oid])],
        }

    def _resolve(self, body: bytes, repo: str, revision: str, path: str) -> None:
        found = self._readable(repo, files=True)
        oid = self._commit_of(found, revision)
        if path not in found.commits[oid]:
            raise Answer(404, f"{path} does not exist", "EntryNotFound")
        digest, lfs = found.commits[oid][path]
        data = self.hub.content(found, oid, path)
        headers = {
            "X-Repo-Commit": oid,
            "ETag": f'"{digest}"',
            "Accept-Ranges": "bytes",
            "Content-Type": "application/octet-stream",
        }
        if lfs:
            headers |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(data))}
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if span:
            start, end = int(span[1]), min(int(span[2] or len(data) - 1), len(data) - 1)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
            self._send(206, data[start : end + 1], headers)
        else:
            self._send(200, data, headers)
