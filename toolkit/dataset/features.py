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


#: The columns of each config in order, as ``name:kind`` with the kinds of :func:`features`, texts
#: where no kind is said; ``EVENT`` stands for the columns of an event.
COLUMNS = {
    "events": "EVENT derived_from origin:origins",
    "documents": """
        doc_id lang published:day published_source title url publisher text sha256
        characters:int32 sentences:int32 cluster split annotators:int32 gold:flag coder
        withdrawn:flag
    """,
    "annotations": """
        annotation_id annotator created seconds:real guidelines skipped:flag no_events:flag comment
        EVENT derived_from
    """,
    "annotators": """
        annotator role languages:texts training documents:int32 skipped:int32 events:int32
        hours:real guidelines:texts
    """,
    "machine": "EVENT trace:texts",
    "sentences": """
        sentence_id doc_id position:int32 lang start:int32 end:int32 text digest has_event:flag
        root:root code code_label:code quad:quad source target roots:roots codes:texts
        sources:texts targets:texts event_ids:texts label_source annotators:int32 weight:real
        root_votes:shares cluster split
    """,
    "one_a_day": """
        day_event_id date:day date_source source source_country source_cow:int32
        target target_country target_cow:int32 code code_label:code root_label:root quad_label:quad
        goldstein:real reports:int32 doc_ids:texts event_ids:texts
    """,
    "dyad_month": """
        month source_country source_cow:int32 target_country target_cow:int32 quad:int8
        quad_label:quad events:int32 reports:int32 goldstein_mean:real
    """,
}
EVENT = """
    event_id doc_id sentence_id code_label:code root_label:root quad_label:quad goldstein:real
    action:action source:actor target:actor date:date location:location
    status attribution:actor confidence:real coder
"""


def features(config: str, labels: Labels) -> Features:
    """The typed columns of a config."""
    from datasets import ClassLabel, Features, List, Value

    kinds: dict[str, Any] = {
        "": Value("string"),
        "int8": Value("int8"),
        "int32": Value("int32"),
        "int64": Value("int64"),
        "real": Value("float64"),
        "day": Value("date32"),
        "flag": Value("bool"),
        "code": ClassLabel(names=list(labels.codes)),
        "root": ClassLabel(names=list(labels.roots)),
        "quad": ClassLabel(names=list(QUAD_CLASSES.values())),
        "texts": List(Value("string")),
        "shares": List(Value("float32")),
    }

    def columns(said: str) -> dict[str, Any]:
        pairs = (column.partition(":") for column in said.split())
        return {name: kinds[kind] for name, _, kind in pairs}

    span = "start:int32 end:int32 text digest"
    kinds["roots"] = List(kinds["root"])
    kinds["origins"] = List(columns("field origin"))
    kinds["span"] = columns(span)
    kinds["action"] = columns(f"code root quad:int8 plover {span}")
    kinds["actor"] = columns(f"code country cow:int32 name {span}")
    kinds["date"] = columns("start:day end:day precision span:span")
    kinds["location"] = columns(f"name country geonameid:int64 admin lat:real lon:real {span}")
    return Features(columns(COLUMNS[config].replace("EVENT", EVENT)))
