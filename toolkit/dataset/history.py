"""What was released before: versions with their content, and articles taken down.

``releases/`` of a workspace is kept under version control. ``<version>.json`` says what a release
held (ids with digests, class names, a digest over all rows), ``splits.jsonl`` is the ledger of
:mod:`toolkit.dataset.ledger`, ``CHANGELOG.md`` is written from the releases. Versions are semantic
(semver.org): a change that breaks a reader's code or takes events away raises the first number
(the second before 1.0.0), new events or articles the second, corrections the third.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from toolkit.dataset.features import Labels
from toolkit.dataset.inputs import DatasetError
from toolkit.dataset.ledger import Ledger, read_ledger, releases
from toolkit.ontology import lined_yaml
from toolkit.workspace import Workspace, write_json

Step = Literal["major", "minor", "patch"]


@dataclass(frozen=True, slots=True)
class Release:
    """One release: ``events`` and ``documents`` map ids to digests of their content, ``columns``
    configs to a digest of their columns, ``content`` is a digest over all published rows."""

    version: str
    released: dt.date
    policy: str
    content: str
    labels: Labels
    columns: Mapping[str, str]
    events: Mapping[str, str]
    documents: Mapping[str, str]
    codebook: str = ""
    coder: str = ""

    def to_json(self) -> dict[str, Any]:
        """The content of ``<version>.json``."""
        return {
            "version": self.version,
            "released": self.released.isoformat(),
            "policy": self.policy,
            "content": self.content,
            "codebook": self.codebook,
            "coder": self.coder,
            "labels": {"codes": list(self.labels.codes), "roots": list(self.labels.roots)},
            "columns": dict(self.columns),
            "documents": dict(self.documents),
            "events": dict(self.events),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Release:
        """The release of a file; raises KeyError, TypeError or ValueError where it is none."""
        labels = data["labels"]
        return cls(
            data["version"],
            dt.date.fromisoformat(data["released"]),
            data["policy"],
            data["content"],
            Labels(tuple(labels["codes"]), tuple(labels["roots"])),
            data["columns"],
            data["events"],
            data["documents"],
            data.get("codebook", ""),
            data.get("coder", ""),
        )


@dataclass(frozen=True, slots=True)
class Takedown:
    """An article withdrawn from the dataset: since when, and why (never published)."""

    doc_id: str
    date: dt.date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Earlier releases, oldest first, the ledger of splits and the articles taken down."""

    releases: tuple[Release, ...] = ()
    ledger: Ledger = field(default_factory=dict)
    takedowns: Mapping[str, Takedown] = field(default_factory=dict)

    @classmethod
    def read(cls, workspace: Workspace) -> History:
        """The history of a workspace; raises DatasetError naming the file at fault."""
        folder = releases(workspace)
        found = []
        for path in sorted(folder.glob("*.json")):
            try:
                found.append(Release.from_json(json.loads(path.read_text(encoding="utf-8"))))
            except (KeyError, TypeError, ValueError) as error:
                raise DatasetError(
                    f"{path} is not the record of a release ({error}); restore it from version "
                    "control"
                ) from None
        found.sort(key=lambda r: number(r.version))
        return cls(
            tuple(found),
            read_ledger(folder / "splits.jsonl"),
            read_takedowns(workspace.schemas / "takedowns.yaml"),
        )

    @property
    def latest(self) -> Release | None:
        """The newest release."""
        return self.releases[-1] if self.releases else None

    def of(self, version: str) -> Release | None:
        """The release of that version, if there was one."""
        return next((r for r in self.releases if r.version == version), None)

    def before(self, version: str) -> Release | None:
        """The newest release older than a version."""
        older = [r for r in self.releases if number(r.version) < number(version)]
        return older[-1] if older else None


