"""Where things lie, and reading and writing record files whole or not at all.

A workspace is a folder with ``schemas/``, ``seeds/`` and ``annotations/``; built files go to
``build/``. The package ships its codebook; a file in a workspace's ``schemas/`` overrides it.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from toolkit import rows
from toolkit.checks import annotation_faults, event_faults
from toolkit.ontology import Codebook, lined_yaml
from toolkit.records import Annotation, Document, Event, RecordError, ToolkitError

_ROWS_AT_ONCE = 10_000  # of a Parquet file, in memory

SCHEMA_FILES = ("cameo.yaml", "roles.yaml", "countries.tsv", "guidelines.md")


class FileError(ToolkitError):
    """A file that cannot be read or written."""


def packaged_schemas() -> Path:
    """The codebook that ships with the package: inside a wheel, or beside a checkout."""
    here = Path(__file__).parent
    inside = here / "schemas"
    return inside if inside.is_dir() else here.parent / "schemas"


# -- settings ------------------------------------------------------------------------------------


class SplitRule(BaseModel):
    """How documents go to splits."""

    model_config = ConfigDict(extra="forbid")
    by: str = Field("random", pattern="^(random|time|publisher)$")
    seed: int = 0
    train: float = Field(0.7, ge=0, le=1)
    validation: float = Field(0.15, ge=0, le=1)
    test: float = Field(0.15, ge=0, le=1)


class Settings(BaseModel):
    """What the maintainer decides: ``schemas/dataset.yaml``."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field("event-dataset", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: str = "Event dataset"
    description: str = ""
    version: str = Field("0.1.0", pattern=r"^\d+\.\d+\.\d+$")
    languages: list[str] = ["id", "en"]
    coder: str = "rules"
    text_license: str = "other"
    label_license: str = "cc-by-4.0"
    text_policy: str = Field("none", pattern="^(full|snippet|none)$")
    text_policy_reason: str = ""
    contact: str = ""
    authors: list[str] = []
    homepage: str = ""
    split: SplitRule = SplitRule()
    seed: int = 0


# -- where things lie ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Workspace:
    """The folders of one dataset project."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """The workspace that holds ``start`` (the current folder); raises FileError."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "schemas").is_dir() and (folder / "seeds").is_dir():
                return cls(folder)
        raise FileError(
            f"{here} is not in a workspace (a folder with schemas/ and seeds/); "
            "make one with `toolkit init DIR`"
        )

    @property
    def schemas(self) -> Path:
        return self.root / "schemas"

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def annotations(self) -> Path:
        return self.root / "annotations"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def documents(self) -> Path:
        return self.build / "documents.parquet"

    @property
    def events(self) -> Path:
        return self.build / "events.jsonl"

    @property
    def tasks(self) -> Path:
        return self.build / "tasks"

    @property
    def report(self) -> Path:
        return self.build / "report"

    @property
    def gold(self) -> Path:
        return self.build / "gold.jsonl"

    @property
    def dataset(self) -> Path:
        return self.build / "dataset"

    @property
    def models(self) -> Path:
        return self.build / "models"

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook of this workspace; raises CodebookError with file and line."""
        return Codebook.load(self.schemas)

    @cached_property
    def settings(self) -> Settings:
        """``schemas/dataset.yaml``; raises FileError naming the line."""
        path = self.schemas / "dataset.yaml"
        data = lined_yaml(path)
        if not isinstance(data, dict):
            raise FileError(f"{path}:1: the settings must be lines of the form `name: my-dataset`")

        def bare(value: Any) -> Any:
            if isinstance(value, dict):
                return {k: bare(v) for k, v in value.items() if k != "__line__"}
            return [bare(v) for v in value] if isinstance(value, list) else value

        try:
            return Settings.model_validate(bare(data))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(p) for p in first["loc"])
            line = _line_of_key(path, first["loc"])
            raise FileError(f"{path}:{line}: {place}: {first['msg']}") from None


def _line_of_key(path: Path, keys: Sequence[int | str]) -> int:
    """The line of a YAML file on which the key at the end of ``keys`` stands, as far as it goes."""
    node = yaml.compose(path.read_text(encoding="utf-8"))
    line = 1
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            break
        for name, value in node.value:
            if name.value == str(key):
                line, node = name.start_mark.line + 1, value
                break
    return line


@cache
def packaged_codebook() -> Codebook:
    """The codebook that ships with the package."""
    return Codebook.load(packaged_schemas())


# -- writing whole or not at all -----------------------------------------------------------------


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to, moved onto it at the end; gone after a failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise FileError(
            f"cannot write {path}: {error.strerror}; choose a folder that you may write to"
        ) from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(path)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _default(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_ONE_LINE = json.JSONEncoder(ensure_ascii=False, default=_default)


def json_line(row: Mapping[str, Any]) -> str:
    """One row as one line of JSON, keys in their own order."""
    return _ONE_LINE.encode(row)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file whole or not at all, line ends as they are."""
    with whole(path) as part:
        part.write_bytes(text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write one JSON value, indented, whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, default=_default) + "\n")


