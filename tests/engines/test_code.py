"""``toolkit code`` as its users meet it: what goes in, what comes out, and what goes wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import Cli
from tests.engines.corpus import articles, write_lines
from toolkit import rows
from toolkit.engines import local, size
from toolkit.workspace import arrow_schema, read_events

MISBEHAVING = "tests.engines.corpus:Misbehaving"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some batches without thousands of articles."""
    monkeypatch.setattr(local, "BATCH_DOCUMENTS", 10)


# -- what goes in


def as_lines(folder: Path) -> Path:
    return write_lines(folder / "articles.jsonl", 30)


def as_table(folder: Path) -> Path:
    path = folder / "articles.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, ("id", "text", "lang", "published"))
        table.writeheader()
        table.writerows(articles(30))
    return path


def as_parquet(folder: Path) -> Path:
    path = folder / "articles.parquet"
    pq.write_table(pa.Table.from_pylist(list(articles(30))), path)
    return path


def as_parts(folder: Path) -> Path:
    made = list(articles(30))
    (folder / "parts").mkdir()
    for number, part in enumerate((made[:7], made[7:8], made[8:])):
        pq.write_table(pa.Table.from_pylist(part), folder / f"parts/part-{number}.parquet")
    return folder / "parts"


def as_files(folder: Path) -> Path:
    (folder / "files").mkdir()
    for row in articles(30):
        (folder / f"files/{row['id']}.txt").write_text(row["text"], "utf-8")
        sidecar = f"lang: {row['lang']}\npublished: {row['published']}\n"
        (folder / f"files/{row['id']}.yaml").write_text(sidecar, "utf-8")
    return folder / "files"


def as_pages(folder: Path) -> Path:
    (folder / "pages").mkdir()
    for row in articles(30):
        page = (
            f'<html lang="{row["lang"]}"><head><meta property="article:published_time" '
            f'content="{row["published"]}"></head><body><p>{row["text"]}</p></body></html>'
        )
        (folder / f"pages/{row['id']}.html").write_text(page, "utf-8")
        (folder / f"pages/{row['id']}.yaml").write_text(f"lang: {row['lang']}\n", "utf-8")
    return folder / "pages"


@pytest.mark.parametrize("given", [as_table, as_parquet, as_parts, as_files, as_pages])
def test_the_form_of_the_articles_makes_no_difference(cli: Cli, tmp_path: Path, given: Any) -> None:
    assert cli("code", as_lines(tmp_path), "-o", tmp_path / "a.jsonl").code == 0
    assert cli("code", given(tmp_path), "-o", tmp_path / "b.jsonl").code == 0
    assert len(lines(tmp_path / "a.jsonl")) > 20
    assert lines(tmp_path / "a.jsonl") == lines(tmp_path / "b.jsonl")


# -- what comes out


def test_an_event_a_line_with_all_that_is_promised(cli: Cli, tmp_path: Path) -> None:
    given = tmp_path / "one.jsonl"
    text = "Norway praised Chile on Monday."
    row = {"id": "x", "text": text, "lang": "en", "published": "2003-05-06"}
    given.write_text(json.dumps(row), "utf-8")
    called = cli("code", given, "-o", tmp_path / "events.jsonl")
    assert (called.code, called.err) == (0, "")
    (event,) = lines(tmp_path / "events.jsonl")
    assert list(event) == arrow_schema(rows.EventRow).names
    action = event["action"]
    assert (action["code"], action["root"], action["quad"]) == ("051", "05", 1)
    assert text[action["start"] : action["end"]] == action["text"] == "praised"
    assert (event["source"]["code"], event["target"]["code"]) == ("NOR", "CHL")
    assert (event["date"]["start"], event["date"]["text"]) == ("2003-05-05", "Monday")
    assert event["status"] == "asserted"
    (document,) = lines(tmp_path / "events.documents.jsonl")
    assert (document["doc_id"], document["events"], document["skipped"]) == ("x", 1, None)
    assert document["coder"] == event["coder"]


def test_events_stand_in_the_order_of_the_articles(
    cli: Cli, tmp_path: Path, small_batches: None
) -> None:
    given = write_lines(tmp_path / "articles.jsonl", 95)
    cli("code", given, "-o", tmp_path / "events.jsonl", "--workers", 2)
    documents = lines(tmp_path / "events.documents.jsonl")
    assert [d["doc_id"] for d in documents] == [row["id"] for row in articles(95)]
    expected = [d["doc_id"] for d in documents for _ in range(d["events"])]
    events = lines(tmp_path / "events.jsonl")
    assert [e["doc_id"] for e in events] == expected
    keys = [(e["doc_id"], e["action"]["start"]) for e in events]
    assert keys == sorted(keys)


