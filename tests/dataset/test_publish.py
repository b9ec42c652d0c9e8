"""Releases into a folder: versions, checks, takedowns, and the maintainer's own prose."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.corpus import article, coded, corpus, workspace
from toolkit.dataset import DatasetError, Inputs
from toolkit.dataset.checks import check, personal
from toolkit.dataset.features import Labels
from toolkit.dataset.files import tree
from toolkit.dataset.history import History, changes, next_version, number
from toolkit.dataset.plan import plan
from toolkit.dataset.publish import RefusedError, publish
from toolkit.dataset.stored import Stored
from toolkit.records import EventDate, ToolkitError
from toolkit.workspace import Workspace, packaged_codebook

pytest.importorskip("datasets")
TODAY = dt.date(2026, 3, 1)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "work", corpus(14, 8))


def version(place: Workspace, number: str) -> Workspace:
    path = place.schemas / "dataset.yaml"
    text = path.read_text()
    path.write_text("\n".join(f"version: {number}" if line.startswith("version:") else line
                              for line in text.splitlines()))  # fmt: skip
    return Workspace(place.root)


def test_a_release_is_recorded(place: Workspace, tmp_path: Path) -> None:
    done = publish(place, tmp_path / "out", today=TODAY)
    releases = place.root / "releases"
    assert sorted(p.name for p in releases.iterdir()) == [
        "0.1.0.json", "CHANGELOG.md", "splits.jsonl",
    ]  # fmt: skip
    told = json.loads((releases / "0.1.0.json").read_text())
    assert told["released"] == "2026-03-01"
    assert len(told["documents"]) == 14
    assert set(told["events"]) == {e.event_id for e in corpus(14, 8).gold}
    assert done.summary.policy == "none"
    out = tmp_path / "out"
    assert "2026-03-01" in (out / "CITATION.cff").read_text()
    assert "2026-03-01" in (out / "CHANGELOG.md").read_text()
    ledger = [json.loads(line) for line in (releases / "splits.jsonl").read_text().splitlines()]
    splits = {r["doc_id"]: s for s, rs in Stored(out).rows("documents").items() for r in rs}
    assert {r["doc_id"]: r["split"] for r in ledger} == splits


def test_the_same_content_is_the_same_release_on_any_day(place: Workspace, tmp_path: Path) -> None:
    publish(place, tmp_path / "out", today=TODAY)
    before = {n: (tmp_path / "out" / n).read_bytes() for n in tree(tmp_path / "out")}
    publish(place, tmp_path / "out", today=TODAY + dt.timedelta(days=9))
    assert {n: (tmp_path / "out" / n).read_bytes() for n in tree(tmp_path / "out")} == before


def test_other_content_needs_another_version(place: Workspace, tmp_path: Path) -> None:
    publish(place, tmp_path / "out", today=TODAY)
    card = (tmp_path / "out" / "README.md").read_bytes()
    place = workspace(place.root, corpus(16, 10))
    with pytest.raises(DatasetError, match=r"0\.1\.0 was released .*version: 0\.2\.0"):
        publish(place, tmp_path / "out", today=TODAY)
    assert (tmp_path / "out" / "README.md").read_bytes() == card
    done = publish(version(place, "0.2.0"), tmp_path / "out", today=TODAY)
    assert len(done.changes.documents[0]) == 2
    log = (tmp_path / "out" / "CHANGELOG.md").read_text()
    assert log.index("## 0.2.0") < log.index("## 0.1.0")
    assert "2 articles added" in log
    with pytest.raises(RefusedError, match="fault"):
        publish(version(place, "0.1.0"), tmp_path / "other", today=TODAY)


def test_a_target_is_not_overwritten_by_another_content(place: Workspace, tmp_path: Path) -> None:
    publish(place, tmp_path / "out", today=TODAY)
    elsewhere = workspace(tmp_path / "elsewhere", corpus(12, 4))
    with pytest.raises(DatasetError, match=r"version 0\.1\.0 is there with different content"):
        publish(elsewhere, tmp_path / "out", today=TODAY)


def test_a_folder_of_something_else_is_refused(place: Workspace, tmp_path: Path) -> None:
    (tmp_path / "out" / "data").mkdir(parents=True)
    with pytest.raises(DatasetError, match="no dataset of this toolkit"):
        publish(place, tmp_path / "out", today=TODAY)


def test_a_dry_run_writes_nothing(place: Workspace, tmp_path: Path) -> None:
    done = publish(place, tmp_path / "out", today=TODAY, dry_run=True)
    assert done.summary.rows["documents"]
    assert not (tmp_path / "out").exists()
    assert not (place.root / "releases").exists()


def test_a_takedown_leaves_a_tombstone(place: Workspace, tmp_path: Path) -> None:
    publish(place, tmp_path / "one", policy="full", today=TODAY)
    gone = article(3)
    (place.schemas / "takedowns.yaml").write_text(
        f"- doc_id: {gone.doc_id}\n  date: 2026-04-01\n  reason: a private matter\n"
    )
    place = version(place, "1.0.0")
    done = publish(place, tmp_path / "two", policy="full", today=TODAY)
    stored = Stored(tmp_path / "two")
    stones = [r for rs in stored.rows("documents").values() for r in rs if r["withdrawn"]]
    assert [r["doc_id"] for r in stones] == [gone.doc_id]
    assert {k for k, v in stones[0].items() if v is not None} == {"doc_id", "split", "withdrawn"}
    everything = "".join(p.read_bytes().decode("utf-8", "replace")
                         for p in (tmp_path / "two").rglob("*")
                         if p.is_file() and p.suffix != ".png")  # fmt: skip
    assert gone.text.split(".")[1] not in everything
    assert "a private matter" not in everything
    for config in ("events", "machine", "annotations", "sentences"):
        rows = [r for rs in stored.rows(config).values() for r in rs]
        assert gone.doc_id not in {r["doc_id"] for r in rows}
    assert done.changes.documents[2] == (gone.doc_id,)
    assert "1 article was taken down" in (tmp_path / "two" / "README.md").read_text()


def test_a_released_article_does_not_vanish_without_a_word(
    place: Workspace, tmp_path: Path
) -> None:
    publish(place, tmp_path / "one", today=TODAY)
    place = version(workspace(place.root, corpus(13, 8)), "0.2.0")
    with pytest.raises(RefusedError) as refused:
        publish(place, tmp_path / "two", today=TODAY)
    assert any("doc-0013" in str(f) and "takedowns.yaml" in str(f) for f in refused.value.findings)


def test_a_takedown_of_nothing_is_a_fault(place: Workspace, tmp_path: Path) -> None:
    (place.schemas / "takedowns.yaml").write_text("- doc_id: doc-9999\n  date: 2026-04-01\n")
    with pytest.raises(RefusedError) as refused:
        publish(place, tmp_path / "out", today=TODAY)
    assert any("takedown of doc-9999" in str(f) for f in refused.value.findings)
    (place.schemas / "takedowns.yaml").write_text("- doc: doc-9999\n")
    with pytest.raises(DatasetError, match=r"takedowns.yaml:1: a takedown needs"):
        publish(place, tmp_path / "out", today=TODAY)


def test_own_prose_survives(place: Workspace, tmp_path: Path) -> None:
    (place.schemas / "card.md").write_text(
        "Opening words.\n\n## Who annotated\n\nTwo students.\n\n## Funding\n\nBy nobody.\n"
    )
    publish(place, tmp_path / "out", today=TODAY)
    path = tmp_path / "out" / "README.md"
    text = path.read_text()
    assert text.index("Opening words.") < text.index("## What it holds")
    people = text.split("## Who annotated")[1].split("\n## ")[0]
    assert "Two students." in people
    assert "`a-one`" in people
    assert text.index("## Funding") < text.index("## How to cite")
    block = "<!-- own -->\nA note by hand.\n<!-- /own -->"
    path.write_text(text.replace("## Labels\n", f"## Labels\n\n{block}\n"))
    place = version(workspace(place.root, corpus(16, 10)), "0.2.0")
    publish(place, tmp_path / "out", today=TODAY)
    again = path.read_text()
    assert block in again.split("## Labels")[1].split("\n## ")[0]
    assert again.count("Two students.") == again.count("By nobody.") == 1
    assert "16 articles" in again


# -- checks ----------------------------------------------------------------------------------------


def found(inputs: Inputs, history: History | None = None, **options: Any) -> list[str]:
    return [str(f) for f in check(plan(inputs, history=history, **options), TODAY)]


def test_a_sound_dataset_has_no_fault() -> None:
    assert found(corpus(14, 8)) == [
        "warning: schemas/dataset.yaml: the text goes out (full) and text_policy_reason does not "
        "say why it may"
    ]


def faulty(change: Callable[[Inputs], Inputs], *words: str) -> None:
    told = found(change(corpus(14, 8)))
    assert any(all(w in line for w in words) for line in told), told


def test_each_fault_names_its_record() -> None:
    one = article(0)
    event = coded(one, "gold")
    late = EventDate(dt.date(2090, 1, 1), dt.date(2090, 1, 1), "day")
    stray = replace(event, event_id="stray", doc_id="nowhere")
    wrong = replace(event, event_id="wrong", action=replace(event.action, code="999"))
    moved = replace(
        event, event_id="moved",
        action=replace(event.action, span=replace(event.action.span, text="xyz"[:3].ljust(
            event.action.span.end - event.action.span.start, "."))),
    )  # fmt: skip
    future = replace(one, doc_id="future", published=dt.date(2031, 1, 1), text="Later.", sha256="")
    cases: list[tuple[Callable[[Inputs], Inputs], tuple[str, ...]]] = [
        (lambda i: replace(i, gold=(*i.gold, stray)), ("gold event stray", "no article nowhere")),
        (lambda i: replace(i, gold=(*i.gold, moved)), ("moved", "action span", "the text says")),
        (lambda i: replace(i, gold=(*i.gold, i.gold[0])), ("its id stands twice",)),
        (lambda i: replace(i, gold=(*i.gold, replace(event, event_id="x", date=late))),
         ("gold event x", "out of range")),
        (lambda i: replace(i, documents=(*i.documents, future)), ("future", "dated 2031-01-01")),
        (lambda i: replace(i, documents=(*i.documents, replace(one, doc_id="twin"))),
         ("doc-0000, twin", "same text")),
        (lambda i: replace(i, annotations=(*i.annotations, i.annotations[0])), ("two of it",)),
    ]  # fmt: skip
    for change, words in cases:
        faulty(change, *words)
    with pytest.raises(ToolkitError, match="999"):
        found(replace(corpus(2, 2), gold=(wrong,)))


def test_class_names_are_only_appended() -> None:
    book = packaged_codebook()
    old = Labels(("01", "99", "02"), ("01", "99"))
    now = Labels.of(book, old)
    assert now.codes[:3] == old.codes
    assert set(now.codes) == {c.code for c in book} | {"99"}
    assert len(set(now.codes)) == len(now.codes)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("write to rina.s@kantor.example.id today", "an e-mail address"),
        ("call +62 812-3456-7890 now", "a telephone number"),
        ("call (021) 555-0199 77 now", "a telephone number"),
        ("token hf_abcdefghijklmnopqrstuvwxyz", "a Hugging Face token"),
        ("AKIAABCDEFGHIJKLMNOP", "an AWS key"),
        ("postgres://user:secret@host/db", "a password in an address"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
    ],
)
def test_personal_matter_is_seen(text: str, what: str) -> None:
    assert what in {found for found, _ in personal(text)}


@pytest.mark.parametrize(
    "text",
    [
        "On 2016-09-20 the ministers met; on 09/20/2016 they left.",
        "They spent Rp 1.250.000.000 on 12,500,000 tons in 2015-2016.",
        "Resolution 2268 (2016) passed 15-0 at 10.30.",
        "follow @reporter or see https://news.example/2016/09/0812345678",
    ],
)
def test_dates_sums_and_addresses_are_not_personal(text: str) -> None:
    assert list(personal(text)) == []


def with_address(place: Workspace) -> Workspace:
    inputs = corpus(14, 8)
    last = inputs.documents[-1]
    told = replace(last, text=last.text + " Write to siti@mail.example.", sha256="")
    return workspace(place.root, replace(inputs, documents=(*inputs.documents[:-1], told)))


def test_personal_data_stops_a_release_even_with_force(place: Workspace, tmp_path: Path) -> None:
    place = with_address(place)
    with pytest.raises(RefusedError, match="accept-privacy") as refused:
        publish(place, tmp_path / "out", policy="full", force=True, today=TODAY)
    told = [str(f) for f in refused.value.findings if f.level == "privacy"]
    assert len(told) == 1
    assert "doc-0013" in told[0]
    assert "siti@mail.example" not in told[0]
    assert not (tmp_path / "out").exists()
    done = publish(place, tmp_path / "out", policy="full", accept_privacy=True, today=TODAY)
    assert [f.level for f in done.findings][:1] == ["privacy"]
    assert "knowing of 1 place" in (tmp_path / "out" / "README.md").read_text()
    publish(version(place, "0.2.0"), tmp_path / "bare", policy="none", today=TODAY)


def test_faults_stop_a_release_unless_forced(place: Workspace, tmp_path: Path) -> None:
    inputs = corpus(14, 8)
    path = place.annotations / "project" / "b-two.jsonl"
    path.write_text(path.read_text() + path.read_text().splitlines()[0] + "\n")
    with pytest.raises(RefusedError, match=r"fault.*--force"):
        publish(place, tmp_path / "out", today=TODAY)
    done = publish(place, tmp_path / "out", force=True, today=TODAY)
    assert any(f.level == "fault" for f in done.findings)
    assert len(inputs.documents) == 14


# -- versions --------------------------------------------------------------------------------------


def test_the_next_version_follows_the_change() -> None:
    assert next_version("1.2.3", "major") == "2.0.0"
    assert next_version("0.2.3", "major") == "0.3.0"
    assert next_version("1.2.3", "minor") == "1.3.0"
    assert next_version("1.2.3", "patch") == "1.2.4"
    assert number("0.10.0") > number("0.9.9")


def test_what_counts_as_how_much() -> None:
    base = plan(corpus(14, 8), "none").release(TODAY)
    more = plan(corpus(16, 10), "none").release(TODAY)
    assert changes(base, more).step == "minor"
    assert changes(more, base).step == "major"
    assert changes(base, replace(base, events=dict.fromkeys(base.events, "x"))).step == "patch"
    assert changes(base, replace(base, columns={"events": "x"})).step == "major"
    assert changes(base, replace(base, policy="full")).step == "minor"
