"""Spark and Ray on this machine with two workers: the rows of one machine, whatever happens."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import REPOSITORY, Cli
from tests.engines.corpus import articles
from toolkit.articles.reading import articles_in
from toolkit.engines import CODED, BatchCoder
from toolkit.engines.pieces import code_piece, pieces_of

TOOLKIT = Path(sys.executable).parent / "toolkit"
NEEDS = {
    "spark": pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
        reason="needs pyspark and a Java runtime",
    ),
    "ray": pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs ray"),
}
ENGINES = [pytest.param(name, marks=[needs, pytest.mark.slow]) for name, needs in NEEDS.items()]
WORKER = {"spark": "pyspark.daemon", "ray": "ray::MapWorker"}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Partitioned Parquet: three files of some row groups, with bad articles among the good."""
    folder = tmp_path_factory.mktemp("given")
    made = list(articles(1_500))
    made[100]["text"] = ""
    made[300]["published"] = "some day"
    made[700]["lang"] = "fr"
    made[1_200]["id"] = made[5]["id"]
    made[1_300]["id"] = made[100]["id"]  # of which the first had no text
    for number in range(3):
        table = pa.Table.from_pylist(made[number * 500 : (number + 1) * 500])
        pq.write_table(table, folder / f"part-{number}.parquet", row_group_size=130)
    return folder


