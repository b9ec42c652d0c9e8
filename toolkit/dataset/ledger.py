"""The release ledger: in which split each released article is, for good.

``releases/splits.jsonl`` of a workspace, one released article a line, sorted by id and kept under
version control. ``toolkit publish`` writes it; building only reads it. An article keeps its split
and cluster from its first release on, whatever is added later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from typing_extensions import TypedDict

from toolkit.dataset.features import SPLITS
from toolkit.dataset.inputs import DatasetError
from toolkit.workspace import Workspace, read_rows, write_rows


class LedgerRow(TypedDict):
    doc_id: str
    split: str
    cluster: str
    since: str


@dataclass(frozen=True, slots=True)
class Released:
    """A released article: its split, its near-duplicate cluster, and its first version."""

    doc_id: str
    split: str
    cluster: str
    since: str


Ledger = Mapping[str, Released]


def releases(workspace: Workspace) -> Path:
    """The folder of the workspace that remembers what was published."""
    return workspace.root / "releases"


def read_ledger(path: Path) -> dict[str, Released]:
    """The ledger of a file, empty where there is none; raises DatasetError naming the line."""
    if not path.exists():
        return {}
    made: dict[str, Released] = {}
    for where, row in read_rows(path, LedgerRow):
        if row["split"] not in SPLITS:
            raise DatasetError(f"{where}: {row['split']!r} is not one of {', '.join(SPLITS)}")
        if row["doc_id"] in made:
            raise DatasetError(f"{where}: {row['doc_id']} stands twice; take one line out")
        made[row["doc_id"]] = Released(**row)
    return made


def write_ledger(path: Path, ledger: Iterable[Released]) -> None:
    """Write the ledger, sorted by article."""
    write_rows(path, (asdict(r) for r in sorted(ledger, key=lambda r: r.doc_id)), LedgerRow)
