"""The sentences of a published dataset, as columns.

Reads the config ``sentences`` (its columns are described in :mod:`toolkit.dataset.sentences`) from
a folder, without further libraries, or from a repository of the Hugging Face Hub.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.baselines.errors import BaselineError, needs

_COLUMNS = (
    "sentence_id",
    "doc_id",
    "lang",
    "text",
    "has_event",
    "code",
    "codes",
    "source",
    "target",
    "label_source",
    "weight",
    "root_votes",
    "cluster",
)
_REPO = re.compile(r"[\w.-]+/[\w.-]+")
PEOPLE = ("gold", "annotation")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what was coded in it: ``code``, ``source`` and ``target`` of its first event,
    ``codes`` of all. ``has_event`` is None where nobody looked. ``votes`` are the shares of
    annotators by root code and last for no event (21 numbers), empty without annotators."""

    sentence_id: str
    doc_id: str
    lang: str
    text: str
    has_event: bool | None
    code: str | None
    codes: tuple[str, ...]
    source: str | None
    target: str | None
    label_source: str | None
    weight: float | None
    votes: tuple[float, ...]
    cluster: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """The sentences of a dataset by split, where they came from, and their version."""

    name: str
    version: str | None
    splits: dict[str, tuple[Sentence, ...]]

    def __getitem__(self, split: str) -> tuple[Sentence, ...]:
        """The sentences of a split; none where the dataset has no such split."""
        return self.splits.get(split, ())

    def fingerprint(self, split: str) -> str:
        """SHA-256 over ids and codes of a split: equal figures need equal fingerprints."""
        digest = hashlib.sha256()
        for s in sorted(self[split], key=lambda s: s.sentence_id):
            digest.update(f"{s.sentence_id}\x1f{' '.join(s.codes)}\x1e".encode())
        return digest.hexdigest()


def read_dataset(where: str) -> Dataset:
    """The sentences of a dataset folder, or of a repository OWNER/NAME of the Hub.

    Raises BaselineError where there is none, and where it was published without its text.
    """
    folder = Path(where)
    name = where
    if folder.is_dir():
        name, version, splits = _of_folder(folder)
    elif _REPO.fullmatch(where):
        version, splits = _of_repository(where)
    else:
        raise BaselineError(
            f"there is no dataset folder {where}; name one, or a repository as OWNER/NAME"
        )
    return Dataset(
        name, version, {name: tuple(_sentences(rows, where)) for name, rows in splits.items()}
    )


def _of_folder(folder: Path) -> tuple[str, str | None, dict[str, Iterable[dict[str, Any]]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    here = folder / "data" / "sentences"
    shards: dict[str, list[Path]] = {}
    for path in sorted(here.glob("*.parquet")):
        shards.setdefault(path.name.split("-")[0], []).append(path)
    if not shards:
        raise BaselineError(
            f"{folder} holds no data/sentences/*.parquet; build it with `toolkit publish --to DIR`"
        )
    path = folder / "dataset.json"
    manifest = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    splits: dict[str, Iterable[dict[str, Any]]] = {}
    for split, paths in shards.items():
        try:
            present = set(pq.read_schema(paths[0]).names)
            columns = [c for c in _COLUMNS if c in present]
            table = pa.concat_tables(pq.read_table(p, columns=columns) for p in paths)
        except (pa.ArrowException, OSError) as error:
            raise BaselineError(f"cannot read the split {split} of {folder}: {error}") from None
        splits[split] = table.to_pylist()
    return manifest.get("name", folder.resolve().name), manifest.get("version"), splits


def _of_repository(name: str) -> tuple[str | None, dict[str, Iterable[dict[str, Any]]]]:
    try:
        import datasets
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import EntryNotFoundError
    except ImportError as error:
        raise needs(str(error.name), "publish") from None
    try:
        loaded = datasets.load_dataset(name, "sentences")
        try:
            path = hf_hub_download(name, "dataset.json", repo_type="dataset")
            version = json.loads(Path(path).read_text("utf-8")).get("version")
        except EntryNotFoundError:
            version = None
    except Exception as error:  # the Hub, the network and the reader raise dozens of kinds
        raise BaselineError(f"cannot load {name} from the Hub: {_first_line(error)}") from None
    return version, {str(split): rows for split, rows in loaded.items()}


def _first_line(error: BaseException) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _sentences(rows: Iterable[dict[str, Any]], where: str) -> Iterator[Sentence]:
    for row in rows:
        if row.get("text") is None:
            raise BaselineError(
                f"{where} was published without the text of its articles; join your copies to it "
                "first with `toolkit rehydrate`, and train on the folder that it writes"
            )
        yield Sentence(
            sentence_id=row["sentence_id"],
            doc_id=row["doc_id"],
            lang=row["lang"],
            text=row["text"],
            has_event=row["has_event"],
            code=row["code"],
            codes=tuple(row["codes"] or ()),
            source=row["source"],
            target=row["target"],
            label_source=row["label_source"],
            weight=row["weight"],
            votes=tuple(row.get("root_votes") or ()),
            cluster=row["cluster"],
        )


def chosen(
    sentences: Sequence[Sentence],
    labels: Sequence[str] = PEOPLE,
    langs: Sequence[str] | None = None,
    keep: Callable[[Sentence], bool] = lambda s: True,
) -> list[Sentence]:
    """The sentences whose label comes from ``labels`` (gold, annotation, machine) in ``langs``."""
    return [
        s
        for s in sentences
        if s.label_source in labels and (not langs or s.lang in langs) and keep(s)
    ]