@pytest.fixture(scope="module")
def expected(given: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("expected") / "events.parquet"
    assert subprocess.run([TOOLKIT, "code", given, "-o", out]).returncode == 1  # four left out
    return out


def assert_alike(out: Path, expected: Path) -> None:
    assert out.is_dir()
    assert pq.read_table(out).equals(pq.read_table(expected))
    for name in ("events.documents.jsonl", "events.skipped.jsonl"):
        assert (out.parent / name).read_text() == (expected.parent / name).read_text()
    assert sorted(p.name for p in out.parent.iterdir()) == [
        "events.documents.jsonl", "events.parquet", "events.skipped.jsonl"
    ]  # fmt: skip


def start(engine: str, given: Path, out: Path) -> subprocess.Popen[str]:
    command = [TOOLKIT, "code", given, "-o", out, "--engine", engine, "--workers", "2"]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    return subprocess.Popen(
        list(map(str, command)), stderr=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_gives_the_rows_of_one_machine(
    engine: str, given: Path, expected: Path, tmp_path: Path
) -> None:
    running = start(engine, given, tmp_path / "events.parquet")
    told = running.communicate()[1]
    assert running.returncode == 1
    assert "4 of 1500 articles were left out" in told
    assert_alike(tmp_path / "events.parquet", expected)


@pytest.fixture(scope="module")
def partitioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles under folders that give language and date, with what can go wrong there."""
    folder = tmp_path_factory.mktemp("partitioned")
    for lang in ("en", "id"):
        for day in (1, 2, 3):
            below = folder / f"lang={lang}/year=2003/published=2003-05-{day:02d}"
            below.mkdir(parents=True)
            more = {"language": None, "date": None, "year": 1}
            made = [row | more for row in articles(60, day) if row["lang"] == lang]
            for number, row in enumerate(made):
                row["id"] = f"{lang}{day}{number:03d}"
                del row["lang"], row["published"]
            made[7]["language"] = "id" if lang == "en" else "en"
            made[8]["date"] = f"2003-05-{day:02d}"
            pq.write_table(pa.Table.from_pylist(made), below / "part-0.parquet", row_group_size=11)
    (folder / "_SUCCESS").touch()
    for name in ("published=soon", "lang=fr", "lang=en"):
        (folder / "more" / name).mkdir(parents=True)
        rows = [] if name == "lang=en" else list(articles(2))[:1]
        table = pa.Table.from_pylist(rows, pa.schema({"id": pa.string(), "text": pa.string()}))
        pq.write_table(table, folder / "more" / name / "part-0.parquet")
    return folder


@pytest.fixture(scope="module")
def expected_of_partitioned(partitioned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("expected") / "events.parquet"
    assert subprocess.run([TOOLKIT, "code", partitioned, "-o", out]).returncode == 1
    return out


def test_columns_of_folders_are_coded_as_those_of_files(
    cli: Cli, partitioned: Path, expected_of_partitioned: Path, tmp_path: Path
) -> None:
    """On one machine; the engines are held to its outcome."""
    whole = []
    for path in sorted(partitioned.glob("lang=*/*/*/*.parquet")):
        lang, _, published = (p.name.partition("=")[2] for p in reversed(path.parents[:3]))
        rows = pq.ParquetFile(path).read().to_pylist()
        whole += [
            {"id": r["id"], "text": r["text"], "lang": lang, "published": published}
            for r in rows
            if r["language"] is None
        ]
    pq.write_table(pa.Table.from_pylist(whole), tmp_path / "whole.parquet")
    assert cli("code", tmp_path / "whole.parquet", "-o", tmp_path / "events.parquet").code == 0
    made = pq.read_table(expected_of_partitioned)
    assert made.equals(pq.read_table(tmp_path / "events.parquet"))
    assert made.num_rows > 100
    skipped = (expected_of_partitioned.parent / "events.skipped.jsonl").read_text()
    for reason, times in {
        "lang is 'id' in the row but 'en' in the name of its folder": 3,
        "lang is 'en' in the row but 'id' in the name of its folder": 3,
        "its folder published=soon gives no value to its rows": 1,
        "unknown language 'fr'": 1,
        "is empty": 1,
    }.items():
        assert skipped.count(reason) == times


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_takes_columns_of_folders_as_one_machine(
    engine: str, partitioned: Path, expected_of_partitioned: Path, tmp_path: Path
) -> None:
    running = start(engine, partitioned, tmp_path / "events.parquet")
    told = running.communicate()[1]
    assert running.returncode == 1
    assert "9 of 183 articles were left out" in told
    assert_alike(tmp_path / "events.parquet", expected_of_partitioned)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_that_is_killed_costs_nothing(
    engine: str, given: Path, expected: Path, tmp_path: Path
) -> None:
    running = start(engine, given, tmp_path / "events.parquet")
    victim = worker_of(running, WORKER[engine])
    os.kill(victim, signal.SIGKILL)
    told = running.communicate()[1]
    assert running.returncode == 1
    assert "4 of 1500 articles were left out" in told
    assert_alike(tmp_path / "events.parquet", expected)


def worker_of(running: subprocess.Popen[str], name: str) -> int:
    """A process of the run that is at work: it has spent half a second already."""
    end = time.monotonic() + 120
    while time.monotonic() < end and running.poll() is None:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                after = (folder / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            spent = int(after[11]) / os.sysconf("SC_CLK_TCK")
            if name in command and spent > 0.5 and descends(int(folder.name), running.pid):
                return int(folder.name)
        time.sleep(0.02)
    raise AssertionError("no worker was seen at work")


def descends(pid: int, from_pid: int) -> bool:
    while pid > 1:
        if pid == from_pid:
            return True
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        pid = int(stat.rpartition(") ")[2].split()[1])
    return False


# -- without an engine


def test_a_task_of_an_engine_codes_what_one_machine_codes(tmp_path: Path) -> None:
    """Folders, sidecars good and bad, a file without rows; also by a path that is not absolute."""
    rows = [{"id": row["id"], "text": row["text"]} for row in articles(40) if row["lang"] == "id"]
    for name, sidecar, held in (
        ("lang=id/a", "published: 2003-05-06\nid: none", rows[:9]),
        ("lang=id/b", "publisher: [", rows[9:11]),
        ("lang=en/c", "lang: en", []),
        ("d", "language: id", rows[11:]),
    ):
        path = tmp_path / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        table = pa.Table.from_pylist(held, pa.schema({"id": pa.string(), "text": pa.string()}))
        pq.write_table(table, path, row_group_size=4)
        path.with_suffix(".yaml").write_text(sidecar)
    given = Path(os.path.relpath(tmp_path))
    coder = BatchCoder()
    tasks = [r for p in pieces_of([given]) for b in code_piece(coder, p) for r in b.to_pylist()]
    alone = pa.RecordBatch.from_pylist(coder.rows(list(articles_in([given]))), schema=CODED)
    assert tasks == alone.to_pylist()
    assert sum(r["skipped"] is not None for r in tasks) == 2
    assert any(e["date"] for r in tasks for e in r["events"])


def test_the_batch_coder_takes_any_names_of_columns() -> None:
    made = list(articles(20))
    by_id = pa.RecordBatch.from_pylist(made)
    renamed = [
        {
            "doc_id": r["id"],
            "text": r["text"],
            "language": r["lang"],
            "date": r["published"],
            "n": 1,
        }
        for r in made
    ]
    coder = BatchCoder()
    coded = coder(by_id)
    assert coded.schema.equals(CODED)
    assert coded["doc_id"].to_pylist() == [r["id"] for r in made]
    assert coded.equals(coder(pa.RecordBatch.from_pylist(renamed)))
    assert sum(map(len, coded["events"].to_pylist())) > 10


@pytest.mark.parametrize("engine", ["spark", "ray"])
def test_what_an_engine_cannot_do_is_said_in_one_sentence(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "Norway praised Chile.", "lang": "en"}')
    called = cli("code", tmp_path / "a.jsonl", "-o", tmp_path / "e.jsonl", "--engine", engine)
    assert called.code == 2
    assert "must end in .parquet" in " ".join(called.err.replace("│", " ").split())
    from toolkit.extras import Extra

    monkeypatch.setattr(Extra, "lacking", property(lambda self: ()))
    called = cli("code", tmp_path / "a.jsonl", "-o", tmp_path / "e.parquet", "--engine", engine)
    assert called.code == 1
    assert "a.jsonl is no Parquet file, which is all that an engine reads" in called.err
    monkeypatch.setattr(Extra, "lacking", property(lambda self: ("it",)))
    called = cli("code", tmp_path / "a.jsonl", "-o", tmp_path / "e.parquet", "--engine", engine)
    assert called.code == 1
    assert f"pip install 'event-coding-toolkit[{engine}]'" in called.err
