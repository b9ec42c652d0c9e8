"""The fields of an event on which agreement is measured, and the ratings they give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from toolkit.agreement.alignment import Unit
from toolkit.agreement.bootstrap import FromSums
from toolkit.agreement.codes import CodeList
from toolkit.agreement.coefficients import alpha_statistic
from toolkit.agreement.distances import actor_distances, great_circle
from toolkit.agreement.ratings import Ratings, encode
from toolkit.agreement.similarity import middle
from toolkit.ontology import Codebook
from toolkit.records import Actor, Event

NONE = "none"
"""What a field that an annotator left empty on an event counts as: a decision, not missing."""
NO_COUNTRY = "no country"


@dataclass(frozen=True, slots=True)
class Scheme:
    """What values are read with: the action codes, and the codebook for the countries of actor
    codes where the actors are coded by it."""

    codes: CodeList
    actors: Codebook | None


@dataclass(frozen=True, slots=True)
class Field:
    """One measurement: a ``field`` of the event at a ``level``, read by ``value`` (None where
    missing), compared with ``metric``."""

    field: str
    level: str
    metric: Literal["nominal", "interval", "tree", "elements", "km"]
    title: str
    value: Callable[[Event, Scheme], Any]

    @property
    def key(self) -> str:
        return f"{self.field}.{self.level}"


def _country(actor: Actor | None, scheme: Scheme) -> str:
    if actor is None:
        return NONE
    assert scheme.actors is not None
    return scheme.actors.country_of(actor.code) or NO_COUNTRY


def _place(event: Event) -> str:
    if event.location is None:
        return NONE
    return event.location.country or NO_COUNTRY


def _coordinates(event: Event) -> tuple[float, float] | None:
    place = event.location
    if place is None or place.lat is None or place.lon is None:
        return None
    return (round(place.lat, 3), round(place.lon, 3))


def _code(actor: Actor | None) -> str:
    return actor.code if actor else NONE


FIELDS: tuple[Field, ...] = (
    Field(
        "action", "root", "nominal", "Action, root code",
        lambda e, s: s.codes.root(e.action.code),
    ),
    Field(
        "action", "code", "nominal", "Action, full code",
        lambda e, s: s.codes.normal(e.action.code),
    ),
    Field(
        "action", "tree", "tree", "Action, path distance in the tree of codes",
        lambda e, s: s.codes.normal(e.action.code),
    ),
    Field("source", "code", "nominal", "Source, full code", lambda e, s: _code(e.source)),
    Field("source", "country", "nominal", "Source, country", lambda e, s: _country(e.source, s)),
    Field(
        "source", "elements", "elements", "Source, distance of code elements",
        lambda e, s: _code(e.source),
    ),
    Field("target", "code", "nominal", "Target, full code", lambda e, s: _code(e.target)),
    Field("target", "country", "nominal", "Target, country", lambda e, s: _country(e.target, s)),
    Field(
        "target", "elements", "elements", "Target, distance of code elements",
        lambda e, s: _code(e.target),
    ),
    Field(
        "date", "days", "interval", "Date, squared days",
        lambda e, s: middle(e.date) if e.date else None,
    ),
    Field("location", "country", "nominal", "Location, country", lambda e, s: _place(e)),
    Field("location", "km", "km", "Location, kilometres", lambda e, s: _coordinates(e)),
    Field("status", "status", "nominal", "Status", lambda e, s: e.status),
)  # fmt: skip


def fields_for(scheme: Scheme) -> tuple[Field, ...]:
    """The fields that can be measured: no tree on a flat list of codes, no countries of actors
    that are not coded by the codebook."""
    flat = scheme.codes.depth == 1
    return tuple(
        f
        for f in FIELDS
        if not (flat and f.field == "action" and f.level != "code")
        and not (
            scheme.actors is None
            and f.level in ("country", "elements")
            and f.field in ("source", "target")
        )
    )


def field_ratings(
    units: Sequence[Unit],
    field: Field,
    scheme: Scheme,
    documents: Sequence[str],
    annotators: Sequence[str],
) -> Ratings:
    """The values of one field on aligned events; ``documents`` are the D documents in the order of
    the bootstrap's draws, ``annotators`` the A people in the order of their numbers."""
    place = {doc_id: i for i, doc_id in enumerate(documents)}
    kept = [u for u in units if u.doc_id in place]
    number = {name: i for i, name in enumerate(annotators)}
    unit, who, values = [], [], []
    for i, u in enumerate(kept):
        for name, event in u.events.items():
            value = field.value(event, scheme)
            if value is not None:
                unit.append(i)
                who.append(number[name])
                values.append(value)
    codes, categories = encode(values)
    return Ratings(
        np.array(unit, dtype=np.int64),
        np.array(who, dtype=np.int64),
        codes,
        categories,
        np.array([place[u.doc_id] for u in kept], dtype=np.int64),
        len(annotators),
        len(documents),
    )


def field_distances(
    field: Field, categories: Sequence[Any], scheme: Scheme
) -> NDArray[np.float64] | None:
    """The distances of V values of a field, shape (V, V); None for the plain metrics."""
    if field.metric == "tree":
        return scheme.codes.distances(categories)
    if field.metric == "elements":
        return actor_distances(categories)
    if field.metric == "km":
        return great_circle(categories)
    return None


def field_alpha(data: Ratings, field: Field, scheme: Scheme) -> FromSums:
    """Alpha of one field with its own distance."""
    distances = field_distances(field, data.categories, scheme)
    if distances is not None:
        return alpha_statistic(data, distances=distances)
    return alpha_statistic(data, field.metric)