def read_takedowns(path: Path) -> dict[str, Takedown]:
    """``schemas/takedowns.yaml``: a list of ``doc_id``, ``date`` and ``reason``."""
    if not path.exists():
        return {}
    made = {}
    for item in lined_yaml(path) or ():
        try:
            date = item["date"]
            day = date if isinstance(date, dt.date) else dt.date.fromisoformat(str(date))
            made[str(item["doc_id"])] = Takedown(
                str(item["doc_id"]), day, str(item.get("reason") or "")
            )
        except (KeyError, TypeError, ValueError):
            line = item.get("__line__", 1) if isinstance(item, dict) else 1
            raise DatasetError(
                f"{path}:{line}: a takedown needs doc_id and date (2026-01-31)"
            ) from None
    return made


def number(version: str) -> tuple[int, int, int]:
    """A semantic version as numbers that sort."""
    major, minor, patch = version.split(".")
    return int(major), int(minor), int(patch)


def content_digest(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> str:
    """A digest over all published rows, each with its config and split; library versions and
    shards make no difference to it."""
    whole = hashlib.sha256()
    for config, split, row in rows:
        whole.update(_canonical([config, split, row]))
    return whole.hexdigest()


def row_digest(row: Mapping[str, Any]) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of a row."""
    return hashlib.sha256(_canonical(row)).hexdigest()[:12]


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text.encode("utf-8", "surrogatepass") + b"\n"


# -- what changed ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids added, changed and removed between two releases, and what else a reader must know."""

    events: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    documents: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    columns: tuple[str, ...] = ()
    policy: str | None = None

    @property
    def step(self) -> Step:
        """How much the version must rise."""
        if self.columns or self.events[2] or self.documents[2]:
            return "major"
        return "minor" if self.events[0] or self.documents[0] or self.policy else "patch"


def changes(old: Release | None, new: Release) -> Changes:
    """What a release changed against an earlier one; all is new without one."""
    if old is None:
        return Changes(_differences({}, new.events), _differences({}, new.documents))
    gone = [c for c in old.columns if old.columns[c] != new.columns.get(c)]
    return Changes(
        _differences(old.events, new.events),
        _differences(old.documents, new.documents),
        tuple(sorted(gone)),
        f"{old.policy} → {new.policy}" if old.policy != new.policy else None,
    )


def _differences(
    old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return (
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(k for k in new.keys() & old.keys() if new[k] != old[k])),
        tuple(sorted(old.keys() - new.keys())),
    )


def next_version(version: str, step: Step) -> str:
    """The version after one, by the size of the change."""
    major, minor, patch = number(version)
    if major == 0 and step == "major":
        step = "minor"
    if step == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if step == "minor" else f"{major}.{minor}.{patch + 1}"


_SHOWN = 20


def changelog(history: Iterable[Release]) -> str:
    """``CHANGELOG.md`` from releases, the newest first."""
    ordered = list(history)
    lines = ["# Changes of the data", ""]
    for old, new in reversed(list(zip([None, *ordered], ordered, strict=False))):
        found = changes(old, new)
        lines += [f"## {new.version} ({new.released.isoformat()})", ""]
        if old is None:
            lines.append(f"First release: {len(new.documents)} articles, {len(new.events)} events.")
        else:
            for what, ids in (("articles", found.documents), ("events", found.events)):
                lines += _change_lines(what, ids)
            if found.columns:
                lines.append(f"- Columns changed in: {', '.join(found.columns)}")
            if found.policy:
                lines.append(f"- Text policy: {found.policy}")
            if old.coder != new.coder:
                lines.append(f"- Coder: {old.coder or 'none'} → {new.coder or 'none'}")
            if old.codebook != new.codebook:
                lines.append(f"- Codebook: {old.codebook} → {new.codebook}")
            if lines[-1] == "":
                lines.append("No record changed.")
        lines.append("")
    return "\n".join(lines)


def _change_lines(
    what: str, ids: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
) -> list[str]:
    made = []
    for verb, found in zip(("added", "changed", "removed"), ids, strict=True):
        if found:
            shown = ", ".join(f"`{i}`" for i in found[:_SHOWN])
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            made.append(f"- {len(found)} {what} {verb}: {shown}{more}")
    return made


def write_release(folder: Path, release: Release) -> None:
    """Record a release in ``releases/``."""
    write_json(folder / f"{release.version}.json", release.to_json())