def write_rows(path: Path, items: Iterable[Any], kind: type) -> int:
    """Write rows of a typed dictionary ``kind`` to .jsonl, .parquet or .csv by the suffix; returns
    their number. CSV flattens nested columns with dots and leaves lists as JSON."""
    try:
        return _write_rows(path, items, kind)
    except UnicodeEncodeError:
        raise FileError(
            f"cannot write {path}: a text holds half a surrogate pair, which UTF-8 cannot hold"
        ) from None


def _write_rows(path: Path, items: Iterable[Any], kind: type) -> int:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        count = 0
        with whole(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
            for row in items:
                out.write(json_line(row) + "\n")
                count += 1
        return count
    if suffix == ".parquet":
        schema, count = arrow_schema(kind), 0
        with (
            whole(path) as part,
            pq.ParquetWriter(part, schema, compression="zstd", write_page_index=True) as table,
        ):
            rest = iter(items)
            while batch := list(islice(rest, _ROWS_AT_ONCE)):
                table.write_table(pa.Table.from_pylist(batch, schema=schema))
                count += len(batch)
        return count
    if suffix == ".csv":
        flat = [flat_row(row) for row in items]
        with whole(path) as part, part.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, flat_columns(kind), extrasaction="ignore")
            writer.writeheader()
            writer.writerows(flat)
        return len(flat)
    raise FileError(f"cannot write {path}: use a name that ends in .jsonl, .parquet or .csv")


