"""Croissant metadata, by loading every record through the library: validation finds little."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.corpus import corpus
from toolkit.dataset import build_from

mlcroissant = pytest.importorskip("mlcroissant")
datasets = pytest.importorskip("datasets")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logging.disable(logging.WARNING)
    out = tmp_path_factory.mktemp("set") / "dataset"
    build_from(corpus(30, 12), out)
    return out


@pytest.fixture(scope="module")
def croissant(built: Path) -> Any:
    return mlcroissant.Dataset(jsonld=str(built / "croissant.json"))


def plain(value: Any) -> Any:
    """A record as the Parquet reader gives it: text decoded, keys without their path."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key.rsplit("/", 1)[-1]: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def test_no_errors(croissant: Any) -> None:
    assert not croissant.metadata.ctx.issues.errors


def test_every_record_set_loads_with_its_values(built: Path, croissant: Any) -> None:
    names = {record_set.id for record_set in croissant.metadata.record_sets}
    configs = set(datasets.get_dataset_config_names(str(built)))
    assert names == configs | {"code_names", "root_names", "quad_names"}
    for config in sorted(configs):
        wanted: dict[str, list[dict[str, Any]]] = {}
        for file in sorted((built / "data" / config).iterdir()):
            rows = datasets.Dataset.from_parquet(str(file)).to_list()
            wanted.setdefault(file.name.split("-")[0], []).extend(rows)
        found = [plain(row) for row in croissant.records(config)]
        assert len(found) == sum(len(rows) for rows in wanted.values())
        assert {row["split"] for row in found} == set(wanted)
        if "sentence_id" in found[0] and config != "annotations":  # there it may be null
            by_id = {row["sentence_id"]: row for rows in wanted.values() for row in rows}
            for row in found:
                for column in {"code_label", "doc_id", "action", "weight", "codes"} & row.keys():
                    assert row[column] == by_id[row["sentence_id"]][column], (config, column)


def test_class_names_are_those_of_the_columns(built: Path, croissant: Any) -> None:
    columns = datasets.load_dataset_builder(str(built), "events").info.features
    for record_set, column in (("code_names", "code_label"), ("root_names", "root_label")):
        names = [plain(row)["name"] for row in croissant.records(record_set)]
        assert names == columns[column].names


def test_responsible_ai_keys_are_known_to_the_library(built: Path) -> None:
    constants = mlcroissant.constants
    known = {
        str(getattr(constants, name)).rsplit("/", 1)[-1]
        for name in dir(constants)
        if name.startswith("ML_COMMONS_RAI_")
    }
    told = json.loads((built / "croissant.json").read_text())
    used = {key.removeprefix("rai:") for key in told if key.startswith("rai:")}
    assert len(known) == 20  # of mlcroissant 1.1
    assert used <= known
    assert len(used) > 10
    assert isinstance(told["rai:annotationsPerItem"], str)


def test_files_have_their_digests(built: Path) -> None:
    import hashlib

    told = json.loads((built / "croissant.json").read_text())
    files = [item for item in told["distribution"] if item["@type"] == "cr:FileObject"]
    assert {f["contentUrl"] for f in files} == {
        p.relative_to(built).as_posix() for p in built.rglob("*.parquet")
    }
    for file in files:
        data = (built / file["contentUrl"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
