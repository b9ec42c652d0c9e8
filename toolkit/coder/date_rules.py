"""What the fields of a time expression mean, counted from the date of publication.

A rule says how to read them: ``date`` as they stand, ``past`` and ``future`` strictly before or
after the publication, ``this`` in the running week, month or year, ``ago``, ``ahead`` and
``recent`` a number of units away, ``range`` from the first to the second. Weeks run from Monday to
Sunday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from toolkit.records import Precision

Reading = tuple[dt.date, dt.date, Precision]

_FUTURE_WEIGHT = 1.5  # of two candidates a past one may be half as far again as a coming one
_SHIFTS = {"past": -1, "future": 1}


@dataclass(frozen=True, slots=True)
class Parts:
    """The fields found: weekday 0 is Monday; ``unit`` is day, week, weekend, month or year."""

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    unit: str | None = None
    number: int | None = None


def resolve(
    rule: str, first: Parts, second: Parts | None, published: dt.date | None
) -> Reading | None:
    """First and last day and precision, or None where the fields name no day that exists or need
    a date of publication that is not known."""
    try:
        if second is not None:
            direction = rule.removesuffix("range").rstrip("_")
            return _range(first, second, published, direction or "date")
        if rule in ("ago", "ahead", "recent"):
            return None if published is None else _counted(rule, first, published)
        return _plain(first, published, rule)
    except (ValueError, OverflowError):  # no such day, or beyond the calendar
        return None


def offset(published: dt.date | None, days: int) -> Reading | None:
    """The day so many days from the publication."""
    if published is None:
        return None
    try:
        day = published + dt.timedelta(days=days)
    except OverflowError:
        return None
    return day, day, "day"


def coming(parts: Parts, published: dt.date | None) -> Reading | None:
    """A bare weekday read as the coming one, the day of publication included."""
    alone = parts.weekday is not None and parts == Parts(weekday=parts.weekday)
    if published is None or not alone:
        return None
    assert parts.weekday is not None
    return offset(published, (parts.weekday - published.weekday()) % 7)


def period(unit: str, day: dt.date, shift: int = 0) -> Reading | None:
    """The week, weekend, month or year that is ``shift`` units away from the one with ``day``."""
    if unit in ("week", "weekend"):
        monday = day + dt.timedelta(days=7 * shift - day.weekday())
        if unit == "week":
            return monday, monday + dt.timedelta(days=6), "week"
        return monday + dt.timedelta(days=5), monday + dt.timedelta(days=6), "range"
    if unit == "month":
        return _month(day.year, day.month + shift)
    if unit == "year":
        return _year(day.year + shift)
    return None


def _plain(parts: Parts, published: dt.date | None, rule: str) -> Reading | None:
    if parts.unit is not None:
        if published is None:
            return None
        return _within(parts, published, _SHIFTS.get(rule, 0))
    if parts.year is not None:
        if parts.month is None:
            return _year(parts.year)
        if parts.day is None:
            return _month(parts.year, parts.month)
        return _day(dt.date(parts.year, parts.month, parts.day))
    if published is None:
        return None
    if parts.month is not None and parts.day is not None:
        return _pick(_days(parts, published), published, rule, parts.weekday)
    if parts.month is not None:
        return _pick(_months(parts.month, published), published, rule, None)
    if parts.day is not None:
        return _pick(_days(parts, published), published, rule, parts.weekday)
    if parts.weekday is not None:
        return _weekday(parts.weekday, published, rule)
    return None


def _within(parts: Parts, published: dt.date, shift: int) -> Reading | None:
    """Fields beside a unit: Tuesday last week, April last year, the 5th of next month."""
    unit = parts.unit
    assert unit is not None
    if unit == "year" and parts.month is not None:
        return _plain(replace(parts, unit=None, year=published.year + shift), published, "date")
    whole = period(unit, published, shift)
    if whole is None:
        return None
    if unit == "month" and parts.day is not None and parts.month is None:
        return _day(whole[0].replace(day=parts.day))
    if unit == "week" and parts.weekday is not None:
        return _day(whole[0] + dt.timedelta(days=parts.weekday))
    return whole


def _counted(rule: str, parts: Parts, published: dt.date) -> Reading | None:
    number = 1 if parts.number is None else parts.number
    unit = parts.unit or "day"
    if rule == "recent":
        back = {"day": 1, "week": 7, "weekend": 7, "month": 30, "year": 365}[unit] * number
        start = published - dt.timedelta(days=back)
        return start, published, "range"
    shift = -number if rule == "ago" else number
    if unit == "day":
        return offset(published, shift)
    return period(unit, published, shift)


def _range(first: Parts, second: Parts, published: dt.date | None, rule: str) -> Reading | None:
    own_year = second.year is not None
    second = Parts(
        weekday=second.weekday,
        day=second.day,
        month=second.month if second.month is not None or second.day is None else first.month,
        year=second.year if own_year else first.year,
    )
    end = _plain(second, published, rule)
    if end is None:
        return None
    if first.year is None and first.weekday is None:
        # The start takes its year from the end, or lies in the year before it.
        first = replace(first, year=end[1].year, month=first.month or end[1].month)
    start = _plain(first, end[0] if first.weekday is not None else published, "date")
    if start is not None and start[0] > end[1] and not own_year and first.year is not None:
        start = _plain(replace(first, year=first.year - 1), published, "date")
    if start is None or start[0] > end[1]:
        return None
    return start[0], end[1], "range"


# -- one of several candidates --------------------------------------------------------------------


def _pick(
    candidates: Iterable[Reading], published: dt.date, rule: str, weekday: int | None
) -> Reading | None:
    """The candidate nearest to the publication; a weekday that fits comes before nearness."""
    listed = list(candidates)
    if weekday is not None:
        listed = [c for c in listed if c[0].weekday() == weekday] or listed
    if rule == "past":
        before = [c for c in listed if c[1] < published or c[0] == c[1] == published]
        return max(before, default=None)
    if rule == "future":
        after = [c for c in listed if c[0] > published or c[0] == c[1] == published]
        return min(after, default=None)

    def distance(reading: Reading) -> float:
        start, end, _ = reading
        if start > published:
            return (start - published).days * _FUTURE_WEIGHT
        return max(0, (published - end).days)

    return min(listed, key=distance, default=None)


def _days(parts: Parts, published: dt.date) -> Iterable[Reading]:
    """That day of that month in the years around, or of the months around."""
    assert parts.day is not None
    for shift in (-1, 0, 1):
        year, month = published.year + shift, parts.month
        if month is None:
            year, month = _normal(published.year, published.month + shift)
        try:
            yield _day(dt.date(year, month, parts.day))
        except ValueError:
            continue


def _months(month: int, published: dt.date) -> Iterable[Reading]:
    return [_month(published.year + shift, month) for shift in (-1, 0, 1)]


def _weekday(weekday: int, published: dt.date, rule: str) -> Reading | None:
    if rule == "this":
        return offset(published, weekday - published.weekday())
    if rule == "future":
        return offset(published, (weekday - published.weekday() - 1) % 7 + 1)
    if rule == "past":
        return offset(published, -((published.weekday() - weekday - 1) % 7 + 1))
    return offset(published, -((published.weekday() - weekday) % 7))


# -- the calendar ---------------------------------------------------------------------------------


def _normal(year: int, month: int) -> tuple[int, int]:
    """A month counted past December or before January, as year and month."""
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def _day(day: dt.date) -> Reading:
    return day, day, "day"


def _month(year: int, month: int) -> Reading:
    year, month = _normal(year, month)
    following = dt.date(*_normal(year, month + 1), 1)
    return dt.date(year, month, 1), following - dt.timedelta(days=1), "month"


def _year(year: int) -> Reading:
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
