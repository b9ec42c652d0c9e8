"""How the fields of an event are written in Label Studio's controls, and read back.

An annotator either picks an option of the article or types one of these forms:

- an actor: its code, then its name if wanted: ``TURCOP Turkish police``
- a date, ISO 8601: ``2016-09-19``, ``2016-09``, ``2016``, ``2016-W38``, a range
  ``2016-09-17/2016-09-19``
- a place: its name and, after the last comma, its country: ``Aleppo, SYR``
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

from toolkit.ontology import Codebook
from toolkit.records import (
    PRECISIONS,
    EventDate,
    Location,
    Precision,
    ToolkitError,
)

SPAN, TEXT = "span", "text"
LABELS = ("Action", "Source", "Target", "Date", "Location")
ACTOR_FIELDS = ("source", "target", "attribution")
#: Controls of an Action region, in the order in which their results are written.
CONTROLS = {
    "code": "taxonomy",
    "source": "choices",
    "source_other": "textarea",
    "target": "choices",
    "target_other": "textarea",
    "each_other": "choices",
    "status": "choices",
    "date": "choices",
    "date_other": "textarea",
    "location": "choices",
    "location_other": "textarea",
    "attribution": "textarea",
}
#: Controls of the whole article.
NO_EVENTS, COMMENT, PRECODED = "no_events", "comment", "precoded"


class FieldError(ToolkitError):
    """Something typed in a field that cannot be read."""


def one_line(text: str) -> str:
    """Text fit for a button: no control characters, single blanks."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(kept.split())


# -- actors ----------------------------------------------------------------------------------------


def parse_actor(text: str, codebook: Codebook) -> tuple[str, str | None]:
    """Code and, where given, name of a typed actor; raises FieldError."""
    code, _, name = text.strip().partition(" ")
    code = code.strip(",;:")
    if fault := codebook.actor_fault(code):
        raise FieldError(fault)
    return code, name.strip(" ,;:-") or None


# -- dates -----------------------------------------------------------------------------------------

_ISO_DAY = r"(\d{4}-\d{2}-\d{2})"
_FORMS: tuple[tuple[re.Pattern[str], Precision], ...] = (
    (re.compile(r"(\d{4})"), "year"),
    (re.compile(r"(\d{4})-(\d{2})"), "month"),
    (re.compile(r"(\d{4})-W(\d{2})"), "week"),
    (re.compile(_ISO_DAY), "day"),
)
_RANGE = re.compile(rf"{_ISO_DAY}/{_ISO_DAY}")


def _period(precision: Precision, parts: tuple[str, ...]) -> tuple[dt.date, dt.date]:
    if precision == "day":
        day = dt.date.fromisoformat(parts[0])
        return day, day
    year = int(parts[0])
    if precision == "year":
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if precision == "month":
        month = int(parts[1])
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    monday = dt.date.fromisocalendar(year, int(parts[1]), 1)
    return monday, monday + dt.timedelta(6)


def _short_date(date: EventDate) -> str:
    start = date.start
    if date.precision == "year":
        return f"{start:%Y}".zfill(4)
    if date.precision == "month":
        return start.isoformat()[:7]
    if date.precision == "week":
        year, week, _ = start.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if date.precision == "day":
        return start.isoformat()
    return f"{start.isoformat()}/{date.end.isoformat()}"


def date_text(date: EventDate) -> str:
    """A date as it is shown and typed; ``parse_date`` gives the same days and precision back."""
    short = _short_date(date)
    try:
        if same_date(parse_date(short), date):
            return short
    except FieldError:
        pass
    return f"{date.start.isoformat()}/{date.end.isoformat()} {date.precision}"


def same_date(a: EventDate, b: EventDate) -> bool:
    """Whether two dates give the same days with the same precision."""
    return (a.start, a.end, a.precision) == (b.start, b.end, b.precision)


def parse_date(text: str) -> EventDate:
    """Read a date; a typed range that is exactly an ISO week has precision week. FieldError."""
    text, _, named = re.sub(r"\s*/\s*", "/", text.strip()).partition(" ")
    named = named.strip()
    try:
        for form, precision in _FORMS:
            if (found := form.fullmatch(text)) and not named:
                return EventDate(*_period(precision, found.groups()), precision)
        if found := _RANGE.fullmatch(text):
            start, end = (dt.date.fromisoformat(day) for day in found.groups())
            if named:
                return EventDate(start, end, next(p for p in PRECISIONS if p == named))
            whole_week = start.weekday() == 0 and (end - start).days == 6
            return EventDate(start, end, "week" if whole_week else "range")
    except (ValueError, StopIteration, OverflowError):
        pass
    raise FieldError(
        f"{one_line(text)!r} is no date; write 2016-09-19, 2016-09, 2016 or 2016-09-17/2016-09-19"
    )


# -- places ----------------------------------------------------------------------------------------


def place_text(place: Location) -> str:
    """A place as it is shown and typed."""
    name = one_line(place.name)
    if place.country is None:
        return name or "?"
    return f"{name}, {place.country}" if name else place.country


def parse_place(text: str, codebook: Codebook) -> Location:
    """Read a typed place; raises FieldError."""
    text = one_line(text)
    if text in codebook.countries:
        return Location(codebook.countries[text].name, text)
    name, comma, country = text.rpartition(",")
    country = country.strip()
    if comma and country.upper() in codebook.countries and len(country) == 3:
        if not name.strip():
            raise FieldError(f"{text!r} has no name before the country")
        return Location(name.strip(), country.upper())
    if not text:
        raise FieldError("a place is empty")
    return Location(text)
