"""What every earlier version wrote is still read, and means the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.write import ANNOTATIONS, CODED, DOCUMENTS, EVENTS, HERE
from toolkit import __version__, rows
from toolkit.articles import read
from toolkit.workspace import (
    packaged_codebook,
    read_annotations,
    read_documents,
    read_events,
    read_rows,
)

VERSIONS = sorted(p for p in HERE.iterdir() if (p / "documents.jsonl").exists())
BY_ID = {d.doc_id: d for d in DOCUMENTS}

pytestmark = pytest.mark.parametrize("version", VERSIONS, ids=lambda p: p.name)


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_documents(version: Path, suffix: str) -> None:
    assert read_documents(version / f"documents{suffix}") == DOCUMENTS
    assert list(read([version / f"documents{suffix}"])) == DOCUMENTS


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_events(version: Path, suffix: str) -> None:
    assert read_events(version / f"events{suffix}", packaged_codebook(), BY_ID) == EVENTS


def test_annotations(version: Path) -> None:
    made = read_annotations(version / "annotations.jsonl", packaged_codebook(), BY_ID)
    assert made == sorted(ANNOTATIONS, key=lambda a: a.doc_id)


def test_what_became_of_each_document(version: Path) -> None:
    path = version / "events.documents.jsonl"
    assert [row for _, row in read_rows(path, rows.CodedDocumentRow)] == CODED


def test_no_file_is_of_a_version_to_come(version: Path) -> None:
    made = tuple(int(n) for n in version.name.split("."))
    assert made <= tuple(int(n) for n in __version__.split(".")[:2])
