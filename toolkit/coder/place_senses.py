"""Which place of the world a mention means, decided for a document as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.coder.gazetteer import Place, fold, gazetteer
from toolkit.records import Location, Span

Role = Literal["at", "path", "dateline"]

_NEAR_SHARE = 0.05  # a namesake in a country of the article needs this share of the other's weight


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named at ``[start:end)`` of the document, with the modifiers around its name.

    ``role`` is ``at`` for what lies there, ``path`` after "to" or "from" and their like,
    ``dateline`` for the place that opens a report. ``candidates`` are the places it may mean, the
    likeliest first, none for a name that the gazetteer lacks; ``within`` is the country that the
    text gives. Of a place that the gazetteer lacks but of which the text says where it lies
    ("Kallady, Batticaloa") ``name`` and ``candidates`` are those of the place around it.
    """

    start: int
    end: int
    text: str
    name: str
    role: Role
    candidates: tuple[Place, ...]
    within: str | None = None
    wanted: str | None = None  # city, province or capital, by the noun beside it


def resolve(
    mentions: Sequence[PlaceMention], countries: Collection[str] = ()
) -> list[Location | None]:
    """The place for each mention of one document; see :meth:`PlaceFinder.resolve`."""
    near = set(countries)
    for m in mentions:
        if m.candidates and m.candidates[0].kind == "country":
            near.add(m.candidates[0].country or "")
        if m.within is not None:
            near.add(m.within)
    senses: dict[str, Place] = {}
    for m in mentions:  # what the text itself makes certain holds for the whole document
        if m.candidates and m.within is not None:
            senses.setdefault(fold(m.name), _choose(m, near, {}))
    return [_locate(m, near, senses) for m in mentions]


def _locate(mention: PlaceMention, near: set[str], senses: Mapping[str, Place]) -> Location | None:
    span = Span(mention.start, mention.end, mention.text)
    place: Place | None = None
    if mention.candidates:
        place = _choose(mention, near, senses)
    elif mention.wanted == "capital":
        if len(near) == 1:
            place = gazetteer().capital(next(iter(near)))
        if place is None:
            return None
    if place is None:
        return Location(mention.name, mention.within, span=span)
    return Location(
        mention.name,
        place.country,
        place.geonameid,
        place.admin,
        place.lat,
        place.lon,
        span,
    )


def _choose(mention: PlaceMention, near: set[str], senses: Mapping[str, Place]) -> Place:
    """The place meant: by the noun beside it, the country beside it, what the name means elsewhere
    in the document, the article's countries, population."""
    listed = mention.candidates
    if mention.within is not None:
        listed = tuple(p for p in listed if p.country == mention.within) or listed
    elif (sense := senses.get(fold(mention.name))) is not None and sense in listed:
        return sense
    if mention.wanted is not None and mention.wanted != "capital":
        kinds = ("city",) if mention.wanted == "city" else ("province", "region")
        listed = tuple(p for p in listed if p.kind in kinds) or listed
    best = listed[0]
    if best.country in near or best.country is None:
        return best
    local = [p for p in listed if p.country in near]
    if local and local[0].weight >= _NEAR_SHARE * best.weight:
        return local[0]
    return best
