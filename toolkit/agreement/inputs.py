"""Annotations from files: a workspace's, or other people's in the documented format.

A record that cannot be used is reported with its place and left out; it does not stop the others.
Adjudicators' decisions lie under ``annotations/adjudication/`` and are no independent codings.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from toolkit import rows
from toolkit.agreement.codes import CodeList
from toolkit.agreement.panel import ADJUDICATION
from toolkit.checks import annotation_faults, spans_of
from toolkit.ontology import Codebook
from toolkit.records import Annotation, Document, RecordError, ToolkitError, event_id
from toolkit.workspace import (
    FileError,
    Workspace,
    packaged_codebook,
    read_documents,
    write_text,
)

UNDATED = "1970-01-01T00:00:00"

Check = Callable[[Annotation], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Given:
    """What agreement and gold are made from: independent codings, adjudicators' decisions, texts,
    the codebook (None where actors are not coded by it), the action codes, and a sentence for each
    record that had to be left out."""

    annotations: tuple[Annotation, ...]
    adjudications: tuple[Annotation, ...]
    documents: Mapping[str, Document]
    codebook: Codebook | None
    codes: CodeList
    faults: tuple[str, ...]


def of_workspace(workspace: Workspace) -> Given:
    """What a workspace holds, checked against its codebook and, where read, its documents."""
    codebook = workspace.codebook
    documents = {d.doc_id: d for d in documents_of(workspace)}

    def check(annotation: Annotation) -> Sequence[str]:
        return annotation_faults(annotation, codebook, documents.get(annotation.doc_id))

    folder = workspace.annotations
    files = sorted(folder.rglob("*.jsonl")) if folder.is_dir() else []
    apart = [f for f in files if f.relative_to(folder).parts[0] == ADJUDICATION]
    coded, faults = read([f for f in files if f not in apart], check)
    decided, more = read(apart, check)
    return Given(
        tuple(coded),
        tuple(decided),
        documents,
        codebook,
        CodeList.of(codebook),
        tuple(faults + more),
    )


def of_files(
    files: Sequence[Path],
    documents: Path | None = None,
    codes: str | None = None,
    adjudications: Sequence[Path] = (),
) -> Given:
    """What files hold, without a workspace. ``codes`` is a path of a list of codes, ``any`` to take
    every code as a name, or None for the CAMEO codebook that ships with the package. Where an actor
    code is not made as the codebook says, all of them count as plain names."""
    texts = {d.doc_id: d for d in read_documents(documents)} if documents else {}
    codebook = packaged_codebook()
    known: CodeList | None = None
    if codes is None:
        known = CodeList.of(codebook)
    elif codes != "any":
        known = CodeList.read(Path(codes))

    def check(annotation: Annotation) -> Sequence[str]:
        text = texts.get(annotation.doc_id)
        for event in annotation.events:
            if known is not None and event.action.code not in known:
                return [
                    f"the action code {event.action.code!r} is not in {known.title}; give your own "
                    "list with --codes FILE, or --codes any to take every code as a name"
                ]
            if text is not None:
                for name, span in spans_of(event):
                    there = text.text[span.start : span.end]
                    if there != span.text:
                        return [f"{name} says {span.text!r}, the text there says {there!r}"]
        return ()

    coded, faults = read(files, check)
    decided, more = read(adjudications, check)
    events = [e for a in (*coded, *decided) for e in a.events]
    actors = {a.code for e in events for a in (e.source, e.target, e.attribution) if a}
    regular = not any(codebook.actor_fault(code) for code in actors)
    return Given(
        tuple(coded),
        tuple(decided),
        texts,
        codebook if regular else None,
        known or CodeList.flat(e.action.code for e in events),
        tuple(faults + more),
    )


def list_faults(path: Path, faults: Sequence[str]) -> None:
    """Write the records left out to ``path``, one a line; no faults, no file."""
    if faults:
        write_text(path, "".join(f"{fault}\n" for fault in faults))
    else:
        path.unlink(missing_ok=True)


def refuse_faults(path: Path, faults: Sequence[str]) -> None:
    """List the records left out in ``path``, and raise ToolkitError where there are any."""
    list_faults(path, faults)
    if faults:
        raise ToolkitError(
            f"{len(faults)} annotation(s) were left out, see {path}; the first: {faults[0]}"
        )


def documents_of(workspace: Workspace) -> list[Document]:
    """The documents that ``toolkit read`` made, or none where it has not run."""
    return read_documents(workspace.documents) if workspace.documents.exists() else []


def read(files: Iterable[Path], check: Check) -> tuple[list[Annotation], list[str]]:
    """The annotations of some files and a sentence for each record left out; ``check`` names the
    faults of an annotation. Raises FileError where a file cannot be read."""
    made: list[Annotation] = []
    faults: list[str] = []
    for path in files:
        try:
            lines = path.read_bytes().splitlines()
        except OSError as error:
            raise FileError(f"cannot read {path}: {error.strerror}") from None
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                annotation = annotation_of(line)
                found = check(annotation)
            except ToolkitError as error:
                found = [str(error)]
            if found:
                faults.append(f"{path}:{number}: {found[0]}")
            else:
                made.append(annotation)
    return made, faults


def annotation_of(line: bytes | str) -> Annotation:
    """The annotation on one line of JSON. Beside ``doc_id``, ``annotator`` and the ``events`` with
    their ``action`` (code, start, end, text) everything may be left out; an empty list of events
    counts as "looked and found none" unless ``no_events`` or ``skipped`` says otherwise.
    Raises RecordError."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise RecordError(f"this is not JSON ({error})") from None
    if not isinstance(row, dict) or not isinstance(row.get("events"), list):
        raise RecordError("an annotation is an object with doc_id, annotator and a list of events")
    try:
        whole = _adapter().validate_python(_filled(row))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise RecordError(f"{place + ': ' if place else ''}{first['msg']}") from None
    return rows.annotation_from_row(whole)


