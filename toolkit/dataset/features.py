"""The columns of every config, typed: the one source for the Parquet files, the card and Croissant.

A config is one table of the dataset. ``features(config, labels)`` gives its
:class:`datasets.Features`; the Parquet files are cast to their Arrow schema and the card's YAML is
printed from them, so the two cannot differ. Nested columns have the same names as in
``events.jsonl``; beside each quoted ``text`` stands ``digest``, the first 16 hexadecimal digits of
the SHA-256 of those words, by which a reader's own copy is verified where the words are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.ontology import QUAD_CLASSES, Codebook

if TYPE_CHECKING:
    from datasets import Features

SPLITS = ("train", "validation", "test")
LAYERS = ("gold", "machine")
# What a config is, in the order in which the card lists them.
CONFIGS = {
    "events": "The gold events: what annotators agree on or an adjudicator settled.",
    "documents": "The articles, with their split, near-duplicate cluster and who coded them.",
    "annotations": "Every label of every annotator, one event a row, before any aggregation.",
    "annotators": "Who annotated: pseudonym, role, languages, training, number of articles, hours.",
    "machine": "The events of the automatic coder, with its version.",
    "sentences": "One row a sentence with its codes, made for training classifiers.",
    "one_a_day": "Events counted once per source, target, code and day, with the articles "
    "that report each.",
    "dyad_month": "Counts and mean Goldstein score by pair of countries, month and quad class.",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """The class names of the label columns, in their released order (new ones at the end)."""

    codes: tuple[str, ...]
    roots: tuple[str, ...]

    @classmethod
    def of(cls, codebook: Codebook, released: Labels | None = None) -> Labels:
        """The codebook's order; after a release, the released order with new codes appended, so
        that a class number never changes its meaning."""
        codes = [c.code for c in codebook]
        roots = codebook.roots
        if released is None:
            return cls(tuple(codes), tuple(roots))
        return cls(_appended(released.codes, codes), _appended(released.roots, roots))


def _appended(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return (*old, *(name for name in new if name not in set(old)))


def digest(text: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def features(config: str, labels: Labels) -> Features:
    """The typed columns of a config."""
    from datasets import ClassLabel, Features, List, Value

    text, int32, real = Value("string"), Value("int32"), Value("float64")
    day, flag = Value("date32"), Value("bool")
    code_label, root_label = (
        ClassLabel(names=list(labels.codes)),
        ClassLabel(names=list(labels.roots)),
    )
    quad_label = ClassLabel(names=list(QUAD_CLASSES.values()))
    span = {"start": int32, "end": int32, "text": text, "digest": text}
    actor = {"code": text, "country": text, "cow": int32, "name": text, **span}
    event: dict[str, Any] = {
        "event_id": text,
        "doc_id": text,
        "sentence_id": text,
        "code_label": code_label,
        "root_label": root_label,
        "quad_label": quad_label,
        "goldstein": real,
        "action": {"code": text, "root": text, "quad": Value("int8"), "plover": text, **span},
        "source": actor,
        "target": actor,
        "date": {"start": day, "end": day, "precision": text, "span": span},
        "location": {
            "name": text,
            "country": text,
            "geonameid": Value("int64"),
            "admin": text,
            "lat": real,
            "lon": real,
            **span,
        },
        "status": text,
        "attribution": actor,
        "confidence": real,
        "coder": text,
    }
    if config == "events":
        origin = List({"field": text, "origin": text})
        return Features({**event, "derived_from": text, "origin": origin})
    if config == "machine":
        return Features({**event, "trace": List(text)})
    if config == "annotations":
        annotation = {
            "annotation_id": text,
            "annotator": text,
            "created": text,
            "seconds": real,
            "guidelines": text,
            "skipped": flag,
            "no_events": flag,
            "comment": text,
        }
        return Features({**annotation, **event, "derived_from": text})
    if config == "documents":
        return Features(
            {
                "doc_id": text,
                "lang": text,
                "published": day,
                "published_source": text,
                "title": text,
                "url": text,
                "publisher": text,
                "text": text,
                "sha256": text,
                "characters": int32,
                "sentences": int32,
                "cluster": text,
                "split": text,
                "annotators": int32,
                "gold": flag,
                "coder": text,
                "withdrawn": flag,
            }
        )
    if config == "annotators":
        return Features(
            {
                "annotator": text,
                "role": text,
                "languages": List(text),
                "training": text,
                "documents": int32,
                "skipped": int32,
                "events": int32,
                "hours": real,
                "guidelines": List(text),
            }
        )
    if config == "sentences":
        return Features(
            {
                "sentence_id": text,
                "doc_id": text,
                "position": int32,
                "lang": text,
                "start": int32,
                "end": int32,
                "text": text,
                "digest": text,
                "has_event": flag,
                "root": root_label,
                "code": text,
                "code_label": code_label,
                "quad": quad_label,
                "source": text,
                "target": text,
                "roots": List(root_label),
                "codes": List(text),
                "sources": List(text),
                "targets": List(text),
                "event_ids": List(text),
                "label_source": text,
                "annotators": int32,
                "weight": real,
                "root_votes": List(Value("float32")),
                "cluster": text,
                "split": text,
            }
        )
    if config == "one_a_day":
        return Features(
            {
                "day_event_id": text,
                "date": day,
                "date_source": text,
                "source": text,
                "source_country": text,
                "source_cow": int32,
                "target": text,
                "target_country": text,
                "target_cow": int32,
                "code": text,
                "code_label": code_label,
                "root_label": root_label,
                "quad_label": quad_label,
                "goldstein": real,
                "reports": int32,
                "doc_ids": List(text),
                "event_ids": List(text),
            }
        )
    if config == "dyad_month":
        return Features(
            {
                "month": text,
                "source_country": text,
                "source_cow": int32,
                "target_country": text,
                "target_cow": int32,
                "quad": Value("int8"),
                "quad_label": quad_label,
                "events": int32,
                "reports": int32,
                "goldstein_mean": real,
            }
        )
    raise KeyError(config)
