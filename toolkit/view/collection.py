"""The articles of a dataset with everybody's events, and the search through them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.dataset.stored import Stored
from toolkit.ontology import Codebook

Row = dict[str, Any]
PAGE = 50  # articles sent at once
GOLD, MACHINE = "gold", "machine"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; an empty field asks for nothing. ``code`` is the beginning of a CAMEO
    code, ``actor`` and ``place`` of a code or a part of a name, ``words`` a part of the text or
    title, ``first`` and ``last`` bound the day of the event (of the article where the event has
    none), ``who`` is a layer: gold, machine or an annotator. An article is found where one of its
    events fits all of these."""

    words: str = ""
    code: str = ""
    actor: str = ""
    place: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    who: str = ""
    status: str = ""
    split: str = ""

    @property
    def of_events(self) -> bool:
        """Whether anything is asked of the events."""
        return any((self.code, self.actor, self.place, self.first, self.last, self.who,
                    self.status))  # fmt: skip


class Collection:
    """Articles and events of a dataset in memory."""

    def __init__(self, stored: Stored, codebook: Codebook) -> None:
        self.codebook = codebook
        self.manifest = stored.manifest
        self.documents: dict[str, Row] = {
            row["doc_id"]: row for rows in stored.rows("documents").values() for row in rows
        }
        self.events: dict[str, list[Row]] = {doc_id: [] for doc_id in self.documents}
        self.looked: dict[str, dict[str, str]] = {doc_id: {} for doc_id in self.documents}
        self._read(stored, "events", GOLD)
        self._read(stored, "annotations", None)
        self._read(stored, "machine", MACHINE)
        for doc_id, row in self.documents.items():
            if row["gold"]:
                self.looked[doc_id].setdefault(GOLD, "")
            if row["coder"]:
                self.looked[doc_id].setdefault(MACHINE, row["coder"])

    def _read(self, stored: Stored, config: str, layer: str | None) -> None:
        for rows in stored.rows(config).values():
            for row in rows:
                who = layer or row["annotator"]
                doc_id = row["doc_id"]
                if doc_id not in self.events:
                    continue
                note = row["coder"] if layer == MACHINE else ""
                if row.get("skipped"):
                    note = "skipped"
                elif row.get("no_events"):
                    note = "no events"
                self.looked[doc_id][who] = note or ""
                if row["event_id"] is not None:
                    self.events[doc_id].append({"who": who, **row})

    # -- searching -----------------------------------------------------------------------------

    def find(self, query: Query) -> list[str]:
        """The ids of the articles that a query finds, oldest first, those without a date last."""
        found = [
            doc_id
            for doc_id, document in self.documents.items()
            if self._document_fits(document, query)
            and (
                not query.of_events or any(self.fits(event, query) for event in self.events[doc_id])
            )
        ]
        return sorted(found, key=lambda d: (self.documents[d]["published"] or dt.date.max, d))

    @staticmethod
    def _document_fits(document: Row, query: Query) -> bool:
        if query.split and document["split"] != query.split:
            return False
        if query.words:
            text = f"{document['title'] or ''}\n{document['text'] or ''}\n{document['doc_id']}"
            return query.words.casefold() in text.casefold()
        return True

    def fits(self, event: Row, query: Query) -> bool:
        """Whether one event fits what a query asks of events."""
        if query.who and event["who"] != query.who:
            return False
        if query.status and event["status"] != query.status:
            return False
        if query.code and not event["action"]["code"].startswith(query.code):
            return False
        if query.actor and not any(
            _named(event[side], query.actor) for side in ("source", "target")
        ):
            return False
        if query.place and not _named(event["location"], query.place):
            return False
        if query.first or query.last:
            date = event["date"] or {}
            day = self.documents[event["doc_id"]]["published"]
            start, end = date.get("start") or day, date.get("end") or day
            if start is None or end is None:
                return False
            if (query.first and end < query.first) or (query.last and start > query.last):
                return False
        return True

    # -- answers for the page ------------------------------------------------------------------

    def overview(self) -> Row:
        """What there is to choose from: layers, codes, countries, statuses, splits, with counts."""
        every = [event for events in self.events.values() for event in events]
        codes = Counter(event["action"]["code"] for event in every)
        layers = Counter(who for told in self.looked.values() for who in told)
        return {
            "name": self.manifest.get("name"),
            "version": self.manifest.get("version"),
            "text": self.manifest.get("text_policy"),
            "articles": len(self.documents),
            "events": len(every),
            "layers": [
                {"who": who, "articles": layers[who]} for who in _ordered_layers(layers)
            ],
            "codes": [
                {"code": c, "name": self._code_name(c), "events": n}
                for c, n in sorted(codes.items())
            ],
            "actors": _most(
                event[side]["code"] for event in every for side in ("source", "target")
                if event[side]
            ),
            "places": _most(_places(every)),
            "statuses": _most(event["status"] for event in every),
            "splits": _most(row["split"] for row in self.documents.values()),
        }  # fmt: skip

    def listing(self, query: Query, page: int = 0) -> Row:
        """One page of the articles that a query finds."""
        found = self.find(query)
        return {
            "total": len(found),
            "pages": -(-len(found) // PAGE),
            "articles": [
                self._line(doc_id, query) for doc_id in found[page * PAGE : (page + 1) * PAGE]
            ],
        }

    def _line(self, doc_id: str, query: Query) -> Row:
        document, events = self.documents[doc_id], self.events[doc_id]
        fitting = [e for e in events if self.fits(e, query)]
        return {
            "doc_id": doc_id,
            "title": document["title"] or _beginning(document["text"]) or doc_id,
            "published": document["published"],
            "publisher": document["publisher"],
            "lang": document["lang"],
            "split": document["split"],
            "withdrawn": document["withdrawn"],
            "who": _ordered_layers(self.looked[doc_id]),
            "events": len(fitting),
        }

    def article(self, doc_id: str, query: Query) -> Row | None:
        """An article with all its events, each with whether it fits the query."""
        document = self.documents.get(doc_id)
        if document is None:
            return None
        order = {who: i for i, who in enumerate(_ordered_layers(self.looked[doc_id]))}
        events = sorted(
            self.events[doc_id],
            key=lambda e: (e["action"]["start"], e["action"]["end"], order[e["who"]],
                           e["event_id"]),
        )  # fmt: skip
        return {
            "document": document,
            "layers": [
                {
                    "who": who,
                    "note": self.looked[doc_id][who],
                    "events": sum(e["who"] == who for e in events),
                }
                for who in order
            ],
            "events": [
                {
                    **event,
                    "code_name": self._code_name(event["action"]["code"]),
                    "fits": query.of_events and self.fits(event, query),
                }
                for event in events
            ],
        }

    def _code_name(self, code: str) -> str:
        return self.codebook[code].name if code in self.codebook else ""


def _named(thing: Mapping[str, Any] | None, wanted: str) -> bool:
    """Whether an actor or place has a code or country that begins so, or a name that holds it."""
    if thing is None:
        return False
    code = thing.get("code") or thing.get("country") or ""
    name = f"{thing.get('name') or ''}\n{thing.get('text') or ''}"
    return code.startswith(wanted.upper()) or wanted.casefold() in name.casefold()


def _places(events: Iterable[Row]) -> Iterator[str]:
    for event in events:
        place = event["location"]
        if place is not None and (place["country"] or place["name"]):
            yield place["country"] or place["name"]


def _most(values: Iterable[str]) -> list[Row]:
    return [{"value": value, "count": count} for value, count in Counter(values).most_common(200)]


def _ordered_layers(layers: Iterable[str]) -> list[str]:
    """Gold first, then the annotators by name, the machine last."""
    return sorted(layers, key=lambda who: ({GOLD: 0, MACHINE: 2}.get(who, 1), who))


def _beginning(text: str | None) -> str | None:
    if not text:
        return None
    line = text.strip().splitlines()[0]
    return line if len(line) <= 90 else line[:89].rstrip() + "…"
