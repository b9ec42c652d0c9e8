"""Reading a dataset folder back as rows, labels as words: what was written by ``write_parquet``."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.dataset.card import MANIFEST
from toolkit.dataset.features import CONFIGS, LAYERS, SPLITS
from toolkit.dataset.inputs import DatasetError
from toolkit.languages import known

Row = dict[str, Any]
_REPO = re.compile(r"[\w.-]+/[\w.-]+")
_ORDER = (*SPLITS, *LAYERS)


@dataclass(frozen=True, slots=True)
class Stored:
    """A dataset folder of this toolkit."""

    folder: Path

    @classmethod
    def open(cls, where: str, revision: str | None = None) -> Stored:
        """A folder, or a repository OWNER/NAME of the Hub, which is downloaded; raises
        DatasetError where there is no dataset."""
        folder = Path(where)
        if not folder.is_dir() and _REPO.fullmatch(where):
            from toolkit.dataset.hub import Target, download

            folder = download(Target(where, revision=revision))
        if not (folder / MANIFEST).is_file() or not (folder / "data").is_dir():
            raise DatasetError(
                f"there is no dataset in {where} (a folder with {MANIFEST} and data/); "
                "`toolkit run` builds one"
            )
        return cls(folder)

    @property
    def configs(self) -> list[str]:
        """The configs it holds, in the order of the card."""
        return [c for c in CONFIGS if (self.folder / "data" / c).is_dir()]

    @property
    def manifest(self) -> dict[str, Any]:
        """``dataset.json``."""
        path = self.folder / MANIFEST
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except ValueError:
            raise DatasetError(f"{path} is not valid JSON; get the dataset again") from None

    @property
    def language(self) -> str | None:
        """The language of most articles, if the toolkit knows it."""
        languages = Counter(
            row["lang"] for rows in self.rows("documents").values() for row in rows if row["lang"]
        )
        most = languages.most_common(1)[0][0] if languages else None
        return most if most in known() else None

    def files(self, config: str) -> dict[str, list[Path]]:
        """The Parquet files of a config by split."""
        found: dict[str, list[Path]] = {}
        for path in sorted((self.folder / "data" / config).glob("*.parquet")):
            found.setdefault(path.name.split("-")[0], []).append(path)
        return {split: found[split] for split in _ORDER if split in found}

    def table(self, paths: list[Path]) -> pa.Table:
        """The rows of some files; raises DatasetError naming the one that cannot be read."""
        tables = []
        for path in paths:
            try:
                # One file each: a folder given as a whole would be taken for a partitioned table.
                tables.append(pq.ParquetFile(path).read())
            except (OSError, pa.ArrowException) as error:
                raise DatasetError(f"cannot read {path} ({error}); get the dataset again") from None
        return pa.concat_tables(tables)

    def rows(self, config: str) -> dict[str, list[Row]]:
        """The rows of a config by split, labels as their names; empty where there is no such
        config."""
        made = {}
        for split, paths in self.files(config).items():
            table = self.table(paths)
            names = label_names(table.schema)
            made[split] = [in_words(row, names) for row in table.to_pylist()]
        return made


def label_names(schema: pa.Schema) -> Mapping[str, list[str]]:
    """The class names of each label column, from the metadata that the files carry."""
    told = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
    columns = told.get("info", {}).get("features", {})
    found = {}
    for name, kind in columns.items():
        inner = kind.get("feature", kind) if isinstance(kind, dict) else {}
        if isinstance(inner, dict) and inner.get("_type") == "ClassLabel":
            found[name] = list(inner["names"])
    return found


def in_words(row: Row, names: Mapping[str, list[str]]) -> Row:
    """The row with its labels as words; ``names`` is of ``label_names``."""
    made = dict(row)
    for column, labels in names.items():
        value = row[column]
        if isinstance(value, list):
            made[column] = [labels[v] for v in value]
        elif value is not None:
            made[column] = labels[value]
    return made
