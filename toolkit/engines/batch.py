"""The core of scale: a batch of documents in, a batch with their events out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from toolkit import rows
from toolkit.coder import Coder, rule_coder
from toolkit.languages import LanguageError
from toolkit.ontology import Codebook
from toolkit.records import Document, ToolkitError
from toolkit.workspace import arrow_schema, packaged_codebook

DOCUMENTS = arrow_schema(rows.DocumentRow)
EVENTS = pa.list_(pa.struct(list(arrow_schema(rows.EventRow))))
#: One row a document, in the order of the input: what became of it, and its events.
CODED = pa.schema(
    [
        pa.field("doc_id", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("coder", pa.string()),
        pa.field("skipped", pa.string()),
        pa.field("events", EVENTS),
    ]
)


def documents_batch(documents: list[Document]) -> pa.RecordBatch:
    """Documents as an Arrow batch of schema ``DOCUMENTS``."""
    return pa.RecordBatch.from_pylist(
        [dict(rows.document_row(d)) for d in documents], schema=DOCUMENTS
    )


@dataclass
class BatchCoder:
    """A coder of batches that any process can make for itself from plain values.

    ``schemas`` is a folder with a codebook, ``packs`` a user's language folders.
    """

    schemas: Path | None = None
    packs: tuple[Path, ...] = ()
    _coder: Coder | None = field(default=None, init=False, repr=False, compare=False)
    _codebook: Codebook | None = field(default=None, init=False, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {"schemas": self.schemas, "packs": self.packs, "_coder": None, "_codebook": None}

    @property
    def codebook(self) -> Codebook:
        if self._codebook is None:
            self._codebook = Codebook.load(self.schemas) if self.schemas else packaged_codebook()
        return self._codebook

    @property
    def coder(self) -> Coder:
        if self._coder is None:
            self._coder = rule_coder(self.codebook, self.packs)
        return self._coder

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Code a batch of schema ``DOCUMENTS`` into one of schema ``CODED``, row for row.

        A document that cannot be coded has its reason under ``skipped`` and no events; a fault in
        a language's files raises LanguageError, since it would concern every document.
        """
        made = []
        for row in batch.to_pylist():
            events: list[rows.EventRow] = []
            reason: str | None = None
            try:
                document = rows.document_from_row(row)
                events = [rows.event_row(e, self.codebook) for e in self.coder.code(document)]
            except LanguageError:
                raise
            except ToolkitError as error:
                reason = str(error)
            except Exception as error:  # one bad article never stops a million
                reason = f"the coder failed: {type(error).__name__}: {error}"
            made.append(
                {
                    "doc_id": row["doc_id"],
                    "sha256": row["sha256"],
                    "coder": self.coder.name,
                    "skipped": reason,
                    "events": events,
                }
            )
        return pa.RecordBatch.from_pylist(made, schema=CODED)
