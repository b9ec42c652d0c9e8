"""The results of Label Studio → regions with their fields and ties, and a fault for every stray."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.labelstudio.fields import (
    COMMENT,
    CONTROLS,
    LABELS,
    NO_EVENTS,
    PRECODED,
    SPAN,
    one_line,
)
from toolkit.records import Document


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a region or, without one, with the whole."""

    message: str
    region: str | None = None
    quote: str | None = None


@dataclass(slots=True)
class Region:
    """A span with the values of its fields and the spans tied to it. ``premarked`` spans come from
    the coder."""

    key: str
    label: str
    start: int
    end: int
    premarked: bool
    values: dict[str, list[Any]] = field(default_factory=dict)
    ties: list[Region] = field(default_factory=list)


def fault_of(message: str, region: Region, document: Document) -> Fault:
    """A fault of a region, with its words."""
    return Fault(message, region.key, one_line(document.text[region.start : region.end]))


def whole_article(results: Iterable[Mapping[str, Any]], name: str, kind: str) -> list[str]:
    """The values of a control of the whole article."""
    found: list[str] = []
    for result in results:
        if result.get("from_name") == name:
            value = (result.get("value") or {}).get(kind) or []
            found += [value] if isinstance(value, str) else [str(v) for v in value]
    return found


def read_regions(
    document: Document, results: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Region], list[Fault]]:
    """The regions by id, in order, with fields and ties, and everything that belongs to none."""
    faults: list[Fault] = []
    regions: dict[str, Region] = {}
    fields: list[tuple[str, str, list[Any]]] = []
    relations: list[tuple[str, str]] = []
    for result in results:
        name, key = result.get("from_name"), str(result.get("id"))
        value = result.get("value") or {}
        if result.get("type") == "relation":
            relations.append((str(result.get("from_id")), str(result.get("to_id"))))
        elif name == SPAN:
            made = _region(key, value, str(result.get("origin")), len(document.text))
            if isinstance(made, Fault):
                faults.append(made)
            else:
                regions[key] = made
        elif name in CONTROLS:
            kind = CONTROLS[name]
            found = value.get("text" if kind == "textarea" else kind)
            fields.append((key, name, found if isinstance(found, list) else [found]))
        elif name not in (NO_EVENTS, COMMENT, PRECODED):
            faults.append(Fault(f"a field {name!r} that the interface does not have", key))
    faulty = {fault.region for fault in faults}
    for key, name, found in fields:
        if key in regions:
            regions[key].values[name] = [v for v in found if v not in (None, "")]
        elif key not in faulty:
            faults.append(Fault(f"a field {name!r} without a span", key))
    faults += [fault for ends in relations if (fault := _tie(document, regions, *ends))]
    return regions, faults


def _region(key: str, value: Mapping[str, Any], origin: str, size: int) -> Region | Fault:
    labels, start, end = value.get("labels") or [], value.get("start"), value.get("end")
    if len(labels) != 1 or labels[0] not in LABELS:
        return Fault(f"a span with the labels {labels}", key)
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= size:
        return Fault(f"its offsets {start}..{end} are not within the text", key)
    return Region(key, labels[0], start, end, origin.startswith("prediction"))


def _tie(document: Document, regions: Mapping[str, Region], one: str, other: str) -> Fault | None:
    """Tie a span to its Action, whichever way the relation was drawn."""
    for key in (one, other):
        if key not in regions:
            return Fault(f"a relation points to {key}, which is not there", key)
    ends = regions[one], regions[other]
    actions = [region for region in ends if region.label == "Action"]
    if len(actions) != 1:
        message = f"a relation ties {ends[0].label} to {ends[1].label}; one end must be an Action"
        return fault_of(message, ends[0], document)
    (mark,) = (region for region in ends if region.label != "Action")
    if mark not in actions[0].ties:
        actions[0].ties.append(mark)
    return None