def test_the_three_forms_of_output_hold_the_same(
    cli: Cli, tmp_path: Path, small_batches: None
) -> None:
    given = write_lines(tmp_path / "articles.jsonl", 40)
    for suffix in ("jsonl", "parquet", "csv"):
        assert cli("code", given, "-o", tmp_path / f"events.{suffix}").code == 0
    from_lines = lines(tmp_path / "events.jsonl")
    table = pq.read_table(tmp_path / "events.parquet")
    assert table.schema.equals(arrow_schema(rows.EventRow))
    assert json.loads(json.dumps(table.to_pylist(), default=str)) == from_lines
    flat = pl.read_csv(tmp_path / "events.csv", infer_schema=False)
    assert flat["event_id"].to_list() == [e["event_id"] for e in from_lines]
    assert flat["action.code"].to_list() == [e["action"]["code"] for e in from_lines]
    assert flat["source.code"].to_list() == [
        e["source"]["code"] if e["source"] else None for e in from_lines
    ]


@pytest.mark.parametrize("suffix", ["jsonl", "parquet", "csv"])
def test_two_processes_write_the_bytes_that_one_writes(
    cli: Cli, tmp_path: Path, small_batches: None, suffix: str
) -> None:
    given = write_lines(tmp_path / "articles.jsonl", 64)
    for workers in (1, 2):
        (tmp_path / str(workers)).mkdir()
        out = tmp_path / str(workers) / f"events.{suffix}"
        assert cli("code", given, "-o", out, "--workers", workers).code == 0
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()
    assert len(list((tmp_path / "2").iterdir())) == 2


