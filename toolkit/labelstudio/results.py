"""Events → the results of a Label Studio prediction or annotation.

Every Action region carries its fields; a field of the whole article that is not shown keeps the
coded events themselves by region, so that what an annotator leaves alone comes back exactly as it
was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from toolkit import rows
from toolkit.labelstudio.fields import (
    CONTROLS,
    LABELS,
    PRECODED,
    SPAN,
    TEXT,
    date_text,
    one_line,
    place_text,
)
from toolkit.labelstudio.names import Names
from toolkit.labelstudio.product import Folded, fold
from toolkit.ontology import Codebook
from toolkit.records import Document, Event, Span
from toolkit.workspace import json_line

Result = dict[str, Any]

#: One name for every pre-coding: the events themselves say which coder made them.
MODEL_VERSION = "precoded"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets without the blanks at either end: Label Studio shows no region that begins with a
    line break. Blanks alone stay as they are."""
    quote = text[start:end]
    if not quote.strip():
        return start, end
    return start + len(quote) - len(quote.lstrip()), end - len(quote) + len(quote.rstrip())


def code_path(code: str, codebook: Codebook) -> list[str]:
    """The path of a code in the taxonomy, root first."""
    path = [code]
    while (parent := codebook[path[0]].parent) is not None:
        path.insert(0, parent)
    return path


def _region(document: Document, label: str, key: str, span: Span) -> Result:
    start, end = trimmed(document.text, span.start, span.end)
    return {
        "id": key,
        "from_name": SPAN,
        "to_name": TEXT,
        "type": "labels",
        "origin": "prediction",
        "value": {
            "start": start,
            "end": end,
            "text": document.text[start:end],
            "labels": [label],
        },
    }


def _field(region: Result, name: str, value: Any) -> Result:
    kind = CONTROLS[name]
    place = {k: region["value"][k] for k in ("start", "end", "text")}
    return {
        "id": region["id"],
        "from_name": name,
        "to_name": TEXT,
        "type": kind,
        "origin": "prediction",
        "value": place | {"text" if kind == "textarea" else kind: value},
    }


def _kept(folded: Folded, codebook: Codebook) -> list[dict[str, Any]]:
    """The events of a region, without what is empty."""
    kept = [dict(rows.event_row(event, codebook)) for event in folded.events]
    return [
        json.loads(json_line({k: v for k, v in row.items() if v not in (None, [], ())}))
        for row in kept
    ]


def _values(folded: Folded, codebook: Codebook) -> dict[str, Any]:
    event = folded.events[0]
    return {
        "code": [code_path(event.action.code, codebook)],
        "source": [a.code for a in folded.sources],
        "target": [a.code for a in folded.targets],
        "each_other": ["each_other"] if folded.each_other else [],
        "status": [event.status],
        "date": [date_text(event.date)] if event.date else [],
        "location": [place_text(event.location)] if event.location else [],
        "attribution": [event.attribution.code] if event.attribution else [],
    }


def _marks(folded: Folded) -> list[tuple[str, Span]]:
    """The other spans of the events of a region, with their labels."""
    found: dict[tuple[str, Span], None] = {}
    for event in folded.events:
        holders = (event.source, event.target, event.date, event.location)
        for label, holder in zip(LABELS[1:], holders, strict=True):
            if holder is not None and holder.span is not None:
                found[label, holder.span] = None
    return list(found)


