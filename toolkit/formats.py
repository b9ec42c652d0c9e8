"""The JSON Schemas of the record files, generated from the typed dictionaries that write them.

``python -m toolkit.formats schemas/`` (or ``make schemas``) writes them anew; a test fails where
they drift from the code.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from toolkit import rows
from toolkit.agreement.report import ReportRow
from toolkit.gold.make import GoldDocumentRow, OpenRow
from toolkit.workspace import json_schema, write_text

#: name of the schema file -> the row it describes and, in words, where such rows stand
FORMATS: dict[str, tuple[type, str]] = {
    "document": (rows.DocumentRow, "One article: a row of documents.parquet or documents.jsonl"),
    "event": (rows.EventRow, "One coded event: a line of events.jsonl or gold.jsonl"),
    "annotation": (
        rows.AnnotationRow,
        "One annotator's events for one article: a line of annotations/<project>/<annotator>.jsonl",
    ),
    "coded-document": (
        rows.CodedDocumentRow,
        "What became of one article: a line of events.documents.jsonl",
    ),
    "report": (ReportRow, "How far annotators agree: report.json of `toolkit agree`"),
    "gold-open": (OpenRow, "An event that waits for an adjudicator: a line of gold.open.jsonl"),
    "gold-document": (
        GoldDocumentRow,
        "What became of one document in gold: a line of gold.documents.jsonl",
    ),
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the format ``name``, a key of ``FORMATS``."""
    kind, description = FORMATS[name]
    generated = json_schema(kind)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": description,
        **{k: v for k, v in generated.items() if k != "description"},
    }


def schema_text(name: str) -> str:
    """The schema file's content."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write ``NAME.schema.json`` of every format into ``folder``; returns their paths."""
    paths = []
    for name in FORMATS:
        path = folder / f"{name}.schema.json"
        write_text(path, schema_text(name))
        paths.append(path)
    return paths


if __name__ == "__main__":
    for written in write_schemas(Path(sys.argv[1])):
        print(written)
