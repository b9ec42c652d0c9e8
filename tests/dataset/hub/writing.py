"""The calls that change a repository, or ask before they do."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

from tests.dataset.hub.repository import Repo, git_digest
from tests.dataset.hub.request import Answer, Request


class Writing(Request):
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
