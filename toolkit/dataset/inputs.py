"""What a dataset is built from: the records and decisions of a workspace, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit import rows
from toolkit.gold.make import GoldDocumentRow
from toolkit.ontology import Codebook, lined_yaml
from toolkit.records import Annotation, Document, Event, ToolkitError
from toolkit.workspace import (
    Settings,
    Workspace,
    read_annotations,
    read_documents,
    read_events,
    read_rows,
)


class DatasetError(ToolkitError):
    """A dataset that cannot be built, published or read as asked."""


@dataclass(frozen=True, slots=True)
class Annotator:
    """What is told of an annotator: never a name or an address."""

    annotator: str
    role: str = ""
    languages: tuple[str, ...] = ()
    training: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The records of one workspace; ``machine`` are the coder's events, ``coded`` what became of
    each article, ``settled`` the articles whose gold leaves nothing open, ``agreement`` the content
    of ``report.json`` or None, ``prose`` the maintainer's own text for the card."""

    settings: Settings
    codebook: Codebook
    documents: tuple[Document, ...]
    gold: tuple[Event, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    machine: tuple[Event, ...] = ()
    coded: tuple[rows.CodedDocumentRow, ...] = ()
    settled: frozenset[str] = frozenset()
    annotators: Mapping[str, Annotator] = field(default_factory=dict)
    agreement: Mapping[str, Any] | None = None
    prose: str = ""

    @classmethod
    def read(cls, workspace: Workspace, annotations: Sequence[Annotation] | None = None) -> Inputs:
        """Everything under a workspace; parts not yet made are empty, articles must be there.

        Without ``annotations`` those of the workspace are read, each of which must be in order.
        """
        codebook = workspace.codebook
        documents = read_documents(workspace.documents)
        texts = {d.doc_id: d for d in documents}
        coded = workspace.events.with_suffix(".documents.jsonl")
        report = workspace.report / "report.json"
        settled = workspace.gold.with_suffix(".documents.jsonl")
        prose = workspace.schemas / "card.md"
        if annotations is None:
            folder = workspace.annotations
            annotations = read_annotations(folder, codebook, texts) if folder.is_dir() else []
        return cls(
            settings=workspace.settings,
            codebook=codebook,
            documents=tuple(documents),
            gold=tuple(_events(workspace.gold, codebook, texts)),
            annotations=tuple(annotations),
            machine=tuple(_events(workspace.events, codebook, texts)),
            coded=tuple(row for _, row in read_rows(coded, rows.CodedDocumentRow))
            if coded.exists()
            else (),
            annotators=read_annotators(workspace.annotations / "annotators.yaml"),
            agreement=json.loads(report.read_text(encoding="utf-8")) if report.exists() else None,
            settled=frozenset(
                row["doc_id"] for _, row in read_rows(settled, GoldDocumentRow) if row["settled"]
            )
            if settled.exists()
            else frozenset(),
            prose=prose.read_text(encoding="utf-8") if prose.exists() else "",
        )


def _events(path: Path, codebook: Codebook, texts: Mapping[str, Document]) -> list[Event]:
    return read_events(path, codebook, texts) if path.exists() else []


def read_annotators(path: Path) -> dict[str, Annotator]:
    """``annotators.yaml``: a mapping from pseudonym to role, languages and training."""
    if not path.exists():
        return {}
    data = lined_yaml(path) or {}
    if not isinstance(data, dict):
        raise DatasetError(
            f"{path}:1: it must be a mapping from pseudonyms to what is told of them"
        )
    made = {}
    for name, told in data.items():
        if name == "__line__":
            continue
        if not isinstance(told, dict):
            raise DatasetError(
                f"{path}:{data['__line__']}: {name} must have keys role, languages and training"
            )
        made[str(name)] = Annotator(
            str(name),
            str(told.get("role") or ""),
            tuple(str(lang) for lang in told.get("languages") or ()),
            str(told.get("training") or ""),
        )
    return made
