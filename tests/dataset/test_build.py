"""A dataset folder that Python reads, the same bytes from the same records."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tests.dataset.corpus import corpus, workspace
from toolkit.dataset import DatasetError, Inputs, build, build_from
from toolkit.dataset.files import tree
from toolkit.records import ToolkitError
from toolkit.rows import event_from_row
from toolkit.workspace import Settings, packaged_codebook

datasets = pytest.importorskip("datasets")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("set") / "dataset"
    build_from(corpus(40, 20), out)
    return out


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def load(path: Path, config: str, split: str = "train"):
    return datasets.load_dataset(str(path), config, split=split)


def test_every_config_loads_with_its_features(built: Path) -> None:
    names = datasets.get_dataset_config_names(str(built))
    assert names[0] == "events"
    for name in names:
        for split, found in datasets.load_dataset(str(built), name).items():
            assert found.num_rows > 0, (name, split)


def test_events_read_back_as_the_records_they_were(built: Path) -> None:
    gold = {e.event_id: e for e in corpus(40, 20).gold}
    read = []
    for split in ("train", "validation", "test"):
        for row in load(built, "events", split):
            row["date"] |= {"text": row["date"]["span"]["text"]}
            read.append(event_from_row(row))
    assert {e.event_id: e for e in read} == gold
    assert len(read) == len(gold)


def test_codes_are_text_and_have_a_class_beside_them(built: Path) -> None:
    rows = load(built, "events")
    label = rows.features["code_label"]
    for row in rows:
        assert label.int2str(row["code_label"]) == row["action"]["code"]
        assert row["action"]["code"][0] in "012"
    assert label.names == [c.code for c in packaged_codebook()]
    assert isinstance(rows[0]["date"]["start"], dt.date)


def test_card_and_files_have_the_same_features(built: Path) -> None:
    for config in datasets.get_dataset_config_names(str(built)):
        told = datasets.load_dataset_builder(str(built), config).info.features
        for file in (built / "data" / config).iterdir():
            kept = datasets.Dataset.from_parquet(str(file)).features
            assert kept == told, (config, file.name)


def test_polars_reads_the_files(built: Path) -> None:
    events = pl.scan_parquet(built / "data" / "events" / "*.parquet")
    by_country = (
        events.group_by(pl.col("source").struct.field("country")).len().collect().sum()["len"][0]
    )
    assert by_country == len(corpus(40, 20).gold)


def test_csv_keeps_leading_zeros(built: Path) -> None:
    codes = pl.read_csv(built / "csv" / "events.csv", infer_schema=False)["action.code"].to_list()
    assert sorted(codes) == sorted(e.action.code for e in corpus(40, 20).gold)


def test_a_rerun_writes_nothing_new(built: Path) -> None:
    before = {name: (built / name).stat().st_mtime_ns for name in tree(built)}
    build_from(corpus(40, 20), built)
    assert {name: (built / name).stat().st_mtime_ns for name in tree(built)} == before


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    out = tmp_path / "set"
    (out / ".git").mkdir(parents=True)
    (out / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (out / "data" / "old").mkdir(parents=True)
    (out / "data" / "old" / "train-0.parquet").write_text("stale")
    build_from(corpus(3, 0), out)
    assert (out / ".git" / "HEAD").exists()
    assert not (out / "data" / "old").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["set"]


def test_one_article_is_one_split_and_says_so(tmp_path: Path) -> None:
    summary = build_from(corpus(1, 1), tmp_path / "set")
    assert all(list(by) == ["train"] for c, by in summary.rows.items() if c == "events")
    assert any("too few" in note for note in summary.notes)
    assert load(tmp_path / "set", "events").num_rows == 1


def test_without_gold_the_config_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    summary = build_from(corpus(3, 0), tmp_path / "set")
    assert "events" not in summary.rows
    assert any("no gold event" in note for note in summary.notes)
    assert load(tmp_path / "set", "machine").num_rows == 3
    assert "events" not in summary.load


def test_no_article_is_a_clear_error(tmp_path: Path) -> None:
    empty = Inputs(Settings(), packaged_codebook(), ())
    with pytest.raises(DatasetError, match="no article"):
        build_from(empty, tmp_path / "set")
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_old_dataset(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (built / "README.md").read_bytes()

    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.dataset.assemble.write_card", broken)
    with pytest.raises(DatasetError, match="No space left"):
        build_from(corpus(12, 2), built)
    assert (built / "README.md").read_bytes() == before
    assert [p.name for p in built.parent.iterdir()] == [built.name]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("annotations/annotators.yaml", "- a-one\n", "must be a mapping"),
        ("annotations/annotators.yaml", "a-one: expert\n", "role, languages and training"),
        ("schemas/takedowns.yaml", "doc-1: gone\n", "takedown needs doc_id and date"),
        ("releases/splits.jsonl", '{"doc_id": "a"}\n', "splits.jsonl:1"),
        ("releases/0.0.9.json", "{}", "restore it from version control"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, name: str, content: str, words: str) -> None:
    place = workspace(tmp_path / "work", corpus(2, 1))
    (place.root / name).parent.mkdir(exist_ok=True)
    (place.root / name).write_text(content)
    with pytest.raises(ToolkitError) as raised:
        build(place)
    assert words in str(raised.value)
    assert Path(name).name in str(raised.value)
