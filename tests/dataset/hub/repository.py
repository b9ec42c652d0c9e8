"""What a Hub stores of one repository."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

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


def git_digest(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
