"""Disputed articles as Label Studio tasks for an adjudicator, the rival codings side by side.

An article comes with what is settled and, for each open event, the coding nearest to all others as
a proposal; below its text stand the rival codings of every open event. Annotators are called A, B,
C by chance in each article, so that the adjudicator judges codings and not people.
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from toolkit.agreement.alignment import content
from toolkit.agreement.codes import CodeList
from toolkit.agreement.similarity import Similarity
from toolkit.gold.make import Gold, GoldDocument, OpenUnit
from toolkit.gold.votes import CORE
from toolkit.labelstudio.fields import TEXT, date_text, place_text
from toolkit.labelstudio.interface import labelling_config
from toolkit.labelstudio.names import Names
from toolkit.labelstudio.results import options_of
from toolkit.labelstudio.tasks import Task, task
from toolkit.ontology import Codebook
from toolkit.records import Document, Event
from toolkit.workspace import write_json, write_text

RIVALS = "rivals"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_STYLE = """
.ec-rivals { margin-top: 16px; }
.ec-rivals table { border-collapse: collapse; font-size: 13px; line-height: 1.5; }
.ec-rivals th, .ec-rivals td { border: 1px solid #d8dee4; padding: 2px 8px; text-align: left;
  vertical-align: top; }
.ec-rivals .differs { background: #ffe3e0; }
.ec-rivals caption { text-align: left; font-weight: 600; padding: 8px 0 2px; }
"""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A document with open events; ``bits`` is what a decision on all of them would tell."""

    document: GoldDocument
    bits: float


def disputes(gold: Gold) -> list[Dispute]:
    """The documents with open events, those whose decision tells most first."""
    found = [Dispute(d, round(sum(o.bits for o in d.open), 6)) for d in gold.documents if d.open]
    return sorted(found, key=lambda d: (-d.bits, d.document.doc_id))


def proposal(dispute: Dispute, codes: CodeList) -> list[Event]:
    """What the adjudicator begins from: the gold events, an open field of theirs filled from the
    nearest coding, and the nearest coding of every open event."""
    made = {e.event_id: e for e in dispute.document.events}
    of = {mark: e.event_id for e in dispute.document.events for mark in e.trace}
    extra = []
    for still in dispute.document.open:
        best = nearest(still, codes)
        marks = [f"{who}:{e.event_id}" for who, e in still.unit.events.items()]
        key = next((of[m] for m in marks if m in of), None)
        if key is None:
            extra.append(best)
        else:
            fields: dict[str, Any] = {f: getattr(best, f) for f in still.fields if f not in CORE}
            made[key] = replace(made[key], **fields)
    return sorted((*made.values(), *extra), key=lambda e: content(e, codes))


def nearest(still: OpenUnit, codes: CodeList) -> Event:
    """The coding of a unit that is most like all others."""
    measure = Similarity(reach=None)
    events = list(still.unit.events.values())

    def order(event: Event) -> tuple[float, tuple[str, ...]]:
        return (-sum(measure(event, other, codes) for other in events), content(event, codes))

    return min(events, key=order)


def letters(doc_id: str, people: Iterable[str]) -> dict[str, str]:
    """A letter for each annotator, by chance but always the same in one document."""

    def chance(name: str) -> str:
        return hashlib.sha256(f"{doc_id}\x1f{name}".encode()).hexdigest()

    return {
        name: LETTERS[i] if i < len(LETTERS) else str(i)
        for i, name in enumerate(sorted(people, key=chance))
    }


def rivals_page(document: GoldDocument, names: Names) -> str:
    """The rival codings of a document as HTML tables, a column for each annotator."""
    called = letters(document.doc_id, document.annotators)
    order = sorted(called, key=lambda name: called[name])
    made = []
    for still in document.open:
        events = [still.unit.events.get(name) for name in order]
        lines = []
        for field, heading in (
            ("span", names.label("Action")),
            ("action", names.heading("code")),
            ("source", names.label("Source")),
            ("target", names.label("Target")),
            ("status", names.heading("status")),
            ("date", names.heading("date")),
            ("location", names.heading("location")),
            ("attribution", names.heading("attribution")),
        ):
            cells = [
                names.heading("not_marked") if e is None else told(e, field, names) for e in events
            ]
            if not any(told(e, field, names) for e in events if e):
                continue
            mark = ' class="differs"' if field in still.fields or len(set(cells)) > 1 else ""
            row = "".join(f"<td{mark}>{escape(cell)}</td>" for cell in cells)
            lines.append(f"<tr><th>{escape(heading)}</th>{row}</tr>")
        head = "".join(f"<th>{called[name]}</th>" for name in order)
        words = next(iter(still.unit.events.values())).action.span.text
        made.append(
            f"<table><caption>{still.unit.number}. “{escape(words)}”</caption>"
            f"<tr><th></th>{head}</tr>{''.join(lines)}</table>"
        )
    return f'<div class="ec-rivals">{"".join(made)}</div>'


def told(event: Event, field: str, names: Names) -> str:
    """One field of an event in words; empty where the annotator left it so."""
    actor = {"source": event.source, "target": event.target, "attribution": event.attribution}
    if field in actor:
        who = actor[field]
        return f"{who.code} ({names.actor(who.code)})" if who else ""
    if field == "span":
        return event.action.span.text
    if field == "action":
        return f"{event.action.code} {names.code(event.action.code)[0]}"
    if field == "status":
        return names.status(event.status)
    if field == "date":
        return date_text(event.date) if event.date else ""
    return place_text(event.location) if event.location else ""


def adjudication_config(codebook: Codebook, language: str) -> str:
    """The labelling interface with the rival codings below the text."""
    root = ET.fromstring(labelling_config(codebook, language))
    style = root.find("Style")
    if style is not None:
        style.text = (style.text or "") + _STYLE
    for view in root.iter("View"):
        if any(child.tag == "Text" and child.get("name") == TEXT for child in view):
            ET.SubElement(view, "HyperText", name=RIVALS, value=f"${RIVALS}", inline="true")
            break
    ET.indent(root, "  ")
    return ET.tostring(root, encoding="unicode") + "\n"


def adjudication_tasks(
    found: Sequence[Dispute],
    documents: Mapping[str, Document],
    codebook: Codebook,
    *,
    language: str = "en",
    guidelines: str = "",
) -> list[Task]:
    """A task for each dispute whose text is at hand, in the same order."""
    names = Names.load(codebook, language)
    codes = CodeList.of(codebook)
    made = []
    for dispute in found:
        document = documents.get(dispute.document.doc_id)
        if document is None:
            continue
        events = proposal(dispute, codes)
        rivals = [e for still in dispute.document.open for e in still.unit.events.values()]
        one = task(document, events, names, guidelines=guidelines)
        one["data"].update(options_of([*events, *rivals], names))
        one["data"].update({RIVALS: rivals_page(dispute.document, names), "bits": dispute.bits})
        made.append(one)
    return made


def write_adjudication(
    folder: Path, tasks: Sequence[Task], codebook: Codebook, language: str
) -> None:
    """Write ``tasks.json`` and ``interface.xml`` for an import by hand."""
    write_text(folder / "interface.xml", adjudication_config(codebook, language))
    write_json(folder / "tasks.json", list(tasks))
