"""How alike two events of one document are, in 0..1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from toolkit.agreement.codes import CodeList
from toolkit.agreement.distances import actor_distance
from toolkit.records import Actor, Event, EventDate, Location, Span

_actor_distance = lru_cache(maxsize=65536)(actor_distance)

DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Similarity:
    """A weighted mean over the fields that at least one of the two events fills.

    - ``span``: mean of Dice's coefficient and the share of the shorter action span that lies in the
      other, so that a word within a longer marking counts, and the same marking counts more;
    - ``code``: 1 - the path distance in the tree of codes;
    - ``source``, ``target``: 1 - the distance of the actor codes, 0 where only one is named;
    - ``date``: 1 for the same days, falling to 0 at 30 days between the middles;
    - ``location``: 1 for the same place, a half for the same country;
    - ``status``: 1 for the same.

    Events whose action spans lie more than ``reach`` code points apart are not alike at all, since
    an act told again in another sentence is an event of its own; ``None`` lets them be compared
    over the whole document.
    """

    span: float = 0.40
    code: float = 0.20
    source: float = 0.14
    target: float = 0.14
    date: float = 0.04
    location: float = 0.04
    status: float = 0.04
    reach: int | None = 60

    def __call__(self, a: Event, b: Event, codes: CodeList) -> float:
        first, second = a.action.span, b.action.span
        if self.reach is not None and gap(first, second) > self.reach:
            return 0.0
        weight = self.span + self.code + self.status
        total = self.span * span_likeness(first, second)
        total += self.code * (1 - codes.distance(a.action.code, b.action.code))
        total += self.status * (a.status == b.status)
        if a.source or b.source:
            weight += self.source
            total += self.source * actor_likeness(a.source, b.source)
        if a.target or b.target:
            weight += self.target
            total += self.target * actor_likeness(a.target, b.target)
        if a.date or b.date:
            weight += self.date
            total += self.date * date_likeness(a.date, b.date)
        if a.location or b.location:
            weight += self.location
            total += self.location * place_likeness(a.location, b.location)
        return total / weight


def gap(a: Span, b: Span) -> int:
    """Code points between two spans; 0 where they touch or overlap."""
    return max(a.start - b.end, b.start - a.end, 0)


def overlap(a: Span, b: Span) -> int:
    """Code points that two spans have in common."""
    return max(min(a.end, b.end) - max(a.start, b.start), 0)


def span_likeness(a: Span, b: Span) -> float:
    """The mean of Dice's coefficient and the overlap over the shorter span."""
    common = overlap(a, b)
    if not common:
        return 0.0
    la, lb = a.end - a.start, b.end - b.start
    return (2 * common / (la + lb) + common / min(la, lb)) / 2


def actor_likeness(a: Actor | None, b: Actor | None) -> float:
    """1 - the distance of two actor codes; 0 where only one is named, 1 where neither is."""
    if a is None or b is None:
        return float(a is b)
    return 1 - _actor_distance(a.code, b.code)


def middle(date: EventDate) -> float:
    """The middle of a date as a day number (of the proleptic Gregorian calendar)."""
    return (date.start.toordinal() + date.end.toordinal()) / 2


def date_likeness(a: EventDate | None, b: EventDate | None) -> float:
    """1 for the same days, falling to 0 at 30 days between the middles."""
    if a is None or b is None:
        return float(a is b)
    if (a.start, a.end) == (b.start, b.end):
        return 1.0
    return max(0.0, 0.9 - abs(middle(a) - middle(b)) / DAYS)


def same_place(a: Location, b: Location) -> bool:
    """Whether two locations are one place: by GeoNames id where both have one, else by name and
    country."""
    if a.geonameid is not None and b.geonameid is not None:
        return a.geonameid == b.geonameid
    return a.name.casefold() == b.name.casefold() and (
        a.country == b.country or a.country is None or b.country is None
    )


def place_likeness(a: Location | None, b: Location | None) -> float:
    """1 for the same place, 0.5 for the same country."""
    if a is None or b is None:
        return float(a is b)
    if same_place(a, b):
        return 1.0
    return 0.5 if a.country is not None and a.country == b.country else 0.0