def flat_row(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A row for a table: nested fields under ``field.inner``, lists as JSON."""
    made: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            made.update(flat_row(value, f"{prefix}{key}."))
        elif isinstance(value, list):
            made[prefix + key] = json.dumps(value, ensure_ascii=False, default=_default)
        else:
            made[prefix + key] = value
    return made


# -- the columns of a typed dictionary -----------------------------------------------------------

_ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def _arrow_type(hint: Any) -> pa.DataType:
    if hint in _ARROW:
        return _ARROW[hint]
    if hint is dt.date:
        return pa.date32()
    if hasattr(hint, "__total__"):
        return pa.struct(_fields(hint))
    args = [a for a in get_args(hint) if a is not type(None)]
    origin = getattr(hint, "__origin__", None)
    if origin is list:
        return pa.list_(_arrow_type(args[0]))
    if all(isinstance(a, str) for a in args):  # a Literal of strings
        return pa.string()
    return _arrow_type(args[0])


def _fields(kind: type) -> list[pa.Field]:
    from typing_extensions import get_type_hints

    return [pa.field(name, _arrow_type(hint)) for name, hint in get_type_hints(kind).items()]


@cache
def arrow_schema(kind: type) -> pa.Schema:
    """The Arrow schema of a typed dictionary of :mod:`toolkit.rows`."""
    return pa.schema(_fields(kind))


def flat_columns(kind: type) -> list[str]:
    """The columns of ``flat_row`` for rows of ``kind``, in order."""

    def walk(fields: Iterable[pa.Field], prefix: str) -> Iterator[str]:
        for field in fields:
            if pa.types.is_struct(field.type):
                yield from walk(field.type, f"{prefix}{field.name}.")
            else:
                yield prefix + field.name

    return list(walk(arrow_schema(kind), ""))


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def json_schema(kind: type) -> dict[str, Any]:
    """The JSON Schema of a typed dictionary of :mod:`toolkit.rows`."""
    return _adapter(kind).json_schema()


# -- reading -------------------------------------------------------------------------------------


def read_rows(path: Path, kind: type) -> Iterator[tuple[str, Any]]:
    """The rows of a .jsonl or .parquet file, each with the place that names it; raises FileError
    on the first row that is not of ``kind``."""
    suffix = path.suffix.lower()
    adapter = _adapter(kind)
    try:
        if suffix == ".parquet":
            file = pq.ParquetFile(path)
            number = 0
            for batch in file.iter_batches():
                for row in batch.to_pylist():
                    number += 1
                    where = f"{path}, row {number}"
                    yield where, _validated(adapter.validate_python, row, where)
            return
        if suffix != ".jsonl":
            raise FileError(f"cannot read {path}: expected a name that ends in .jsonl or .parquet")
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    where = f"{path}:{number}"
                    yield where, _validated(adapter.validate_json, line, where)
    except FileNotFoundError:
        raise FileError(f"there is no file {path}") from None
    except (OSError, pa.ArrowException) as error:
        raise FileError(f"cannot read {path}: {error}") from None


def _validated(validate: Any, value: Any, where: str) -> Any:
    try:
        return validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise FileError(f"{where}: {place + ': ' if place else ''}{first['msg']}") from None


def _made(make: Any, row: Any, where: str) -> Any:
    try:
        return make(row)
    except RecordError as error:
        raise RecordError(f"{where}: {error}") from None


def read_documents(path: Path) -> list[Document]:
    """The documents of a file that ``toolkit read`` wrote."""
    return [_made(rows.document_from_row, r, w) for w, r in read_rows(path, rows.DocumentRow)]


def write_documents(path: Path, documents: Iterable[Document]) -> int:
    """Write documents to .jsonl or .parquet; returns their number."""
    return write_rows(path, (rows.document_row(d) for d in documents), rows.DocumentRow)


def read_events(
    path: Path, codebook: Codebook, documents: Mapping[str, Document] | None = None
) -> list[Event]:
    """The events of a file, checked against the codebook and, where given, their documents."""
    made = []
    for where, row in read_rows(path, rows.EventRow):
        event: Event = _made(rows.event_from_row, row, where)
        document = documents.get(event.doc_id) if documents else None
        if faults := event_faults(event, codebook, document):
            raise RecordError(f"{where}: {faults[0]}")
        made.append(event)
    return made


def write_events(path: Path, events: Iterable[Event], codebook: Codebook) -> int:
    """Write events to .jsonl, .parquet or .csv; returns their number."""
    return write_rows(path, (rows.event_row(e, codebook) for e in events), rows.EventRow)


def read_annotations(
    path: Path, codebook: Codebook, documents: Mapping[str, Document] | None = None
) -> list[Annotation]:
    """The annotations of a .jsonl file, or of all ``<project>/<annotator>.jsonl`` under a folder
    in order of their paths."""
    made = []
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    for file in files:
        for where, row in read_rows(file, rows.AnnotationRow):
            annotation: Annotation = _made(rows.annotation_from_row, row, where)
            document = documents.get(annotation.doc_id) if documents else None
            if faults := annotation_faults(annotation, codebook, document):
                raise RecordError(f"{where}: {faults[0]}")
            made.append(annotation)
    return made


def write_annotations(path: Path, annotations: Sequence[Annotation], codebook: Codebook) -> int:
    """Write one annotator's annotations, sorted by doc_id, as .jsonl; returns their number."""
    ordered = sorted(annotations, key=lambda a: (a.doc_id, a.annotator, a.created))
    return write_rows(path, (rows.annotation_row(a, codebook) for a in ordered), rows.AnnotationRow)
