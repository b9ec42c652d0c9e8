"""The core of scale: a batch of articles in, what became of each and its events out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
from typing_extensions import TypedDict

import toolkit.coder
from toolkit import languages, rows
from toolkit.articles import Skipped
from toolkit.articles.article import ALIASES, Article
from toolkit.articles.partition import NO_PARTITION, Partition
from toolkit.articles.reading import document_of, identified
from toolkit.coder import Coder
from toolkit.coder.backends import load_coder, rules
from toolkit.languages import LanguageError
from toolkit.ontology import Codebook
from toolkit.publication import infer_published
from toolkit.records import RecordError, ToolkitError
from toolkit.workspace import arrow_schema, packaged_codebook, packaged_schemas


class CodedRow(TypedDict):
    """One article: where it stands, what became of it, and its events in order."""

    where: str
    doc_id: str
    sha256: str | None
    coder: str
    skipped: str | None
    events: list[rows.EventRow]


#: The columns of a coded batch.
CODED: pa.Schema = arrow_schema(CodedRow)

#: The columns of an article that mean something here, under all their names.
COLUMNS = frozenset(
    {*arrow_schema(rows.DocumentRow).names, *ALIASES, *ALIASES.values()}
)  # fmt: skip


@dataclass(frozen=True)
class BatchCoder:
    """Codes batches of articles. Made of plain values, so that it can be sent to any process, which
    then loads codebook and languages for itself.

    ``schemas`` is a folder with a codebook, ``packs`` a user's language folders, ``name`` a coder
    of :mod:`toolkit.coder.backends`, ``lang`` the language of articles that do not say theirs.
    """

    schemas: Path | None = None
    packs: tuple[Path, ...] = ()
    name: str = "rules"
    lang: str | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("schemas", "packs", "name", "lang")}

    @cached_property
    def codebook(self) -> Codebook:
        packaged = packaged_schemas()
        if self.schemas is None or _digest(self.schemas) == _digest(packaged):
            return packaged_codebook()  # and so the languages that are compiled for it
        return Codebook.load(self.schemas)

    @cached_property
    def coder(self) -> Coder:
        kind, _, argument = self.name.partition(":")
        if kind == "rules":
            return rules.make(argument, self.codebook, self.packs)
        return load_coder(self.name, self.codebook)

    def fingerprint(self) -> dict[str, str | None]:
        """What decides the outcome besides the articles: results of equal fingerprints can stand
        side by side."""
        program = Path(toolkit.coder.__file__).parent
        return {
            "coder": self.coder.name,
            "codebook": _digest(self.schemas or packaged_schemas()),
            "languages and program": languages.digest((program, *self.packs)),
            "lang": self.lang,
        }

    def __call__(
        self, batch: pa.RecordBatch, partition: Partition = NO_PARTITION
    ) -> pa.RecordBatch:
        """Code an Arrow batch into one of schema ``CODED``, row for row.

        The batch has the columns of a Document or some of them, at the least ``text``, under any of
        the names that articles may use; ``where``, if there, says where an article comes from.
        ``partition`` holds columns that stand in the names of folders instead.
        """
        names = [n for n in batch.schema.names if n in COLUMNS]
        places = batch["where"].to_pylist() if "where" in batch.schema.names else None
        found = [
            _article(row, partition, places[i] if places else f"row {i + 1}")
            for i, row in enumerate(batch.select(names).to_pylist())
        ]
        return pa.RecordBatch.from_pylist(self.rows(found), schema=CODED)

    def rows(self, found: Sequence[Article | Skipped]) -> list[CodedRow]:
        """Code articles that have text and id, a row for each.

        One that cannot be coded has its reason under ``skipped`` and no events; a fault in a
        language's files raises LanguageError, since it would concern every article.
        """
        return [self._row(item) for item in found]

    def _row(self, item: Article | Skipped) -> CodedRow:
        document = (
            item if isinstance(item, Skipped) else document_of(item, self.lang, infer_published)
        )
        if isinstance(document, Skipped):
            # Whoever has a text has claimed the id, though it may not be coded.
            text = item.text if isinstance(item, Article) else None
            digest = None if text is None else hashlib.sha256(text.encode("utf-8")).hexdigest()
            return self._left_out(document.where, document.doc_id, digest, document.reason)
        events: list[rows.EventRow] = []
        reason: str | None = None
        try:
            events = [rows.event_row(e, self.codebook) for e in self.coder.code(document)]
        except LanguageError:
            raise
        except ToolkitError as error:
            reason = str(error)
        except Exception as error:  # one bad article never stops a million
            reason = f"the coder failed: {type(error).__name__}: {error}"
        if reason is not None:
            return self._left_out(item.where, document.doc_id, document.sha256, reason)
        return {
            "where": item.where,
            "doc_id": document.doc_id,
            "sha256": document.sha256,
            "coder": self.coder.name,
            "skipped": None,
            "events": events,
        }

    def _left_out(
        self, where: str, doc_id: str | None, sha256: str | None, reason: str
    ) -> CodedRow:
        return {
            "where": where,
            "doc_id": doc_id or where,
            "sha256": sha256,
            "coder": self.coder.name,
            "skipped": reason,
            "events": [],
        }


def _article(row: Mapping[str, Any], partition: Partition, where: str) -> Article | Skipped:
    try:
        return identified(partition.article(row, where))
    except RecordError as error:
        return Skipped(where, str(error))


def _digest(folder: Path) -> str:
    made = hashlib.sha256()
    for path in _files(folder):
        made.update(path.name.encode())
        made.update(path.read_bytes())
    return made.hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.glob("*") if p.suffix in (".yaml", ".tsv"))
