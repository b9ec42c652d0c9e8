"""Events as polars frames, in and out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.agreement.alignment import Unit
from toolkit.agreement.codes import CodeList
from toolkit.agreement.ratings import RatingsError
from toolkit.agreement.report import Report
from toolkit.records import (
    Action,
    Actor,
    Annotation,
    Event,
    EventDate,
    Location,
    RecordError,
    Span,
    event_id,
)

if TYPE_CHECKING:
    import polars as pl

UNKNOWN = "·"
"""Stands for each code point of a span whose words a frame does not give."""


def annotations_from_frame(frame: pl.DataFrame) -> list[Annotation]:
    """Annotations from a frame with a row for each event.

    Columns ``doc_id``, ``annotator``, ``start``, ``end`` (code points, half-open) and ``code`` must
    be there; ``text``, ``source``, ``target`` (codes), ``date`` (a date, or text as 2016-09-20),
    ``country``, ``lat``, ``lon``, ``status`` and ``created`` may be. A row without ``code`` says
    that the annotator read the document and found no event. Raises RatingsError where a column is
    missing, RecordError where a row cannot be an event.
    """
    missing = {"doc_id", "annotator", "start", "end", "code"} - set(frame.columns)
    if missing:
        raise RatingsError(f"the frame lacks the column(s) {', '.join(sorted(missing))}")
    events: dict[tuple[str, str], list[Event]] = {}
    created: dict[tuple[str, str], str] = {}
    ranks: dict[tuple[str, str, int, int], int] = {}
    for number, row in enumerate(frame.iter_rows(named=True), 1):
        key = (str(row["doc_id"]), str(row["annotator"]))
        mine = events.setdefault(key, [])
        created[key] = str(row.get("created") or "1970-01-01T00:00:00")
        if row["code"] is None:
            continue
        place = (*key, row["start"], row["end"])
        rank = ranks[place] = ranks.get(place, -1) + 1
        try:
            mine.append(_event(row, rank))
        except (RecordError, ValueError, TypeError) as error:
            raise RecordError(f"row {number} of the frame: {error}") from None
    return [
        Annotation(doc_id, who, created[doc_id, who], "", tuple(mine), no_events=not mine)
        for (doc_id, who), mine in events.items()
    ]


def _event(row: Mapping[str, Any], rank: int) -> Event:
    doc_id, who = str(row["doc_id"]), str(row["annotator"])
    start, end = int(row["start"]), int(row["end"])
    text = row.get("text")
    span = Span(start, end, UNKNOWN * (end - start) if text is None else text)
    day = row.get("date")
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    place = None
    if row.get("country") is not None or row.get("lat") is not None:
        country = row.get("country")
        place = Location(country or "", country, lat=row.get("lat"), lon=row.get("lon"))
    return Event(
        event_id(doc_id, who, start, end, rank),
        doc_id,
        Action(str(row["code"]), span),
        who,
        source=_actor(row.get("source")),
        target=_actor(row.get("target")),
        date=EventDate(day, day, "day") if day else None,
        location=place,
        status=row.get("status") or "asserted",
    )


def _actor(code: str | None) -> Actor | None:
    return Actor(code, code) if code else None


def units_frame(units: Iterable[Unit], codes: CodeList) -> pl.DataFrame:
    """Units as a frame with a row for each event of each unit."""
    import polars as pl

    rows = [
        {
            "doc_id": unit.doc_id,
            "unit": unit.name,
            "annotator": who,
            "event_id": event.event_id,
            "start": event.action.span.start,
            "end": event.action.span.end,
            "code": event.action.code,
            "root": codes.root(event.action.code),
            "source": event.source.code if event.source else None,
            "target": event.target.code if event.target else None,
            "date": event.date.start if event.date else None,
            "country": event.location.country if event.location else None,
            "status": event.status,
        }
        for unit in units
        for who, event in unit.events.items()
    ]
    text, number = pl.String(), pl.Int64()
    schema = {
        "doc_id": text, "unit": text, "annotator": text, "event_id": text, "start": number,
        "end": number, "code": text, "root": text, "source": text, "target": text,
        "date": pl.Date(), "country": text, "status": text,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def fields_frame(report: Report) -> pl.DataFrame:
    """The agreement by field of a report as a frame: a row for each field and coefficient, with
    ``value``, ``low``, ``high`` (null where not defined), ``units`` and ``documents``."""
    import polars as pl

    rows = [
        {
            "field": field["field"],
            "level": field["level"],
            "coefficient": name,
            **{k: estimate[k] for k in ("value", "low", "high", "units", "documents")},
        }
        for field in report.row["fields"]
        for name, estimate in (
            ("alpha", field["alpha"]),
            ("percent", field["percent"]),
            ("cohen", field["cohen"]),
            ("fleiss", field["fleiss"]),
            ("ac1", field["ac1"]),
        )
        if estimate is not None
    ]
    share, number = pl.Float64(), pl.Int64()
    schema = {
        "field": pl.String(), "level": pl.String(), "coefficient": pl.String(), "value": share,
        "low": share, "high": share, "units": number, "documents": number,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)
