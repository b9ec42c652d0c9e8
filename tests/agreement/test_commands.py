"""``toolkit agree`` and ``toolkit gold`` as they are called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.agreement.simulated import Habits, corpus
from toolkit.workspace import packaged_codebook, write_annotations, write_documents

CODEBOOK = packaged_codebook()
TWO = {"ani": Habits(0.1, 0.2, 0.1), "budi": Habits(0.1, 0.1, 0.2)}

ACT = {"action": {"code": "A", "start": 0, "end": 4, "text": "aksi"}}
SMALL = {"doc_id": "d1", "annotator": "ani", "events": [ACT]}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made, texts, _ = corpus(1, TWO, documents=15)
    write_annotations(tmp_path / "both.jsonl", made, CODEBOOK)
    write_documents(tmp_path / "documents.parquet", texts)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(path: Path, *rows: Any) -> Path:
    path.write_text(
        "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8"
    )
    return path


def test_a_workspace_gives_report_and_gold(workspace: Path, cli) -> None:
    told = cli("agree", "-o", "report")
    assert (told.code, told.err) == (0, "")
    assert {p.name for p in Path("report").iterdir()} == {
        "report.html",
        "report.json",
        "report.md",
    }
    told = cli("gold", "-o", "out/gold.jsonl")
    assert (told.code, told.err) == (0, "")
    assert {p.name for p in Path("out").iterdir()} == {
        "gold.jsonl",
        "gold.open.jsonl",
        "gold.documents.jsonl",
    }


def test_files_alone_are_enough(files: Path, cli) -> None:
    told = cli("agree", "both.jsonl", "-o", "report")
    assert told.code == 0
    without = json.loads((files / "report" / "report.json").read_text(encoding="utf-8"))
    assert "alpha_sentence" not in {d["measure"] for d in without["detection"]}
    told = cli("agree", "both.jsonl", "--documents", "documents.parquet", "-o", "report")
    with_texts = json.loads((files / "report" / "report.json").read_text(encoding="utf-8"))
    assert {d["measure"] for d in with_texts["detection"]} >= {"alpha_sentence", "alpha_unitizing"}
    assert with_texts["fields"] == without["fields"]


def test_other_codes_and_the_least_that_a_line_may_hold(tmp_path: Path, cli) -> None:
    second = {**SMALL, "annotator": "budi"}
    other = {**SMALL, "doc_id": "d2", "events": [], "extra": "passed over"}
    path = lines(tmp_path / "a.jsonl", SMALL, second, other, {**other, "annotator": "budi"})
    told = cli("agree", path, "-o", tmp_path / "report")
    assert told.code == 1
    assert "--codes" in told.err
    told = cli("agree", path, "-o", tmp_path / "report", "--codes", "any")
    assert (told.code, told.err) == (0, "")
    assert not (tmp_path / "report" / "skipped.txt").exists()
    row = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert row["totals"]["shared_documents"] == 2
    assert row["totals"]["aligned_pairs"] == 1
    codes = lines(tmp_path / "codes.tsv", "ROOT\t\tall", "A\tROOT\tact")
    told = cli("agree", path, "-o", tmp_path / "report", "--codes", codes)
    row = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert row["settings"]["codes"] == "the list of codes in codes.tsv"
    assert "tree" in {f["level"] for f in row["fields"]}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{not json", "not JSON"),
        ('{"doc_id": "d1"}', "list of events"),
        ({**SMALL, "events": [{"code": "A"}]}, "needs an action"),
        (
            {**SMALL, "events": [{"action": {"code": "A", "start": 0, "end": 9, "text": "x"}}]},
            "quotes 1 characters",
        ),
        (
            {
                **SMALL,
                "events": [{**SMALL["events"][0], "date": {"start": "2016-13-01", "end": "x"}}],
            },
            "not of the form 2016-09-20",
        ),
        ({**SMALL, "doc_id": 7}, "doc_id"),
    ],
)
def test_a_bad_line_is_left_out_and_named(tmp_path: Path, cli, bad: Any, why: str) -> None:
    path = lines(tmp_path / "a.jsonl", SMALL, bad, {**SMALL, "annotator": "budi"})
    told = cli("agree", path, "--codes", "any", "-o", tmp_path / "report")
    assert told.code == 1
    assert why in told.err
    assert f"{path}:2" in told.err
    assert "Traceback" not in told.err
    row = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert row["totals"]["seen_by_two"] == 1
    assert (tmp_path / "report" / "skipped.txt").read_text(encoding="utf-8").count("\n") == 1


def test_a_span_that_does_not_quote_the_text_is_left_out(files: Path, cli) -> None:
    rows = [json.loads(x) for x in (files / "both.jsonl").read_text(encoding="utf-8").splitlines()]
    rows[0]["events"][0]["action"]["text"] = "x" * len(rows[0]["events"][0]["action"]["text"])
    path = lines(files / "wrong.jsonl", *rows)
    told = cli("agree", path, "--documents", "documents.parquet")
    assert told.code == 1
    assert "wrong.jsonl:1" in told.err
    assert "the text there says" in told.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("agree", "--codes", "any"),
        ("agree", "nowhere.jsonl", "--threshold", "2"),
        ("gold", "--adjudications", "x.jsonl"),
        ("gold", "nowhere.jsonl", "-o", "gold.csv"),
    ],
)
def test_a_wrong_call_ends_with_two(wrong: tuple[str, ...], workspace: Path, cli) -> None:
    assert cli(*wrong).code == 2


@pytest.mark.parametrize("name", ["agree", "gold"])
def test_a_missing_file_is_one_sentence(name: str, cli) -> None:
    told = cli(name, "nowhere.jsonl")
    assert told.code == 1
    assert told.err == "toolkit: cannot read nowhere.jsonl: No such file or directory\n"


@pytest.mark.parametrize("name", ["agree", "gold", "adjudicate"])
def test_help_has_an_example(name: str, cli) -> None:
    assert f"toolkit {name}" in cli(name, "--help").out


def test_gold_takes_decisions_from_files(files: Path, cli) -> None:
    assert cli("gold", "both.jsonl").code == 0
    before = len((files / "gold.open.jsonl").read_text(encoding="utf-8").splitlines())
    first = json.loads((files / "gold.open.jsonl").read_text(encoding="utf-8").splitlines()[0])
    decision = {"doc_id": first["doc_id"], "annotator": "judge", "events": [], "no_events": True}
    lines(files / "decisions.jsonl", decision)
    assert cli("gold", "both.jsonl", "--adjudications", "decisions.jsonl").code == 0
    after = (files / "gold.open.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(after) < before
    assert all(json.loads(x)["doc_id"] != first["doc_id"] for x in after)
