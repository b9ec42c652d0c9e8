"""Text policies, and a reader's own copies joined back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dataset.corpus import corpus
from toolkit.dataset import Inputs, Policy, build_from
from toolkit.dataset.rehydrate import rehydrate
from toolkit.dataset.stored import Stored
from toolkit.records import Document

pytest.importorskip("datasets")


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return corpus(14, 8)


def stored(inputs: Inputs, tmp_path: Path, policy: Policy) -> Stored:
    build_from(inputs, tmp_path / policy, policy)
    return Stored.open(str(tmp_path / policy))


def words_in(folder: Path, document: Document) -> set[str]:
    """The sentences and names of an article that stand anywhere in the files of a dataset."""
    kept = "\n".join(
        json.dumps(Stored(folder).rows(config), default=str) for config in Stored(folder).configs
    )
    kept += "".join(p.read_text() for p in folder.rglob("*") if p.suffix in (".csv", ".md"))
    sentences = [s.strip() for s in document.text.split(".") if s.strip()]
    return {s for s in [*sentences, document.title or ""] if s in kept}


def test_none_lets_no_words_out(inputs: Inputs, tmp_path: Path) -> None:
    folder = stored(inputs, tmp_path, "none").folder
    for document in inputs.documents:
        assert not words_in(folder, document)
    rows = [r for rs in Stored(folder).rows("events").values() for r in rs]
    assert rows
    for row in rows:
        assert row["action"]["text"] is None
        assert row["action"]["digest"]
        assert row["source"]["name"] is None  # it only repeats its span
        assert row["target"]["name"].startswith("Republic of ")
        assert row["date"]["span"]["text"] is None
    for rs in Stored(folder).rows("machine").values():
        assert all(row["trace"] == [] for row in rs)


def test_snippet_lets_out_sentences_with_events_only(inputs: Inputs, tmp_path: Path) -> None:
    folder = stored(inputs, tmp_path, "snippet").folder
    document = inputs.documents[0]
    first = document.text.split(".")[0]
    assert words_in(folder, document) == {first, document.title}


def test_full_lets_all_out(inputs: Inputs, tmp_path: Path) -> None:
    folder = stored(inputs, tmp_path, "full").folder
    assert all(row["text"] for rs in Stored(folder).rows("documents").values() for row in rs)


def test_the_card_says_what_was_chosen(inputs: Inputs, tmp_path: Path) -> None:
    settings = inputs.settings.model_copy(
        update={"text_policy": "none", "text_policy_reason": "Nobody was asked."}
    )
    folder = stored(replace(inputs, settings=settings), tmp_path, "none").folder
    card = (folder / "README.md").read_text()
    assert "carries no text" in card
    assert "Nobody was asked." in card


def test_own_copies_restore_every_row(inputs: Inputs, tmp_path: Path) -> None:
    bare, full = stored(inputs, tmp_path, "none"), stored(inputs, tmp_path, "full")
    # Copies under other ids are recognised by their text.
    copies = [replace(d, doc_id=f"mine-{i}") for i, d in enumerate(inputs.documents)]
    done = rehydrate(bare, copies, tmp_path / "again")
    assert done.complete
    assert len(done.of("same")) == len(inputs.documents)
    again = Stored.open(str(tmp_path / "again"))
    assert again.configs == full.configs
    for config in full.configs:
        wanted, found = full.rows(config), again.rows(config)
        for rows in (*wanted.values(), *found.values()):
            for row in rows:  # what is not in an article cannot come back from it
                row.pop("trace", None)
                row.pop("comment", None)
        assert found == wanted, config
    import datasets

    loaded = datasets.load_dataset(str(tmp_path / "again"), "events", split="train")
    assert loaded[0]["action"]["text"]


def test_copies_that_differ_are_measured_and_their_spans_found(
    inputs: Inputs, tmp_path: Path
) -> None:
    bare = stored(inputs, tmp_path, "none")
    shifted, cut, *rest = inputs.documents
    copies = [
        Document(shifted.doc_id, "Editor's note. " + shifted.text, "en"),
        Document("elsewhere", "Nothing of it.", "en", url=cut.url),
        *rest[1:],
    ]
    done = rehydrate(bare, copies, tmp_path / "again")
    by_id = {o.doc_id: o for o in done.outcomes}
    assert not done.complete
    assert [o.doc_id for o in done.of("missing")] == [rest[0].doc_id]
    moved = by_id[shifted.doc_id]
    assert (moved.status, moved.longer_by, moved.lost) == ("differs", 15, 0)
    assert moved.moved == moved.spans > 0
    assert moved.sentences_same == moved.sentences == 9
    gone = by_id[cut.doc_id]
    assert gone.lost == gone.spans > 0
    assert gone.sentences_same == 0
    for rows in Stored(tmp_path / "again").rows("events").values():
        for row in rows:
            if row["doc_id"] == shifted.doc_id:
                start, end = row["action"]["start"], row["action"]["end"]
                assert copies[0].text[start:end] == row["action"]["text"]
            if row["doc_id"] in (cut.doc_id, rest[0].doc_id):
                assert row["action"]["text"] is None
    told = json.loads((tmp_path / "again" / "rehydration.json").read_text())
    assert len(told) == len(inputs.documents)
