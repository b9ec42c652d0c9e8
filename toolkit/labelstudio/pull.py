"""Label Studio's annotations → Annotation records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.labelstudio.fields import one_line
from toolkit.labelstudio.reading import Reader
from toolkit.ontology import Codebook
from toolkit.records import Annotation, Document, Event, LabelStudioIds, event_id


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an annotation that a person must look at."""

    doc_id: str
    task: int
    annotator: str
    message: str
    region: str | None = None
    quote: str | None = None
    whole: bool = False

    def __str__(self) -> str:
        place = f"task {self.task} ({self.doc_id}), {self.annotator}"
        if self.region:
            place += f", region {self.region}" + (f" “{self.quote}”" if self.quote else "")
        return f"{place}: {self.message}"


def annotation_from(
    task: Mapping[str, Any],
    annotation: Mapping[str, Any],
    document: Document | None,
    annotator: str,
    codebook: Codebook,
) -> tuple[Annotation | None, list[Problem]]:
    """One Label Studio annotation as a record, and what is wrong with it.

    ``task`` is a task with its ``data``, ``annotation`` one of its annotations as the server sends
    it, ``document`` the article of this workspace. A faulty region is left out of the record; where
    the whole cannot stand (the text is another, "no event" together with events, nothing coded and
    nothing ticked) there is no record. The caller keeps what was left out.
    """
    data = task.get("data") or {}
    doc_id = str(data.get("doc_id") or "?")
    number = int(task.get("id") or 0)

    def problem(message: str, whole: bool = False, **place: Any) -> Problem:
        return Problem(doc_id, number, annotator, message, whole=whole, **place)

    if document is None:
        return None, [problem("this workspace has no such article", whole=True)]
    if change := text_change(str(data.get("text", "")), document.text):
        return None, [problem(change, whole=True)]
    read = Reader(document, codebook, data).read(annotation.get("result") or [])
    problems = [problem(f.message, region=f.region, quote=f.quote) for f in read.faults]
    skipped = bool(annotation.get("was_cancelled"))
    events = _own(document, annotator, read.events, read.origins)
    if read.no_events and events and not skipped:
        return None, [*problems, problem('"no event" is ticked, and events are marked', whole=True)]
    if not events and not read.no_events and not skipped:
        return None, [
            *problems,
            problem('nothing is marked and "no event" is not ticked', whole=True),
        ]
    seconds = annotation.get("lead_time")
    made = Annotation(
        doc_id=doc_id,
        annotator=annotator,
        created=str(annotation.get("created_at") or ""),
        guidelines=str(data.get("guidelines") or ""),
        events=events,
        seconds=None if seconds is None else float(seconds),
        skipped=skipped,
        no_events=read.no_events and not events,
        comment=read.comment,
        label_studio=LabelStudioIds(
            int(task.get("project") or annotation.get("project") or 0),
            number,
            int(annotation.get("id") or 0),
        ),
    )
    return made, problems


def _own(
    document: Document,
    annotator: str,
    events: tuple[Event, ...],
    origins: tuple[Event | None, ...],
) -> tuple[Event, ...]:
    """The events as the annotator's own: ids, coder, and which pre-coded event each came from."""
    made: list[Event] = []
    taken: set[str] = set()
    for event, origin in zip(events, origins, strict=True):
        mine = origin is not None and origin.coder == annotator
        before = origin.derived_from if mine and origin else origin.event_id if origin else None
        start, end = event.action.span.start, event.action.span.end
        same_words = origin is not None and origin.action.span == event.action.span
        rank, key = 0, event_id(document.doc_id, annotator, start, end, 0)
        if mine and origin and same_words:
            key = origin.event_id
        while key in taken:
            key = event_id(document.doc_id, annotator, start, end, rank)
            rank += 1
        taken.add(key)
        made.append(
            replace(
                event,
                event_id=key,
                coder=annotator,
                confidence=1.0,
                trace=(),
                derived_from=before,
                origin=(),
            )
        )
    return tuple(sorted(made, key=lambda e: (e.action.span.start, e.action.span.end, e.event_id)))


def text_change(theirs: str, ours: str) -> str | None:
    """What differs between the text that was annotated and the document's, or None."""
    if theirs == ours:
        return None
    at = next(
        (i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b),
        min(len(theirs), len(ours)),
    )
    here, there = one_line(theirs[at : at + 30]), one_line(ours[at : at + 30])
    return (
        f"the text was another when it was annotated: from character {at} it said "
        f"{here!r}, the document says {there!r} ({len(theirs)} and {len(ours)} characters)"
    )