def _typed(values: dict[str, Any], folded: Folded, options: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a region with those that are no options moved to the fields for typing."""
    names = {a.code: one_line(a.name) for a in (*folded.sources, *folded.targets)}
    made = dict(values)
    for field in ("source", "target", "date", "location"):
        picks = {option["alias"] for option in options.get(f"{field}s", [])}
        made[field] = [v for v in values[field] if v in picks]
        made[f"{field}_other"] = [
            f"{v} {names[v]}".strip() if v in names else v for v in values[field] if v not in picks
        ]
    return made


def results_of(
    document: Document,
    events: Iterable[Event],
    codebook: Codebook,
    options: Mapping[str, Any] | None = None,
) -> list[Result]:
    """The results that show ``events`` on ``document``: Action regions with their fields, the
    other spans once each, and relations without labels that tie them. ``options`` are what can be
    picked in the task; None where it offers all of these events."""
    actions: list[Result] = []
    spans: dict[str, Result] = {}
    ties: list[Result] = []
    kept: dict[str, list[dict[str, Any]]] = {}
    taken: set[str] = set()
    for folded in sorted(fold(events), key=lambda f: f.events[0].action.span.start):
        first = folded.events[0]
        key = f"action-{first.event_id}"
        while key in taken:
            key += "+"
        taken.add(key)
        region = _region(document, "Action", key, first.action.span)
        region["score"] = first.confidence
        actions.append(region)
        kept[key] = _kept(folded, codebook)
        values = _values(folded, codebook)
        if options is not None:
            values = _typed(values, folded, options)
        actions += [_field(region, n, v) for n, v in values.items() if v]
        for label, span in _marks(folded):
            start, end = trimmed(document.text, span.start, span.end)
            mark = f"{label.lower()}-{start}-{end}"
            spans.setdefault(mark, _region(document, label, mark, span))
            tie = {"type": "relation", "from_id": key, "to_id": mark, "direction": "right"}
            if tie not in ties:
                ties.append(tie)
    if not actions:
        return []
    hidden = {
        "id": PRECODED,
        "from_name": PRECODED,
        "to_name": TEXT,
        "type": "textarea",
        "origin": "prediction",
        "value": {"text": [json.dumps(kept, ensure_ascii=False)]},
    }
    return [*actions, *spans.values(), *ties, hidden]


# -- the options of an article ---------------------------------------------------------------------

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: An option without a key of its own would take a plain letter or digit: those beyond the ninth
#: actor, dates and places have keys that nobody presses.
_KEYS = {
    "sources": [f"shift+{k}" for k in "123456789"] + [f"alt+shift+{k}" for k in _LETTERS[:18]],
    "targets": [f"shift+{k}" for k in "qwertyuio"] + [f"alt+shift+{k}" for k in _LETTERS[18:]],
    "dates": [f"ctrl+alt+shift+{k}" for k in _LETTERS],
    "locations": [f"ctrl+alt+{k}" for k in _LETTERS],
}


def _buttons(options: Mapping[str, tuple[str, str]], keys: Sequence[str]) -> list[dict[str, str]]:
    """Choices of Label Studio: what is stored, what is shown, what hovering says, the key."""
    made = []
    for number, (stored, (shown, hint)) in enumerate(options.items()):
        button = {"value": shown, "alias": stored, "hint": hint}
        if number < len(keys):
            button["hotkey"] = keys[number]
        made.append(button)
    return made


def options_of(events: Sequence[Event], names: Names) -> dict[str, Any]:
    """What can be picked in this article without typing: its actors, dates and places, in the
    order of their first mention; ``known`` keeps what a picked one stands for."""
    actors: dict[str, list[str]] = {}
    dates: dict[str, tuple[str, str]] = {}
    places: dict[str, tuple[str, str]] = {}
    place_rows: dict[str, Any] = {}
    known_actors: dict[str, str] = {}
    ordered = sorted(events, key=lambda e: (e.action.span.start, e.action.span.end, e.event_id))
    for event in ordered:
        for actor in (event.source, event.target, event.attribution):
            if actor is not None:
                known_actors.setdefault(actor.code, actor.name)
                mentions = actors.setdefault(actor.code, [])
                if (name := one_line(actor.name)) and name not in mentions:
                    mentions.append(name)
        if event.date is not None:
            quote = one_line(event.date.span.text) if event.date.span else ""
            dates.setdefault(date_text(event.date), (date_text(event.date), quote))
        if event.location is not None:
            key = place_text(event.location)
            places.setdefault(key, (key, ""))
            place = rows.event_row(event, names.codebook)["location"]
            assert place is not None
            bare = {k: v for k, v in place.items() if k not in ("text", "start", "end")}
            place_rows.setdefault(key, bare)
    shown = {
        code: (
            f"{code} · {mentions[0]}" if mentions and mentions[0] != code else code,
            " | ".join([names.actor(code), *mentions]),
        )
        for code, mentions in actors.items()
    }
    return {
        "options": {
            name: _buttons(picks, _KEYS[name])
            for name, picks in (
                ("sources", shown),
                ("targets", shown),
                ("dates", dates),
                ("locations", places),
            )
        },
        "known": {"actors": known_actors, "locations": place_rows},
    }
