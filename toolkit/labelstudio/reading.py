"""The results of a Label Studio prediction or annotation → events, with every fault named.

What the fields of an Action say is the truth; other spans only say where its actors, date and place
stand. A region with a fault is kept aside and reported; it never vanishes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from toolkit import rows
from toolkit.labelstudio.fields import (
    COMMENT,
    NO_EVENTS,
    PRECODED,
    FieldError,
    date_text,
    one_line,
    parse_actor,
    parse_date,
    parse_place,
    place_text,
)
from toolkit.labelstudio.product import expand
from toolkit.labelstudio.regions import Fault, Region, fault_of, read_regions, whole_article
from toolkit.labelstudio.results import trimmed
from toolkit.ontology import Codebook
from toolkit.records import (
    STATUSES,
    Action,
    Actor,
    Document,
    Event,
    EventDate,
    Location,
    RecordError,
    Span,
    Status,
)

Offsets = tuple[int, int]
T = TypeVar("T", EventDate, Location)
_NULL = {"source": None, "target": None, "date": None, "location": None, "attribution": None}


@dataclass(frozen=True, slots=True)
class Read:
    """The events of some results. ``origins`` says for each which pre-coded event it began as."""

    events: tuple[Event, ...]
    origins: tuple[Event | None, ...]
    no_events: bool
    comment: str | None
    faults: tuple[Fault, ...]


class _RegionError(Exception):
    pass


class Reader:
    """Reads results on one document. ``known`` is ``task["data"]["known"]`` and ``options`` are
    the values an annotator could pick."""

    def __init__(self, document: Document, codebook: Codebook, data: Mapping[str, Any]) -> None:
        self.document, self.codebook = document, codebook
        known = data.get("known") or {}
        self.names: Mapping[str, str] = known.get("actors") or {}
        self.places: Mapping[str, Any] = known.get("locations") or {}
        options = data.get("options") or {}
        self.dates = {o.get("alias") for o in options.get("dates") or []}
        self.faults: list[Fault] = []
        self.kept: dict[str, Any] = {}

    def read(self, results: Sequence[Mapping[str, Any]]) -> Read:
        """Every event that can be read, and a fault for everything that cannot."""
        regions, self.faults = read_regions(self.document, results)
        self.kept = self._kept(results)
        events: list[Event] = []
        origins: list[Event | None] = []
        seen: dict[Any, str] = {}
        for region in regions.values():
            if region.label != "Action":
                continue
            try:
                made = self._events(region)
            except (_RegionError, FieldError, RecordError) as error:
                self._fault(str(error), region)
                continue
            for event, origin in made:
                key = _same_key(event)
                if key in seen and event != origin:
                    self._fault(f"the same event as on region {seen[key]}", region)
                    continue
                seen[key] = region.key
                events.append(event)
                origins.append(origin)
        said = whole_article(results, COMMENT, "text")
        return Read(
            tuple(events),
            tuple(origins),
            bool(whole_article(results, NO_EVENTS, "choices")),
            "\n".join(said) or None,
            tuple(self.faults),
        )

    def _kept(self, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The pre-coded events by region."""
        try:
            return dict(json.loads(whole_article(results, PRECODED, "text")[0]))
        except IndexError:
            return {}
        except (ValueError, TypeError):
            self.faults.append(Fault("what the coder had proposed for this article is damaged"))
            return {}

    def _fault(self, message: str, region: Region) -> None:
        self.faults.append(fault_of(message, region, self.document))

    # -- one Action ------------------------------------------------------------------------------

    def _events(self, region: Region) -> list[tuple[Event, Event | None]]:
        code = self._code(region)
        originals = self._originals(region)
        sources, targets = self._actors(region, "source"), self._actors(region, "target")
        pairs = expand(list(sources), list(targets), bool(region.values.get("each_other")))
        if not pairs:
            raise _RegionError('"each other" needs two actors')
        action_span = self._span(region, [e.action.span for e in originals])
        status = self._status(region)
        date = self._date(region, originals)
        location = self._location(region, originals)
        attribution = self._attribution(region, originals)
        made = []
        starts = _match(pairs, originals)
        if region.values.get("each_other"):
            sources = targets = sources | targets
        as_source = self._placed(region, "Source", sources, originals)
        as_target = self._placed(region, "Target", targets, originals)
        for (source, target), origin in zip(pairs, starts, strict=True):
            event = Event(
                event_id=origin.event_id if origin else "",
                doc_id=self.document.doc_id,
                action=Action(code, action_span),
                coder=origin.coder if origin else "",
                source=as_source(source, origin.source if origin else None),
                target=as_target(target, origin.target if origin else None),
                date=date,
                location=location,
                status=status,
                attribution=attribution,
                confidence=origin.confidence if origin else 1.0,
                trace=origin.trace if origin else (),
                derived_from=origin.derived_from if origin else None,
                origin=origin.origin if origin else (),
            )
            made.append((event, origin))
        return made

    def _code(self, region: Region) -> str:
        paths = region.values.get("code") or []
        if not paths:
            raise _RegionError("an Action without a code")
        codes = [str(p[-1] if isinstance(p, list) and p else p) for p in paths]
        if len(codes) > 1:
            raise _RegionError(
                f"an Action with {len(codes)} codes ({', '.join(codes)}); it takes one"
            )
        if codes[0] not in self.codebook:
            raise _RegionError(f"the code {codes[0]!r} is not in the codebook")
        return codes[0]

    def _originals(self, region: Region) -> list[Event]:
        try:
            return [rows.event_from_row(_NULL | row) for row in self.kept.get(region.key, [])]
        except (ValueError, KeyError, TypeError):
            raise _RegionError("what the coder had proposed here is damaged") from None

    def _actors(self, region: Region, role: str) -> dict[str, str | None]:
        """Codes of a field, in order, with the names typed to them."""
        found: dict[str, str | None] = {}
        for text in region.values.get(role) or []:
            if fault := self.codebook.actor_fault(str(text)):
                raise _RegionError(f"{role}: {fault}")
            found.setdefault(str(text), None)
        for text in region.values.get(f"{role}_other") or []:
            try:
                code, name = parse_actor(str(text), self.codebook)
            except FieldError as error:
                raise _RegionError(f"{role}: {error}") from None
            found[code] = name or found.get(code)
        return found

    def _status(self, region: Region) -> Status:
        found = region.values.get("status") or ["asserted"]
        if len(found) > 1 or found[0] not in STATUSES:
            raise _RegionError(f"the status {', '.join(map(str, found))} is not one status")
        return next(s for s in STATUSES if s == found[0])

    def _span(self, region: Region, before: Iterable[Span]) -> Span:
        """The words of a region; the coder's own span where only its outer blanks are missing."""
        for span in before:
            if trimmed(self.document.text, span.start, span.end) == (region.start, region.end):
                return span
        return self.document.span(region.start, region.end)

    def _one(self, region: Region, name: str) -> str | None:
        picked = [str(v) for v in region.values.get(name) or []]
        typed = [str(v) for v in region.values.get(f"{name}_other") or []]
        found = typed or picked
        if len(found) > 1:
            raise _RegionError(f"{name}: {' and '.join(found)}; it takes one")
        return found[0] if found else None

    def _where(self, region: Region, label: str, before: Span | None) -> Span | None:
        """The span tied to an Action as its date or place."""
        tied = [mark for mark in region.ties if mark.label == label]
        if before is not None:
            offsets = trimmed(self.document.text, before.start, before.end)
            if any((m.start, m.end) == offsets for m in tied):
                return before
        return self.document.span(tied[0].start, tied[0].end) if tied else None

    def _date(self, region: Region, originals: Sequence[Event]) -> EventDate | None:
        text = self._one(region, "date")
        if text is None:
            return None
        before = originals[0].date if originals else None
        span = self._where(region, "Date", before.span if before else None)
        if before is not None and date_text(before) == text:
            return EventDate(before.start, before.end, before.precision, span)
        date = parse_date(text)
        if before is not None and span == before.span and text in self.dates:
            span = None  # another of the article's dates: the marked words meant the first one
        return EventDate(date.start, date.end, date.precision, span)

    def _location(self, region: Region, originals: Sequence[Event]) -> Location | None:
        text = self._one(region, "location")
        if text is None:
            return None
        before = originals[0].location if originals else None
        span = self._where(region, "Location", before.span if before else None)
        place = before
        if before is None or place_text(before) != text:
            if before is not None and span == before.span and text in self.places:
                span = None
            known = self.places.get(text)
            place = Location(**known) if known else parse_place(text, self.codebook)
        assert place is not None
        return Location(
            place.name,
            place.country,
            place.geonameid,
            place.admin,
            place.lat,
            place.lon,
            span,
        )

    def _attribution(self, region: Region, originals: Sequence[Event]) -> Actor | None:
        found = region.values.get("attribution") or []
        if not found:
            return None
        if len(found) > 1:
            raise _RegionError(f"according to {' and '.join(map(str, found))}; it takes one")
        before = originals[0].attribution if originals else None
        if before is not None and found[0] == before.code:
            return before
        try:
            code, name = parse_actor(str(found[0]), self.codebook)
        except FieldError as error:
            raise _RegionError(f"attribution: {error}") from None
        if before is not None and code == before.code:
            return Actor(code, name or before.name, before.span)
        return Actor(code, name or self._name(code))

    def _name(self, code: str) -> str:
        return self.names.get(code) or self.codebook.name_of_actor(code)

    def _placed(
        self,
        region: Region,
        label: str,
        codes: Mapping[str, str | None],
        originals: Sequence[Event],
    ) -> _Placing:
        """Where the actors of one field stand; ``codes`` hold the names typed to them."""
        tied = {(m.start, m.end): m for m in region.ties if m.label == label}
        holds: dict[str, Offsets] = {}  # actors that stand where the coder saw them
        for event in originals:
            actor: Actor | None = getattr(event, label.lower())
            if actor is not None and actor.span is not None:
                offsets = trimmed(self.document.text, actor.span.start, actor.span.end)
                if offsets in tied and actor.code in codes:
                    holds[actor.code] = offsets
        free = [mark for offsets, mark in tied.items() if offsets not in holds.values()]
        new = [code for code in codes if code not in holds]
        loose: dict[str, Span] = {}
        for code, mark in zip(new, free, strict=False):
            # words marked for one actor of the article do not move to another one of its actors
            if len(new) == len(free) and not (mark.premarked and code in self.names):
                loose[code] = self.document.span(mark.start, mark.end)
        for mark in free:
            span = self.document.span(mark.start, mark.end)
            if span not in loose.values() and not mark.premarked:
                self._fault(
                    f"the {label} {one_line(span.text)!r} tied to it fits no one actor of its "
                    f"field {label.lower()}",
                    region,
                )
        return _Placing(self, set(tied), loose, codes)


