"""On how many of the events of a file the parser agrees with the grammar."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.dataset as ds

from toolkit.coder.parsing.review import Tally


def opinions_in(output: Path) -> Tally:
    """Count over a file or folder of events as ``toolkit code`` writes them, one at a time."""
    made = Tally()
    for trace in _traces(output):
        made.add(trace or ())
    return made


def _traces(output: Path) -> Iterator[Iterable[str] | None]:
    if output.suffix.lower() == ".parquet":
        for batch in ds.dataset(output, format="parquet").to_batches(columns=["trace"]):
            yield from batch["trace"].to_pylist()
        return
    with output.open(encoding="utf-8", newline="") as lines:
        if output.suffix.lower() == ".csv":
            yield from (json.loads(row["trace"] or "[]") for row in csv.DictReader(lines))
        else:
            yield from (json.loads(line).get("trace") for line in lines)
