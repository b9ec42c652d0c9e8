"""Documents and events → Label Studio tasks: one article a task, its events pre-coded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.labelstudio.interface import labelling_config
from toolkit.labelstudio.names import Names
from toolkit.labelstudio.reading import Reader
from toolkit.labelstudio.results import MODEL_VERSION, options_of, results_of
from toolkit.ontology import Codebook
from toolkit.records import Document, Event
from toolkit.workspace import write_json, write_text

Task = dict[str, Any]


def task(
    document: Document,
    events: Sequence[Event],
    names: Names,
    *,
    guidelines: str = "",
    precoded: bool = True,
) -> Task:
    """A task as Label Studio imports it: ``{"data": …, "predictions": [one or none]}``.

    ``names`` are those of the annotator's language. Without ``precoded`` the article comes bare,
    with neither marks nor options, so that the pull of the pre-coding can be measured.
    """
    shown = list(events) if precoded else []
    data: dict[str, Any] = {
        "doc_id": document.doc_id,
        "title": document.title or "",
        "published": document.published.isoformat() if document.published else "",
        "lang": document.lang,
        "text": document.text,
        "sha256": document.sha256,
        "guidelines": guidelines,
        **options_of(shown, names),
    }
    made: Task = {"data": data, "predictions": []}
    if precoded:
        made["predictions"] = [prediction(document, shown, names.codebook)]
    return made


def prediction(
    document: Document,
    events: Sequence[Event],
    codebook: Codebook,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The pre-coding of an article; its score is the mean confidence of the events.

    ``options`` are those of the task, where it was not made of these events: what they lack is
    written out in the fields for typing.
    """
    confidences = [e.confidence for e in events]
    return {
        "model_version": MODEL_VERSION,
        "score": sum(confidences) / len(confidences) if confidences else 1.0,
        "result": results_of(document, events, codebook, options),
    }


def events_of(document: Document, made: Mapping[str, Any], codebook: Codebook) -> list[Event]:
    """The events of a task's prediction: exactly those it was made of, in the order of the
    article."""
    found = [
        event
        for one in made["predictions"]
        for event in Reader(document, codebook, made["data"]).read(one["result"]).events
    ]
    return sorted(found, key=lambda e: (e.action.span.start, e.action.span.end, e.event_id))


def write_tasks(
    folder: Path,
    documents: Iterable[Document],
    events: Iterable[Event],
    codebook: Codebook,
    *,
    language: str = "en",
    guidelines: str = "",
) -> int:
    """Write ``tasks.json`` (the import of Label Studio's own page) and ``interface.xml`` into a
    folder; returns the number of tasks."""
    names = Names.load(codebook, language)
    by_document: dict[str, list[Event]] = {}
    for event in events:
        by_document.setdefault(event.doc_id, []).append(event)
    made = [
        task(document, by_document.get(document.doc_id, []), names, guidelines=guidelines)
        for document in documents
    ]
    write_text(folder / "interface.xml", labelling_config(codebook, language))
    write_json(folder / "tasks.json", made)
    return len(made)
