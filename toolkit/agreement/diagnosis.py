"""Where annotators differ: on which codes, which events, which documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from toolkit.agreement.alignment import Unit
from toolkit.agreement.codes import CodeList
from toolkit.agreement.coefficients import alpha_statistic
from toolkit.agreement.estimates import Estimator, rounded
from toolkit.agreement.fields import Field, Scheme
from toolkit.agreement.panel import Panel
from toolkit.agreement.ratings import Ratings
from toolkit.agreement.report import (
    CodeRow,
    CodingRow,
    ConfusionRow,
    DisputedRow,
    UnitRow,
)
from toolkit.agreement.similarity import Similarity
from toolkit.records import Document, Event


def values_of(unit: Unit, field: Field, scheme: Scheme) -> list[Any]:
    """The values of a field on a unit, without missing ones."""
    values = (field.value(e, scheme) for e in unit.events.values())
    return [v for v in values if v is not None]


def differing(units: Iterable[Unit], field: Field, scheme: Scheme) -> list[str]:
    """The names of the units on which two annotators gave a field different values."""
    return [u.name for u in units if len(set(values_of(u, field, scheme))) > 1]


def by_code(
    units: Sequence[Unit], field: Field, estimator: Estimator, codes: CodeList
) -> list[CodeRow]:
    """Agreement on each value of ``field`` (the root codes) against all others: alpha of the
    two-valued question, in the order of the list of codes."""
    data = estimator.ratings(units, field)
    where: dict[str, list[str]] = {}
    for unit in units:
        values = set(values_of(unit, field, estimator.scheme))
        for value in values if len(values) > 1 else ():
            where.setdefault(value, []).append(unit.name)
    order = codes.order
    rows: list[CodeRow] = []
    for number in sorted(
        range(len(data.categories)), key=lambda i: order.get(data.categories[i], len(order))
    ):
        code = data.categories[number]
        binary = Ratings(
            data.unit,
            data.annotator,
            (data.code == number).astype(np.int64),
            (f"not {code}", code),
            data.document,
            data.annotators,
            data.documents,
        )
        n = np.asarray(data.pairable[:, number].todense()).ravel()
        m = np.asarray(data.pairable.sum(axis=1)).ravel()
        both = (n * (n - 1)).sum()
        either = both + 2 * (n * (m - n)).sum()
        rows.append(
            {
                "code": code,
                "name": codes.name(code),
                "events": int((data.code == number).sum()),
                "alpha": estimator.of_ratings(alpha_statistic(binary), binary),
                "agreed": rounded(both / either) if either else None,
                "differ": where.get(code, []),
            }
        )
    return rows


def confusion(units: Iterable[Unit], field: Field, scheme: Scheme) -> list[ConfusionRow]:
    """How often each two values of a field meet on an aligned pair, equal ones too, in the order of
    the list of codes."""
    pairs: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], list[str]] = {}
    order = scheme.codes.order

    def place(value: str) -> tuple[int, str]:
        return (order.get(value, len(order)), value)

    for unit in units:
        met = Counter(
            tuple(sorted(pair, key=place))
            for pair in combinations(values_of(unit, field, scheme), 2)
        )
        for (a, b), number in met.items():
            pairs[a, b] += number
            if a != b:
                names.setdefault((a, b), []).append(unit.name)
    return [
        {"field": field.key, "a": a, "b": b, "pairs": number, "units": names.get((a, b), [])}
        for (a, b), number in sorted(
            pairs.items(), key=lambda item: (place(item[0][0]), place(item[0][1]))
        )
    ]


def disagreement(unit: Unit, similarity: Similarity, codes: CodeList) -> tuple[float, int]:
    """The disagreement on a unit, and the pairs of annotators over whom it is summed: those of whom
    at least one marked it."""
    marked, looked = len(unit.events), len(unit.looked)
    missed = marked * (looked - marked)
    total = missed + sum(
        1 - similarity(a, b, codes) for a, b in combinations(unit.events.values(), 2)
    )
    return total, missed + marked * (marked - 1) // 2


def coding(who: str, event: Event) -> CodingRow:
    """An event in short."""
    date, place = event.date, event.location
    return {
        "annotator": who,
        "event_id": event.event_id,
        "start": event.action.span.start,
        "end": event.action.span.end,
        "text": event.action.span.text,
        "code": event.action.code,
        "source": event.source.code if event.source else None,
        "target": event.target.code if event.target else None,
        "date": None
        if date is None
        else f"{date.start}" + (f"/{date.end}" if date.end != date.start else ""),
        "location": None
        if place is None
        else place.name + (f" ({place.country})" if place.country else ""),
        "status": event.status,
    }


def disputed_units(
    units: Iterable[Unit], fields: Sequence[Field], similarity: Similarity, scheme: Scheme
) -> list[UnitRow]:
    """The units on which somebody differs, in order of the documents and the text."""
    rows: list[UnitRow] = []
    for unit in units:
        missing = [name for name in unit.looked if name not in unit.events]
        wrong = [f.key for f in fields if len(set(values_of(unit, f, scheme))) > 1]
        if missing or wrong:
            rows.append(
                {
                    "unit": unit.name,
                    "doc_id": unit.doc_id,
                    "missing": missing,
                    "fields": wrong,
                    "disagreement": rounded(disagreement(unit, similarity, scheme.codes)[0]),
                    "codings": [coding(who, e) for who, e in unit.events.items()],
                }
            )
    return rows


def disputed_documents(
    panel: Panel,
    units: Sequence[Unit],
    disputed: Sequence[UnitRow],
    texts: Mapping[str, Document],
    similarity: Similarity,
    codes: CodeList,
) -> list[DisputedRow]:
    """Documents that two annotators looked at, those with most disagreement first."""
    totals = dict.fromkeys(panel.shared, (0.0, 0, 0))
    for unit in units:
        if unit.doc_id in totals:
            total, pairs = disagreement(unit, similarity, codes)
            before = totals[unit.doc_id]
            totals[unit.doc_id] = (before[0] + total, before[1] + pairs, before[2] + 1)
    differ = Counter(row["doc_id"] for row in disputed)
    rows: list[DisputedRow] = []
    for doc_id, (total, pairs, number) in totals.items():
        text = texts.get(doc_id)
        rows.append(
            {
                "doc_id": doc_id,
                "title": text.title if text else None,
                "lang": text.lang if text else None,
                "annotators": sorted(panel.looked[doc_id]),
                "units": number,
                "differing": differ[doc_id],
                "disagreement": rounded(total),
                "share": rounded(total / pairs) if pairs else 0.0,
            }
        )
    return sorted(rows, key=lambda r: (-r["disagreement"], r["doc_id"]))
