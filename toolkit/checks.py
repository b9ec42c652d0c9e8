"""Whether records are true to the codebook and to their document."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.ontology import Codebook
from toolkit.records import Annotation, Document, Event, Span


def spans_of(event: Event) -> Iterator[tuple[str, Span]]:
    """Every span of an event with the name of its field."""
    yield "action", event.action.span
    for name, actor in (
        ("source", event.source),
        ("target", event.target),
        ("attribution", event.attribution),
    ):
        if actor is not None and actor.span is not None:
            yield name, actor.span
    if event.date is not None and event.date.span is not None:
        yield "date", event.date.span
    if event.location is not None and event.location.span is not None:
        yield "location", event.location.span


def event_faults(event: Event, codebook: Codebook, document: Document | None) -> list[str]:
    """What is wrong with an event, each a clause that names the field; empty where nothing is."""
    faults = []
    if event.action.code not in codebook:
        faults.append(f"action code {event.action.code!r} is not in the codebook")
    for name, actor in (
        ("source", event.source),
        ("target", event.target),
        ("attribution", event.attribution),
    ):
        if actor is not None and (fault := codebook.actor_fault(actor.code)):
            faults.append(f"{name}: {fault}")
    place = event.location
    if place is not None and place.country is not None and place.country not in codebook.countries:
        faults.append(f"location: {place.country!r} is no ISO 3166 alpha-3 country")
    if document is not None:
        if document.doc_id != event.doc_id:
            faults.append(f"it belongs to {event.doc_id}, not to {document.doc_id}")
        faults.extend(
            f"{name} span {span.start}..{span.end} says {span.text!r}, "
            f"the text says {document.text[span.start : span.end]!r}"
            for name, span in spans_of(event)
            if document.text[span.start : span.end] != span.text
        )
    return faults


def annotation_faults(
    annotation: Annotation, codebook: Codebook, document: Document | None
) -> list[str]:
    """What is wrong with an annotation and its events."""
    return [
        f"event {event.event_id}: {fault}"
        for event in annotation.events
        for fault in event_faults(event, codebook, document)
    ]
