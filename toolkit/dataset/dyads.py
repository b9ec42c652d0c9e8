"""What event-data people count: one event a day, and months of pairs of countries.

The one-a-day rule is that of the KEDS and GDELT tradition (Schrodt and Van Brackle 2013): reports
of the same source, target and code on the same day are one event, in however many articles they
stand. Codes are compared after folding a bare root and its ``x0``. The counts are of articles that
report, so a dyad's month can be weighted by attention too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from toolkit.ontology import QUAD_CLASSES, Codebook
from toolkit.records import Event

Row = dict[str, Any]


def event_day(event: Event, published: dt.date | None) -> tuple[dt.date | None, str]:
    """The day an event counts for and where it comes from: the day that the text gives
    (``event``), else that of publication (``published``); a month or a range is no day."""
    if event.date is not None and event.date.start == event.date.end:
        return event.date.start, "event"
    if event.date is not None:
        return None, "not a day"
    return published, "published" if published else "unknown"


def day_events(
    events: Iterable[Event], codebook: Codebook, published: Mapping[str, dt.date | None]
) -> list[Row]:
    """Asserted events with source, target and a day, once per source, target, code and day."""
    groups: dict[tuple[dt.date, str, str, str], list[tuple[Event, str]]] = defaultdict(list)
    for event in events:
        if event.status != "asserted" or event.source is None or event.target is None:
            continue
        day, how = event_day(event, published.get(event.doc_id))
        if day is not None:
            code = codebook.normal(event.action.code)
            groups[day, event.source.code, event.target.code, code].append((event, how))
    made = []
    for (day, source, target, code), found in sorted(groups.items()):
        key = "\x1f".join((day.isoformat(), source, target, code))
        source_country, target_country = codebook.country_of(source), codebook.country_of(target)
        documents = sorted({e.doc_id for e, _ in found})
        made.append(
            {
                "day_event_id": hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:16],
                "date": day,
                "date_source": "event" if any(how == "event" for _, how in found) else "published",
                "source": source,
                "source_country": source_country,
                "source_cow": cow_number(source_country, codebook),
                "target": target,
                "target_country": target_country,
                "target_cow": cow_number(target_country, codebook),
                "code": code,
                "code_label": code,
                "root_label": codebook.root(code),
                "quad_label": QUAD_CLASSES[codebook.quad(code)],
                "goldstein": codebook.goldstein(code),
                "reports": len(documents),
                "doc_ids": documents,
                "event_ids": sorted(e.event_id for e, _ in found),
            }
        )
    return made


def cow_number(country: str | None, codebook: Codebook) -> int | None:
    """The Correlates of War number of an ISO 3166 alpha-3 country; None for all else."""
    found = codebook.countries.get(country or "")
    return found.cow if found else None


def dyad_months(days: Sequence[Row]) -> list[Row]:
    """Day events by source country, target country, month and quad class; an actor without a
    country or body is left out. ``goldstein_mean`` is over the events, not the reports."""
    quads = {name: number for number, name in QUAD_CLASSES.items()}
    groups: dict[tuple[str, str, str, int], list[Row]] = defaultdict(list)
    for row in days:
        if row["source_country"] and row["target_country"]:
            groups[
                f"{row['date']:%Y-%m}",
                row["source_country"],
                row["target_country"],
                quads[row["quad_label"]],
            ].append(row)
    return [
        {
            "month": month,
            "source_country": source,
            "source_cow": found[0]["source_cow"],
            "target_country": target,
            "target_cow": found[0]["target_cow"],
            "quad": quad,
            "quad_label": QUAD_CLASSES[quad],
            "events": len(found),
            "reports": sum(row["reports"] for row in found),
            "goldstein_mean": round(fmean(row["goldstein"] for row in found), 6),
        }
        for (month, source, target, quad), found in sorted(groups.items())
    ]
