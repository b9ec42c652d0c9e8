"""What a model of the annotators says where the vote is tied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from toolkit.agreement.alignment import Unit
from toolkit.agreement.codes import CodeList
from toolkit.agreement.ratings import Ratings, encode
from toolkit.gold.dawid_skene import DawidSkene, dawid_skene
from toolkit.gold.votes import Vote
from toolkit.records import Actor, Event

SMOOTHING = 0.5
"""Added to each count of an annotator's errors, so that a rare mistake is not held impossible."""
LEAST = 20
"""Units with three values that a field must have. Two annotators who differ give no hint who of
them is right, however often they do; on few units reliabilities are guesses."""

Read = Callable[[Event, CodeList], Any]


def _code(actor: Actor | None) -> str:
    return actor.code if actor else ""


FIELDS: dict[str, Read] = {
    "action": lambda e, codes: codes.normal(e.action.code),
    "source": lambda e, codes: _code(e.source),
    "target": lambda e, codes: _code(e.target),
    "status": lambda e, codes: e.status,
}
"""How the value of a field is read, which a posterior is given for."""


@dataclass(frozen=True)
class FieldModel:
    """The fitted model of one field, the row of each unit, and the annotators in order."""

    fitted: DawidSkene
    rows: dict[str, int]
    annotators: tuple[str, ...]

    def posterior(self, unit: Unit) -> dict[Any, float]:
        """The probability of each value of a unit."""
        shares = self.fitted.posterior[self.rows[unit.name]]
        return dict(zip(self.fitted.categories, shares.tolist(), strict=True))

    @property
    def reliability(self) -> dict[str, float]:
        """The probability that each annotator gives the true value."""
        return dict(zip(self.annotators, self.fitted.reliability.tolist(), strict=True))


def fit(units: Sequence[Unit], codes: CodeList) -> dict[str, FieldModel]:
    """Models of code, source, target and status, each where the data carry one. Errors of an
    annotator are one number where there are many values, a table where there are few.

    Whether there is an event is left to the vote: only events that somebody marked are seen, never
    those that all rightly passed over, so that a model cannot tell misses from inventions.
    """
    people = tuple(sorted({name for unit in units for name in unit.looked}))
    made = {}
    for field, read in FIELDS.items():

        def value(unit: Unit, name: str, read: Read = read) -> Any:
            return read(unit.events[name], codes) if name in unit.events else None

        data = _ratings(units, people, value)
        if (data.values_per_unit >= 3).sum() >= LEAST and len(data.categories) > 1:
            made[field] = _fitted(units, people, data, tied=field != "status")
    return made


def _fitted(
    units: Sequence[Unit], people: tuple[str, ...], data: Ratings, *, tied: bool
) -> FieldModel:
    fitted = dawid_skene(data, tied=tied, smoothing=SMOOTHING)
    return FieldModel(fitted, {unit.name: i for i, unit in enumerate(units)}, people)


def _ratings(
    units: Sequence[Unit], people: tuple[str, ...], value: Callable[[Unit, str], Any]
) -> Ratings:
    number = {name: i for i, name in enumerate(people)}
    cells = [(i, number[name], value(u, name)) for i, u in enumerate(units) for name in u.looked]
    told = [cell for cell in cells if cell[2] is not None]
    codes, categories = encode([cell[2] for cell in told])
    return Ratings(
        np.array([cell[0] for cell in told], dtype=np.int64),
        np.array([cell[1] for cell in told], dtype=np.int64),
        codes,
        categories,
        np.arange(len(units)),
        len(people),
        len(units),
    )


def settle_by_model(
    unit: Unit,
    votes: Mapping[str, Vote],
    models: Mapping[str, FieldModel],
    certainty: float,
    codes: CodeList,
) -> dict[str, Vote]:
    """The votes, with those that are tied settled where the model gives one value at least the
    probability ``certainty``."""
    made = dict(votes)
    for field, model in models.items():
        if votes[field].origin is not None:
            continue
        shares = model.posterior(unit)
        best = max(shares, key=lambda v: (shares[v], str(v)))
        if shares[best] < certainty:
            continue
        holders = [e for e in unit.events.values() if FIELDS[field](e, codes) == best]
        if holders:
            event = holders[0]
            value = {
                "action": event.action.code,
                "source": event.source,
                "target": event.target,
                "status": event.status,
            }[field]
            made[field] = replace(votes[field], value=value, origin="model", share=shares[best])
    return made
