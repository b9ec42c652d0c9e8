"""The calls that read a repository."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from tests.dataset.hub.repository import Repo, git_digest
from tests.dataset.hub.request import Answer, Request


class Reading(Request):
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
