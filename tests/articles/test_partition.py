"""Columns in the names of folders: ``lang=id/published=2016-09-20/part-0.parquet``."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.articles.given import EXPECTED, FIELDS, TEXT, one, put, refused


def put_table(path: Path, **columns: object) -> Path:
    """A Parquet file of one row, at the least with a text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist([{"text": TEXT, **columns}]), path)
    return path


def test_folders_of_partitioned_parquet_give_columns(tmp_path: Path) -> None:
    folder = tmp_path / "other=x/table/language=ID/year=2016/date=2016-09-20/source=Radio%20%2F 3"
    path = put_table(folder / "part-0.parquet", id="a1", title=FIELDS["title"])
    expected = dc.replace(EXPECTED, publisher="Radio / 3")
    for start in (tmp_path, folder.parent, path):
        assert one(start) == expected


@pytest.mark.parametrize("value", ["", "__HIVE_DEFAULT_PARTITION__"])
def test_a_folder_without_value_leaves_its_column_open(tmp_path: Path, value: str) -> None:
    assert one(put_table(tmp_path / f"publisher={value}/a.parquet", lang="id")).publisher is None


def test_a_column_may_stand_in_row_and_folder_alike(tmp_path: Path) -> None:
    columns = {"lang": "id", "published": dt.date(2016, 9, 20), "id": 7}
    put_table(tmp_path / "lang=id/date=2016-09-20/doc_id=7/a.parquet", **columns)
    assert one(tmp_path).doc_id == "7"


def test_a_date_of_a_folder_may_be_an_inferred_one(tmp_path: Path) -> None:
    put_table(tmp_path / "published=2016-09-20/a.parquet", lang="id", published_source="inferred")
    assert one(tmp_path).published_source == "inferred"


@pytest.mark.parametrize(
    ("folders", "says"),
    [
        ("lang=en", "a.parquet, row 1: lang is 'id' in the row but 'en' in the name of its folder"),
        ("date=soon", "a.parquet: its folder date=soon gives no value to its rows: published 's"),
        ("source=A/publisher=B", "a.parquet: its folders give publisher twice: 'A' and 'B'"),
    ],
)
def test_faults_of_partitions_are_named(tmp_path: Path, folders: str, says: str) -> None:
    put_table(tmp_path / folders / "a.parquet", lang="id")
    assert says in refused(tmp_path)


def test_marks_of_engines_are_passed_over(tmp_path: Path) -> None:
    put_table(tmp_path / "lang=id/a.parquet")
    put(tmp_path / "_SUCCESS", "")
    assert one(tmp_path).lang == "id"
