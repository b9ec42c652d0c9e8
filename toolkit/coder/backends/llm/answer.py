"""From the answer of a language model to events, believing nothing that the text does not say.

Every quote must stand in the article. An action that does not drops its event; an actor, date or
place that does not is dropped from its event; unknown codes are folded to their root or dropped.
What was dropped stands in the event's trace, or in the list of what was lost.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from toolkit.ontology import Codebook
from toolkit.records import (
    PRECISIONS,
    STATUSES,
    Action,
    Actor,
    Document,
    Event,
    EventDate,
    Location,
    Precision,
    Span,
    Status,
    event_id,
)

_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)


class AnswerError(ValueError):
    """An answer that is not of the form asked for."""


def events_in(answer: str) -> list[Mapping[str, Any]]:
    """The event objects of an answer: JSON, perhaps in a code fence or with words around it.

    Raises AnswerError.
    """
    fenced = _FENCE.match(answer)
    text = fenced.group(1) if fenced else answer
    begin = text.find("{")
    if begin < 0:
        raise AnswerError("the answer holds no JSON object")
    try:
        value, _ = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"the answer is broken JSON ({error})") from None
    events = value.get("events") if isinstance(value, dict) else None
    if not isinstance(events, list):
        raise AnswerError("the answer has no list of events")
    return [e for e in events if isinstance(e, Mapping)]


@dataclass
class Reader:
    """Reads the answers on one document for a coder called ``name``; ``lost`` says what was
    dropped whole."""

    document: Document
    codebook: Codebook
    name: str
    lost: list[str] = field(default_factory=list)

    def event(self, item: Mapping[str, Any], start: int, end: int) -> Event | None:
        """The event of an answer on the stretch ``[start:end)`` of the document; its id is left to
        the caller. None, with a word in ``lost``, where its action is not in the text or its code
        not in the codebook."""
        quoted = _mapping(item.get("action")).get("text")
        sentence = self._find(item.get("sentence"), start, end) or Span(
            start, end, self.document.text[start:end]
        )
        action = self._find(quoted, sentence.start, sentence.end) or self._find(quoted, start, end)
        if action is None:
            self.lost.append(f"the action {quoted!r} is not in the text")
            return None
        code = self._code(_mapping(item.get("action")).get("code"))
        if code is None:
            return None
        near = (sentence, (start, end))
        trace = [f"{self.name} on {sentence.text[:80]!r}"]
        source = self._actor(item.get("source"), near, "source", trace)
        target = self._actor(item.get("target"), near, "target", trace)
        status = item.get("status")
        confidence = item.get("confidence")
        return Event(
            event_id="",
            doc_id=self.document.doc_id,
            action=Action(code, action),
            coder=self.name,
            source=source,
            target=target,
            date=self._date(item.get("date"), near, trace),
            location=self._location(item.get("location"), near, trace),
            status=cast(Status, status) if status in STATUSES else "asserted",
            attribution=self._actor(item.get("attribution"), near, "attribution", trace),
            confidence=_share(confidence),
            trace=tuple(trace),
        )

    # -- the parts ---------------------------------------------------------------------------

    def _find(self, quote: Any, start: int, end: int) -> Span | None:
        """Where a quote stands in ``[start:end)``; the spaces in it may be any white space."""
        if not isinstance(quote, str) or not quote.strip():
            return None
        text, quote = self.document.text, quote.strip()
        at = text.find(quote, start, end)
        if at >= 0:
            return self.document.span(at, at + len(quote))
        spaced = r"\s+".join(re.escape(word) for word in quote.split())
        found = re.compile(spaced).search(text, start, end)
        return self.document.span(*found.span()) if found else None

    def _nearest(self, quote: Any, near: tuple[Span, tuple[int, int]]) -> Span | None:
        """In the sentence, else the last before it, else anywhere in the stretch."""
        sentence, (start, end) = near
        inside = self._find(quote, sentence.start, sentence.end)
        if inside is not None:
            return inside
        before, at = None, start
        while (found := self._find(quote, at, sentence.start)) is not None:
            before, at = found, found.start + 1
        return before or self._find(quote, start, end)

    def _code(self, code: Any) -> str | None:
        if isinstance(code, int):  # a model may forget that codes are text
            code = f"0{code}" if str(code) not in self.codebook else str(code)
        if code in self.codebook:
            return str(code)
        if isinstance(code, str) and code[:2] in self.codebook:
            return code[:2]
        self.lost.append(f"{code!r} is no CAMEO code")
        return None

    def _actor(
        self, value: Any, near: tuple[Span, tuple[int, int]], field_name: str, trace: list[str]
    ) -> Actor | None:
        if not isinstance(value, Mapping):
            return None
        code, quote = value.get("code"), value.get("text")
        span = self._nearest(quote, near)
        if quote and span is None:
            trace.append(f"{field_name} {quote!r} dropped: not in the text")
            return None
        code = str(code or "").strip().upper()
        while code and self.codebook.actor_fault(code) is not None:
            code = code[:-3] if len(code) > 3 else ""
        if not code:
            trace.append(f"{field_name} {value.get('code')!r} dropped: no actor code")
            return None
        return Actor(code, span.text if span else self.codebook.name_of_actor(code), span)

    def _date(
        self, value: Any, near: tuple[Span, tuple[int, int]], trace: list[str]
    ) -> EventDate | None:
        if not isinstance(value, Mapping):
            return None
        span = self._nearest(value.get("text"), near)
        if value.get("text") and span is None:
            trace.append(f"date {value.get('text')!r} dropped: not in the text")
            return None
        try:
            first = dt.date.fromisoformat(str(value.get("start")))
            last = dt.date.fromisoformat(str(value.get("end") or value.get("start")))
        except ValueError:
            trace.append(f"date {value.get('start')!r} dropped: no ISO date")
            return None
        if last < first:
            trace.append(f"date {first}..{last} dropped: it ends before it starts")
            return None
        given = value.get("precision")
        precision = given if given in PRECISIONS else ("day" if first == last else "range")
        return EventDate(first, last, cast(Precision, precision), span)

    def _location(
        self, value: Any, near: tuple[Span, tuple[int, int]], trace: list[str]
    ) -> Location | None:
        if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
            return None
        span = self._nearest(value.get("text") or value["name"], near)
        if span is None:
            trace.append(f"location {value['name']!r} dropped: not in the text")
            return None
        country = value.get("country")
        return Location(
            value["name"], country if country in self.codebook.countries else None, span=span
        )


def numbered(events: list[Event]) -> list[Event]:
    """The events in order of their action spans, with their ids; the same event told twice once."""
    from dataclasses import replace

    events = sorted(events, key=lambda e: (e.action.span.start, e.action.span.end))
    ranks: dict[tuple[int, int], int] = {}
    seen = set()
    made = []
    for event in events:
        span = event.action.span
        key = (
            span.start,
            span.end,
            event.action.code,
            event.source.code if event.source else None,
            event.target.code if event.target else None,
        )
        if key in seen:
            continue
        seen.add(key)
        rank = ranks.get((span.start, span.end), 0)
        ranks[span.start, span.end] = rank + 1
        made_id = event_id(event.doc_id, event.coder, span.start, span.end, rank)
        made.append(replace(event, event_id=made_id))
    return made


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return 0.5
    return min(1.0, max(0.0, float(value)))
