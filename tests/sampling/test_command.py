"""toolkit sample in a workspace."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from toolkit.records import Action, Annotation, Document, Event, event_id
from toolkit.workspace import (
    Workspace,
    packaged_codebook,
    write_annotations,
    write_documents,
    write_events,
)

CODEBOOK = packaged_codebook()
ACTS = {"met": "040", "attacked": "190", "expelled": "1661", "praised": "051"}


def event(document: Document, who: str, code: str | None = None) -> Event:
    act = next(a for a in ACTS if a in document.text)
    start = document.text.index(act)
    end = start + len(act)
    return Event(
        event_id(document.doc_id, who, start, end, 0),
        document.doc_id,
        Action(code or ACTS[act], document.span(start, end)),
        who,
        confidence=0.6,
    )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Twenty coded articles on meetings, one on an expulsion; the first five are annotated."""
    for name in ("schemas", "seeds", "annotations"):
        (tmp_path / name).mkdir()
    for path in (Path(__file__).parents[2] / "schemas").iterdir():
        (tmp_path / "schemas" / path.name).write_bytes(path.read_bytes())
    documents = [
        Document(
            f"d{i:02d}",
            f"Envoys {'expelled' if i == 13 else 'met'} the guests number {i} of day {i * 7}.",
            "en",
            dt.date(2014, 1, 1),
            "given",
        )
        for i in range(20)
    ]
    workspace = Workspace(tmp_path)
    write_documents(workspace.documents, documents)
    write_events(workspace.events, [event(d, "rules/1") for d in documents], CODEBOOK)
    write_annotations(
        tmp_path / "annotations" / "p" / "ani.jsonl",
        [
            Annotation(d.doc_id, "ani", "2026-01-01T00:00:00", "1.0", (event(d, "ani"),))
            for d in documents[:5]
        ],
        CODEBOOK,
    )
    monkeypatch.chdir(tmp_path)
    return workspace


def rows(workspace: Workspace) -> list[dict[str, object]]:
    path = workspace.build / "sample.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_rare_one_is_among_the_chosen_and_the_annotated_are_not(
    cli: Cli, place: Workspace
) -> None:
    said = cli("sample", "-n", "5", "--control", "0.2", "--diversity", "0.1")
    assert said.code == 0, said.err
    found = rows(place)
    assert len(found) == 5
    assert sum(bool(r["control"]) for r in found) == 1
    by_id = {r["doc_id"]: r for r in found}
    assert "d13" in by_id
    assert by_id["d13"]["control"] or "rare" in str(by_id["d13"]["reason"])
    assert not {f"d0{i}" for i in range(5)} & set(by_id)
    before = (place.build / "sample.jsonl").read_bytes()
    cli("sample", "-n", "5", "--control", "0.2", "--diversity", "0.1")
    assert (place.build / "sample.jsonl").read_bytes() == before


def test_another_coder_shows_where_they_differ(cli: Cli, place: Workspace, tmp_path: Path) -> None:
    from toolkit.workspace import read_documents

    documents = read_documents(place.documents)
    other = tmp_path / "other.jsonl"
    write_events(
        other,
        [event(d, "llm/1", "112" if d.doc_id == "d09" else None) for d in documents],
        CODEBOOK,
    )
    said = cli(
        "sample", "-n", "1", "--control", "0", "--coding", other, "--rarity", "0",
        "--diversity", "0",
    )  # fmt: skip
    assert said.code == 0, said.err
    (row,) = rows(place)
    assert row["doc_id"] == "d09"
    assert "differ" in str(row["reason"])
    assert row["disagreement"] == 1.0


def test_a_model_shows_where_it_doubts(cli: Cli, place: Workspace, tmp_path: Path) -> None:
    pytest.importorskip("skops")
    from tests.baselines import corpus
    from toolkit.baselines.training import Choice, train

    train(corpus.dataset(300, 0, 0), Choice("words-lr", "root"), CODEBOOK).save(tmp_path / "m")
    said = cli("sample", "-n", "3", "--model", tmp_path / "m")
    assert said.code == 0, said.err
    assert all(0 < float(str(r["uncertainty"])) <= 1 for r in rows(place))


def test_what_is_missing_is_said(cli: Cli, place: Workspace) -> None:
    assert cli("sample", "-n", "0").code == 2
    said = cli("sample", "--coding", "none.jsonl")
    assert said.code == 1
    assert "none.jsonl" in said.err
    place.documents.unlink()
    said = cli("sample")
    assert said.code == 1
    assert "toolkit run" in said.err
