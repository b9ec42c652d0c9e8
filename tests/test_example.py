"""``toolkit init --example``: constructed articles with two passes, enough for every step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from toolkit.articles import read
from toolkit.records import Document
from toolkit.workspace import Workspace, read_annotations


@pytest.fixture
def example(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    assert cli("init", tmp_path / "example", "--example").code == 0
    monkeypatch.chdir(tmp_path / "example")
    return Workspace(tmp_path / "example")


def test_articles_are_marked_as_constructed_in_text_and_metadata(example: Workspace) -> None:
    documents = list(read([example.seeds]))
    assert len(documents) == 24
    for document in documents:
        assert isinstance(document, Document)
        assert document.text.startswith(
            ("[Contoh buatan, bukan berita.]\n", "[Constructed example, not news.]\n")
        )
        assert document.publisher == "constructed example"
        assert document.published_source == "given"
    assert sorted(d.lang for d in documents if isinstance(d, Document)) == ["en"] * 12 + ["id"] * 12


def test_annotations_fit_articles_and_codebook(example: Workspace) -> None:
    documents = {d.doc_id: d for d in read([example.seeds]) if isinstance(d, Document)}
    made = read_annotations(example.annotations, example.codebook, documents)
    for annotator in ("example-a", "example-b"):
        assert {a.doc_id for a in made if a.annotator == annotator} == documents.keys()
    assert all("Constructed" in (a.comment or "") for a in made)


def test_every_step_has_enough_to_show(cli: Cli, example: Workspace) -> None:
    called = cli("run")
    assert (called.code, called.err) == (0, "")
    report = json.loads((example.report / "report.json").read_text("utf-8"))
    assert report["totals"]["shared_documents"] == 24
    by_field = {(f["field"], f["level"]): f["alpha"] for f in report["fields"]}
    for field in (("action", "code"), ("target", "code")):
        assert 0 < by_field[field]["value"] < 1
        assert by_field[field]["low"] is not None
    assert (example.dataset / "data/events/test-00000-of-00001.parquet").exists()
    assert (example.models / "root-tfidf-lr/README.md").exists()
    assert "note " not in called.out

    before = {p: p.read_bytes() for p in example.build.rglob("*") if p.is_file()}
    cli("run")
    assert {p: p.read_bytes() for p in example.build.rglob("*") if p.is_file()} == before
