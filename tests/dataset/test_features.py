"""The columns: documented, in shards that load in order, with class numbers that stay."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.dataset.corpus import corpus
from toolkit.dataset.features import CONFIGS, Labels, features
from toolkit.dataset.files import write_parquet
from toolkit.dataset.plan import plan
from toolkit.dataset.tables import arrow
from toolkit.workspace import packaged_codebook

datasets = pytest.importorskip("datasets")
PAGE = Path(__file__).parent.parent.parent / "docs" / "dataset.md"
LABELS = Labels.of(packaged_codebook())


def names_in(kind: Any) -> set[str]:
    if isinstance(kind, datasets.List):
        return names_in(kind.feature)
    if isinstance(kind, dict):
        return set(kind) | {name for inner in kind.values() for name in names_in(inner)}
    return set()


@pytest.mark.parametrize("config", CONFIGS)
def test_every_column_is_documented(config: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.M)
    part = next(p for p in parts if config in p.splitlines()[0].split())
    told = set(re.findall(r"`(\w+)`", part))
    if config == "annotations":  # it has the columns of an event too
        told |= set(re.findall(r"`(\w+)`", next(p for p in parts if p.startswith("events and"))))
    wanted = set(features(config, LABELS)) | names_in(dict(features(config, LABELS)))
    assert wanted <= told, wanted - told


def test_shards_load_in_order_with_a_page_index(tmp_path: Path) -> None:
    rows = plan(corpus(60, 5)).tables["sentences"]["train"]
    table = arrow("sentences", rows, LABELS)
    number = write_parquet(tmp_path, "train", table, shard_bytes=table.nbytes // 4)
    files = sorted(tmp_path.iterdir())
    assert number == len(files) > 3
    assert files[0].name == f"train-00000-of-{number:05d}.parquet"
    loaded = datasets.load_dataset("parquet", data_files=[str(f) for f in files], split="train",
                                   cache_dir=str(tmp_path / "cache"))  # fmt: skip
    assert loaded["sentence_id"][:] == [row["sentence_id"] for row in rows]
    for file in files:
        column = pq.ParquetFile(file).metadata.row_group(0).column(0)
        assert column.has_column_index
        assert column.has_offset_index