@cache
def _adapter() -> TypeAdapter[rows.AnnotationRow]:
    return TypeAdapter(rows.AnnotationRow)


_EMPTY_ACTOR = {"name": "", "start": None, "end": None, "text": None}
_EMPTY_DATE = {"precision": "day", "text": None, "span": None}
_EMPTY_PLACE: dict[str, Any] = dict.fromkeys(
    ("text", "country", "geonameid", "admin", "lat", "lon", "start", "end")
)


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    made = {
        "created": UNDATED,
        "seconds": None,
        "guidelines": "",
        "skipped": False,
        "no_events": not row["events"] and not row.get("skipped"),
        **row,
    }
    ranks: dict[tuple[Any, Any], int] = {}
    events = []
    for event in row["events"]:
        if not isinstance(event, Mapping) or not isinstance(event.get("action"), Mapping):
            raise RecordError("an event needs an action with code, start, end and text")
        key = (event["action"].get("start"), event["action"].get("end"))
        rank = ranks[key] = ranks.get(key, -1) + 1
        events.append(_filled_event(event, made, key, rank))
    return {**made, "events": events}


def _filled_event(
    event: Mapping[str, Any], annotation: Mapping[str, Any], key: tuple[Any, Any], rank: int
) -> dict[str, Any]:
    doc_id, annotator = str(annotation.get("doc_id")), str(annotation.get("annotator"))
    own = all(isinstance(k, int) for k in key)
    made = {
        "doc_id": doc_id,
        "event_id": event_id(doc_id, annotator, *key, rank) if own else "",
        "source": None,
        "target": None,
        "date": None,
        "location": None,
        "status": "asserted",
        "attribution": None,
        "confidence": 1.0,
        "coder": annotator,
        **event,
    }
    for name, empty in (
        ("source", _EMPTY_ACTOR),
        ("target", _EMPTY_ACTOR),
        ("attribution", _EMPTY_ACTOR),
        ("location", _EMPTY_PLACE),
        ("date", _EMPTY_DATE),
    ):
        if isinstance(made[name], Mapping):
            made[name] = {**empty, **made[name]}
    date = made["date"]
    if isinstance(date, dict):
        for side in ("start", "end"):
            if isinstance(date.get(side), str):
                try:
                    date[side] = dt.date.fromisoformat(date[side])
                except ValueError:
                    raise RecordError(
                        f"the date {date[side]!r} is not of the form 2016-09-20"
                    ) from None
    return made