def test_what_was_read_before_is_coded_alike(cli: Cli, tmp_path: Path) -> None:
    given = as_files(tmp_path)
    cli("read", given, "-o", tmp_path / "documents.parquet")
    cli("code", tmp_path / "documents.parquet", "-o", tmp_path / "a.jsonl")
    cli("code", given, "-o", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_articles_without_events_leave_a_file_without_events(cli: Cli, tmp_path: Path) -> None:
    given = tmp_path / "quiet.jsonl"
    given.write_text('{"id": "x", "text": "The harvest was good.", "lang": "en"}\n')
    for suffix in ("jsonl", "parquet", "csv"):
        assert cli("code", given, "-o", tmp_path / f"events.{suffix}").code == 0
    assert (tmp_path / "events.jsonl").read_bytes() == b""
    assert pq.read_table(tmp_path / "events.parquet").num_rows == 0
    assert (tmp_path / "events.csv").read_text("utf-8").startswith("doc_id,event_id,action.code,")
    assert lines(tmp_path / "events.documents.jsonl")[0]["events"] == 0


def test_events_can_be_read_back(cli: Cli, tmp_path: Path) -> None:
    from toolkit.workspace import packaged_codebook

    given = write_lines(tmp_path / "articles.jsonl", 20)
    cli("code", given, "-o", tmp_path / "events.jsonl")
    read = read_events(tmp_path / "events.jsonl", packaged_codebook())
    assert len(read) == len(lines(tmp_path / "events.jsonl"))


# -- bad articles stop nothing


BAD = (
    '{"id": "no-text"}',
    "{oh",
    '{"id": "dated", "text": "Norway praised Chile.", "published": "some day"}',
    '{"id": "a000003", "text": "A second article of the same id.", "lang": "en"}',
    '{"id": "french", "text": "Bonjour.", "lang": "fr"}',
    '{"id": "fails", "text": "FAIL", "lang": "en"}',
)


@pytest.mark.parametrize("workers", [1, 2])
def test_bad_articles_among_good_ones_are_named_and_left_out(
    cli: Cli, tmp_path: Path, small_batches: None, workers: int
) -> None:
    good = write_lines(tmp_path / "good.jsonl", 60)
    cli("code", good, "-o", tmp_path / "expected.jsonl")
    mixed = good.read_text("utf-8").splitlines()
    for number, bad in enumerate(BAD):
        mixed.insert(10 + 9 * number, bad)
    given = tmp_path / "mixed.jsonl"
    given.write_text("\n".join(mixed), "utf-8")
    out = tmp_path / "events.jsonl"
    called = cli("code", given, "-o", out, "--workers", workers, "--coder", MISBEHAVING)
    assert called.code == 1
    assert called.err.endswith(
        f"toolkit: 6 of 66 articles were left out, see {tmp_path / 'events.skipped.jsonl'}\n"
    )
    assert f"skipped: {given}:11: " in called.err
    assert "… and 1 more" in called.err
    skipped = lines(tmp_path / "events.skipped.jsonl")
    assert [s["where"] for s in skipped] == [f"{given}:{11 + 9 * n}" for n in range(6)]
    reasons = " / ".join(s["reason"] for s in skipped)
    for part in ("is empty", "not JSON", "some day", "was read before", "'fr'", "too much"):
        assert part in reasons
    assert skipped[-1]["doc_id"] == "fails"
    documents = lines(tmp_path / "events.documents.jsonl")
    assert sum(d["skipped"] is not None for d in documents) == 6
    assert len(documents) == 66
    keys = ("doc_id", "action", "source", "target", "date", "location", "status")
    coded, expected = (
        [{k: e[k] for k in keys} for e in lines(path)]
        for path in (out, tmp_path / "expected.jsonl")
    )
    assert coded == expected

    # With the bad ones gone, so is the list of them.
    assert cli("code", good, "-o", out).code == 0
    assert not (tmp_path / "events.skipped.jsonl").exists()


def test_an_article_that_kills_its_process_is_left_out(
    cli: Cli, tmp_path: Path, small_batches: None
) -> None:
    given = write_lines(tmp_path / "articles.jsonl", 40)
    text = given.read_text("utf-8").splitlines()
    text.insert(17, '{"id": "deadly", "text": "DIE", "lang": "en"}')
    given.write_text("\n".join(text), "utf-8")
    out = tmp_path / "events.jsonl"
    called = cli("code", given, "-o", out, "--workers", 2, "--coder", MISBEHAVING)
    assert called.code == 1
    assert f"skipped: {given}:18: coding it killed the process" in called.err
    assert "1 of 41 articles" in called.err
    documents = lines(tmp_path / "events.documents.jsonl")
    assert [d["doc_id"] for d in documents if d["skipped"]] == ["deadly"]
    assert sum(d["events"] for d in documents) == len(lines(out)) > 20


# -- what stops a run


def test_nothing_that_can_be_read_leaves_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/bad.jsonl").write_text("{oh\n")
    called = cli("code", tmp_path / "in", "-o", tmp_path / "out/events.jsonl")
    assert called.code == 1
    assert called.err.startswith("toolkit: no article can be read: ")
    assert called.err.count("\n") == 1
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_language_stops_all_and_what_was_done_stays(
    cli: Cli, tmp_path: Path, small_batches: None, workers: int
) -> None:
    given = write_lines(tmp_path / "articles.jsonl", 40)
    with given.open("a", encoding="utf-8") as more:
        more.write('{"id": "last", "text": "FAULTY PACK", "lang": "en"}\n')
    out = tmp_path / "events.jsonl"
    called = cli("code", given, "-o", out, "--workers", workers, "--coder", MISBEHAVING)
    assert called.code == 1
    assert called.err == "toolkit: a file of the language is at fault\n"
    assert not out.exists()
    assert list((tmp_path / ".events.jsonl.parts").glob("*.part"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("-o", "events.xml"), "must end in .jsonl, .parquet, .csv"),
        (("--lang", "xx"), "unknown language 'xx'"),
        (("--workers", "0"), "greater than or equal to 1"),
        (("nowhere",), "does not exist"),
    ],
)
def test_wrong_calls_are_told_apart(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    given = write_lines(tmp_path / "articles.jsonl", 1)
    called = cli("code", given, *wrong)
    assert called.code == 2
    assert says in " ".join(called.err.replace("│", " ").split())
    assert not (tmp_path / "events.jsonl").exists()


def test_an_output_that_cannot_be_written_is_one_sentence(cli: Cli, tmp_path: Path) -> None:
    given = write_lines(tmp_path / "articles.jsonl", 1)
    (tmp_path / "file").write_text("")
    called = cli("code", given, "-o", tmp_path / "file/events.jsonl")
    assert called.code == 1
    assert called.err.startswith("toolkit: cannot write beside ")
    assert called.err.count("\n") == 1


# -- how much there is


@pytest.mark.parametrize("given", [as_lines, as_table, as_parquet, as_parts, as_files, as_pages])
def test_the_number_of_articles_is_known_before(tmp_path: Path, given: Any) -> None:
    assert size.count_of([given(tmp_path)]) == 30


def test_the_number_is_estimated_for_large_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "_SAMPLE", 5_000)
    given = write_lines(tmp_path / "articles.jsonl", 2_000)
    assert size.count_of([given]) == pytest.approx(2_000, rel=0.1)
    (tmp_path / "lines.csv").write_text('id,text\n1,"two\nlines"\n2,"and\n\nthree"\n')
    assert size.count_of([tmp_path / "lines.csv"]) == 2