@dataclass(frozen=True, slots=True)
class _Placing:
    """Makes the actors of an Action: name and words as the coder had them where they still hold."""

    reader: Reader
    spans: set[Offsets]
    loose: Mapping[str, Span]
    typed: Mapping[str, str | None]

    def __call__(self, code: str | None, before: Actor | None) -> Actor | None:
        if code is None:
            return None
        name, span = self.typed.get(code), self.loose.get(code)
        if before is not None and before.code == code:
            name = name or before.name
            if before.span is not None:
                text = self.reader.document.text
                if trimmed(text, before.span.start, before.span.end) in self.spans:
                    span = before.span
            return Actor(code, before.name if name is None else name, span)
        return Actor(code, name or self.reader._name(code), span)


def _match(
    pairs: Sequence[tuple[str | None, str | None]], originals: Sequence[Event]
) -> list[Event | None]:
    """The pre-coded event that each pair began as: the one of the same actors, else, one by one,
    those left over, else the first."""

    def codes(event: Event) -> tuple[str | None, str | None]:
        return (
            event.source.code if event.source else None,
            event.target.code if event.target else None,
        )

    by_codes = {codes(e): e for e in originals}
    matched = [by_codes.get(pair) for pair in pairs]
    left = [e for e in originals if e not in matched]
    first = originals[0] if originals else None
    return [m if m is not None else (left.pop(0) if left else first) for m in matched]


def _same_key(event: Event) -> Any:
    """What makes two events of one annotation the same event told twice."""
    return (
        event.action,
        event.source.code if event.source else None,
        event.target.code if event.target else None,
        event.status,
        (event.date.start, event.date.end) if event.date else None,
        place_text(event.location) if event.location else None,
        event.attribution.code if event.attribution else None,
    )
