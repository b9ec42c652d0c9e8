"""One small article and its pre-coded events, made by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from toolkit.labelstudio.names import Names
from toolkit.records import Action, Actor, Document, Event, EventDate, Location
from toolkit.workspace import packaged_codebook

BOOK = packaged_codebook()
NAMES = Names.load(BOOK, "id")
TEXT = (
    "Polisi Turki menahan tiga wartawan di Ankara pada Senin 4 Maret 2024.\n"
    "Menteri luar negeri Jerman dan Prancis mengecam penahanan itu."
)
DOC = Document(
    "turki-1", TEXT, "id", dt.date(2024, 3, 5), "given", title="Penahanan wartawan", url=None
)


def at(quote: str, document: Document = DOC) -> Any:
    """The span of the first occurrence of some words."""
    start = document.text.index(quote)
    return document.span(start, start + len(quote))


def actor(code: str, quote: str) -> Actor:
    return Actor(code, quote, at(quote))


TURCOP, MED = actor("TURCOP", "Polisi Turki"), actor("MED", "tiga wartawan")
DEUGOV, FRAGOV = actor("DEUGOV", "Menteri luar negeri Jerman"), actor("FRAGOV", "Prancis")
ARREST = Event(
    "aaaa0001",
    DOC.doc_id,
    Action("173", at("menahan")),
    "pola/1.0",
    TURCOP,
    MED,
    EventDate(dt.date(2024, 3, 4), dt.date(2024, 3, 4), "day", at("Senin 4 Maret 2024")),
    Location("Ankara", "TUR", 323786, "TR-06", 39.92, 32.85, at("Ankara")),
    confidence=0.9,
    trace=("menahan/v 173",),
)
CONDEMN = Event("aaaa0002", DOC.doc_id, Action("111", at("mengecam")), "pola/1.0", DEUGOV, TURCOP)
CONDEMN_TOO = Event(
    "aaaa0003", DOC.doc_id, Action("111", at("mengecam")), "pola/1.0", FRAGOV, TURCOP
)
EVENTS = [ARREST, CONDEMN, CONDEMN_TOO]


def results(task: dict[str, Any]) -> list[dict[str, Any]]:
    return task["predictions"][0]["result"]


def sent(found: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """An annotation as the server sends it."""
    return {
        "id": 5,
        "result": found,
        "created_at": "2024-03-06T08:00:00Z",
        "lead_time": 61.5,
        "was_cancelled": False,
    } | more


def value(found: list[dict[str, Any]], region: str, name: str) -> dict[str, Any] | None:
    """The result of a field on a region."""
    return next((r for r in found if r.get("id") == region and r.get("from_name") == name), None)
