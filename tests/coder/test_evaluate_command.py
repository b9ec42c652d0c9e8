"""toolkit evaluate coder: coders side by side on gold."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Cli

GOLD = [
    {
        "id": "a",
        "lang": "en",
        "text": "Turkish police arrested two Syrian journalists in Ankara.",
        "events": [{"source": "TURCOP", "code": "173", "target": "SYRMED"}],
    },
    {
        "id": "b",
        "lang": "id",
        "text": "Menteri luar negeri Mesir mengecam serangan di Libya.",
        "events": [{"source": "EGYGOV", "code": "111", "target": "LBY"}],
    },
]


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_embedded_coder_and_a_file_side_by_side(cli: Cli, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", *GOLD)
    silent = write(tmp_path / "nothing.jsonl", {"id": "a", "events": []})
    said = cli(
        "evaluate", "coder", gold, "--coder", "rules", "--predictions", silent,
        "-o", tmp_path / "report.json",
    )  # fmt: skip
    assert said.code == 0, said.err
    report = json.loads((tmp_path / "report.json").read_text())
    assert list(report) == [str(silent), "rules"]
    assert report["rules"]["depths"]["root"]["recall"] > 0
    assert report[str(silent)]["depths"]["root"]["f1"] == 0
    assert set(report["rules"]["by_language"]) == {"en", "id"}
    assert [m["doc_id"] for m in report[str(silent)]["misses"]] == ["a", "b"]
    assert "F1 less that of" in said.out
    assert "missed   TURCOP 173 SYRMED" in said.out


def test_coded_files_are_scored_by_their_statuses(cli: Cli, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD[0])
    event = {"source": "TURCOP", "code": "173", "target": "SYRMED", "status": "planned"}
    coded = write(tmp_path / "coded.jsonl", {"id": "a", "events": [event]})
    for options, f1 in (((), "0.000"), (("--all-statuses",), "1.000")):
        said = cli("evaluate", "coder", gold, "--predictions", coded, *options)
        assert said.code == 0, said.err
        assert f"F1 {f1}" in said.out


def test_faults_are_one_sentence_and_the_rest_is_scored(cli: Cli, tmp_path: Path) -> None:
    gold = write(
        tmp_path / "gold.jsonl", GOLD[0], {"id": "x", "lang": "xx", "text": "?", "events": []}
    )
    said = cli("evaluate", "coder", gold)
    assert said.code == 1
    assert "x:" in said.err
    assert "2 texts" in said.out
    foreign = write(tmp_path / "foreign.jsonl", {"id": "zzz", "events": []})
    said = cli("evaluate", "coder", gold, "--predictions", foreign)
    assert said.code == 1
    assert "none of the ids" in said.err
    assert cli("evaluate", "coder", tmp_path / "none.jsonl").code == 1
