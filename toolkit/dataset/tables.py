"""The records of a workspace as the tables of the dataset: config → split → rows.

Rows hold class names where the features say ClassLabel; :func:`arrow` turns them into numbers and
types, so that everything else reads and writes plain words.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from toolkit import rows
from toolkit.dataset.dyads import cow_number, day_events, dyad_months
from toolkit.dataset.features import (
    CONFIGS,
    LAYERS,
    SPLITS,
    Labels,
    digest,
    features,
)
from toolkit.dataset.inputs import Annotator, Inputs
from toolkit.dataset.sentences import Bounds, Coded, boundaries, sentence_id, sentence_rows
from toolkit.dataset.splits import Assignment
from toolkit.ontology import QUAD_CLASSES, Codebook
from toolkit.records import Annotation, Event

Row = dict[str, Any]
Tables = dict[str, dict[str, list[Row]]]


def tables(
    inputs: Inputs,
    assignment: Assignment,
    labels: Labels,
    withdrawn: Mapping[str, str] | None = None,
) -> Tables:
    """Every config's rows by split, rows in a fixed order. Splits and configs without a row are
    left out, since ``load_dataset`` cannot read an empty one. ``withdrawn`` maps articles taken
    down to the split of their tombstone."""
    codebook, withdrawn = inputs.codebook, withdrawn or {}
    split = assignment.split
    documents = [d for d in sorted(inputs.documents, key=lambda d: d.doc_id) if d.doc_id in split]
    bounds = {d.doc_id: boundaries(d) for d in documents}
    kept = set(bounds)
    gold = [e for e in inputs.gold if e.doc_id in kept]
    machine = [e for e in inputs.machine if e.doc_id in kept]
    annotations = [a for a in inputs.annotations if a.doc_id in kept]
    coders = {row["doc_id"]: row["coder"] for row in inputs.coded if row["skipped"] is None}
    coders |= {e.doc_id: e.coder for e in machine}
    coded = Coded.of(gold, annotations, machine, coders, inputs.settled)
    published = {d.doc_id: d.published for d in documents}

    made: Tables = {config: defaultdict(list) for config in CONFIGS}
    for document in documents:
        name = split[document.doc_id]
        people = {a.annotator for a in coded.annotations.get(document.doc_id, ())}
        row: Row = {**rows.document_row(document)}
        row |= {
            "characters": len(document.text),
            "sentences": len(bounds[document.doc_id]),
            "cluster": assignment.cluster[document.doc_id],
            "split": name,
            "annotators": len(people),
            "gold": document.doc_id in coded.gold or document.doc_id in coded.settled,
            "coder": coders.get(document.doc_id),
            "withdrawn": False,
        }
        made["documents"][name].append(row)
        made["sentences"][name].extend(
            sentence_rows(
                document,
                bounds[document.doc_id],
                coded,
                labels,
                codebook,
                assignment.cluster[document.doc_id],
                name,
            )
        )
    for doc_id, name in sorted(withdrawn.items()):
        made["documents"][name].append({"doc_id": doc_id, "split": name, "withdrawn": True})
    for event in _ordered(gold):
        made["events"][split[event.doc_id]].append(event_record(event, codebook, bounds))
    for event in _ordered(machine):
        made["machine"][split[event.doc_id]].append(event_record(event, codebook, bounds))
    for annotation in sorted(annotations, key=lambda a: (a.doc_id, a.annotator, a.created)):
        made["annotations"][split[annotation.doc_id]].extend(
            _annotation_records(annotation, codebook, bounds)
        )
    made["annotators"]["train"] = annotator_rows(annotations, inputs.annotators)
    for layer, events in (("gold", gold), ("machine", machine)):
        days = day_events(events, codebook, published)
        made["one_a_day"][layer] = days
        made["dyad_month"][layer] = dyad_months(days)
    order = (*SPLITS, *LAYERS)
    present = {c: {s: by[s] for s in order if by.get(s)} for c, by in made.items()}
    return {config: by for config, by in present.items() if by}


def _ordered(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.doc_id, e.action.span.start, e.event_id))


def event_record(event: Event, codebook: Codebook, bounds: Mapping[str, Bounds]) -> Row:
    """One event as a row: the nested form of ``events.jsonl`` with labels, country codes and
    digests beside it."""
    row: Row = {**rows.event_row(event, codebook)}
    for name in ("action", "source", "target", "attribution", "location"):
        row[name] = _digested(row[name])
    for name in ("source", "target", "attribution"):
        if row[name] is not None:
            country = codebook.country_of(row[name]["code"])
            row[name] |= {"country": country, "cow": cow_number(country, codebook)}
    if row["date"] is not None:
        row["date"] = {
            **{k: row["date"][k] for k in ("start", "end", "precision")},
            "span": _digested(row["date"]["span"]),
        }
    code = event.action.code
    offset = event.action.span.start
    return row | {
        "sentence_id": sentence_id(event.doc_id, bounds[event.doc_id], offset),
        "code_label": code,
        "root_label": codebook.root(code),
        "quad_label": QUAD_CLASSES[codebook.quad(code)],
        "goldstein": codebook.goldstein(code),
    }


def _digested(row: Mapping[str, Any] | None) -> Row | None:
    if row is None:
        return None
    text = row["text"]
    return {**row, "digest": None if text is None else digest(text)}


def annotation_id(annotation: Annotation) -> str:
    """A stable id: article, annotator and time of the annotation."""
    key = f"{annotation.doc_id}\x1f{annotation.annotator}\x1f{annotation.created}"
    return hashlib.sha1(key.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[
        :16
    ]


def _annotation_records(
    annotation: Annotation, codebook: Codebook, bounds: Mapping[str, Bounds]
) -> list[Row]:
    """One row an event; an annotation without events is one row with an empty event."""
    about: Row = {
        "annotation_id": annotation_id(annotation),
        "annotator": annotation.annotator,
        "created": annotation.created,
        "seconds": annotation.seconds,
        "guidelines": annotation.guidelines,
        "skipped": annotation.skipped,
        "no_events": annotation.no_events,
        "comment": annotation.comment,
    }
    if not annotation.events:
        return [{"doc_id": annotation.doc_id, **about}]
    return [event_record(e, codebook, bounds) | about for e in _ordered(annotation.events)]


def annotator_rows(annotations: Iterable[Annotation], known: Mapping[str, Annotator]) -> list[Row]:
    """What each annotator did; those of ``annotators.yaml`` who did nothing are left out."""
    by_name: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        by_name[annotation.annotator].append(annotation)
    made = []
    for name, done in sorted(by_name.items()):
        about = known.get(name, Annotator(name))
        seconds = [a.seconds for a in done if a.seconds is not None]
        made.append(
            {
                "annotator": name,
                "role": about.role or None,
                "languages": list(about.languages),
                "training": about.training or None,
                "documents": len({a.doc_id for a in done if not a.skipped}),
                "skipped": len({a.doc_id for a in done if a.skipped}),
                "events": sum(len(a.events) for a in done),
                "hours": round(sum(seconds) / 3600, 2) if seconds else None,
                "guidelines": sorted({a.guidelines for a in done}),
            }
        )
    return made


def arrow(config: str, made: Sequence[Row], labels: Labels) -> pa.Table:
    """Rows as a typed Arrow table, class names turned into class numbers."""
    from datasets import ClassLabel, List

    columns = features(config, labels)
    numbers: dict[str, dict[str, int]] = {}
    for name, kind in columns.items():
        inner = kind.feature if isinstance(kind, List) else kind
        if isinstance(inner, ClassLabel):
            numbers[name] = {label: i for i, label in enumerate(inner.names)}

    def encoded(row: Row) -> Row:
        coded = dict(row)
        for name, number in numbers.items():
            value = row.get(name)
            if isinstance(value, list):
                coded[name] = [number[v] for v in value]
            elif value is not None:
                coded[name] = number[value]
        return coded

    return pa.Table.from_pylist([encoded(row) for row in made], schema=columns.arrow_schema)
