"""Gold codings and predictions as others write them.

Gold is one of

- lines ``{"id", "lang", "text", "published"?, "events": [{"source", "code", "target"}]}`` with
  CAMEO codes, ``null``, ``""`` or ``"---"`` for an actor that is not named;
- the PLOVER gold standard records (Open Event Data Alliance, CC BY-SA 4.0) as published: one JSON
  list of records with ``text``, ``event`` (a PLOVER type), ``source`` and ``target`` as lists of
  ``{"code", "sector"?}``. Several sources and targets are so many events, every source with every
  target; the record that documents the file is passed over;
- the event lines that ``toolkit gold`` and ``toolkit code`` write, grouped by article, without
  text.

Predictions are such lines with ``id`` and ``events``, or the event lines of ``toolkit code``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.coder.evaluation.matching import Match, Scheme, Triple, distinct
from toolkit.records import Document, Event, ToolkitError

if TYPE_CHECKING:
    from toolkit.coder import Coder


class EvaluationError(ToolkitError):
    """A file of gold or predictions that cannot be scored."""


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """A coded text: a sentence, or an article of which only the events are known."""

    doc_id: str
    lang: str | None
    text: str | None
    published: dt.date | None
    events: tuple[Triple, ...]

    def document(self) -> Document:
        """The text as a document to be coded; raises EvaluationError where there is none."""
        if not self.text or not self.lang:
            raise EvaluationError(
                f"gold record {self.doc_id} has no text or no language to be coded; give a file of "
                "predictions for it with --predictions"
            )
        given = self.published is not None
        return Document(
            self.doc_id, self.text, self.lang, self.published, "given" if given else None
        )


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold of a file: its records, the scheme of its codes, what was passed over, and what
    else a reader of the figures should know."""

    records: tuple[GoldRecord, ...]
    scheme: Scheme
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def triple(event: Event) -> Triple:
    """The part of an event that is scored."""
    return Triple(
        event.source.code if event.source else None,
        event.action.code,
        event.target.code if event.target else None,
    )


def read_gold(path: Path, match: Match) -> Gold:
    """The gold of a file. Raises EvaluationError where nothing in it can be used; a single faulty
    record is passed over and told in ``skipped``."""
    records: dict[str, GoldRecord] = {}
    skipped: list[str] = []
    notes: list[str] = []
    plover = False
    for where, item in _items(path, skipped):
        if _is_header(item):
            continue
        try:
            if not isinstance(item, Mapping):
                raise EvaluationError("it is no JSON object")
            plover |= _is_published_plover(item) or "plover" in item
            record = _gold_record(item, match)
        except (EvaluationError, ValueError, TypeError, KeyError, AttributeError) as error:
            what = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            skipped.append(f"{where}: {what}")
            continue
        before = records.get(record.doc_id)
        if before is None:
            records[record.doc_id] = record
        elif "action" in item:
            records[record.doc_id] = _joined(before, record)
        elif plover and before.text != record.text:
            # The published records bear one id twice, on two texts: both are gold.
            second = f"{record.doc_id}#2"
            records[second] = replace(record, doc_id=second)
            notes.append(f"two texts bear the id {record.doc_id}; the second is scored as {second}")
        else:
            skipped.append(f"{where}: the id {record.doc_id} stands twice")
    if not records:
        first = f"; {skipped[0]}" if skipped else ""
        raise EvaluationError(
            f"{path} holds no gold that can be read{first}; a record needs id, lang, text, events"
        )
    scheme: Scheme = "plover" if plover else "cameo"
    return Gold(tuple(records.values()), scheme, tuple(skipped), tuple(notes))


def read_predictions(path: Path, match: Match, statuses: Sequence[str]) -> dict[str, list[Triple]]:
    """The events of a file of predictions by document; of events with a status only ``statuses``
    count. Raises EvaluationError on the first line that cannot be one."""
    made: dict[str, list[Triple]] = {}
    skipped: list[str] = []
    for where, item in _items(path, skipped):
        try:
            if "action" in item:
                events = made.setdefault(str(item["doc_id"]), [])
                if item.get("status", "asserted") in statuses:
                    events.append(_event(item["source"], item["action"], item["target"], match))
            else:
                events = made.setdefault(str(item["id"]), [])
                events.extend(
                    _event(e.get("source"), e, e.get("target"), match)
                    for e in item["events"]
                    if e.get("status", "asserted") in statuses
                )
        except (EvaluationError, KeyError, TypeError, AttributeError) as error:
            what = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            skipped.append(f"{where}: {what}")
        if skipped:
            raise EvaluationError(f"{skipped[0]}; write predictions as toolkit code does")
    return made


def _items(path: Path, skipped: list[str]) -> Iterator[tuple[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise EvaluationError(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"cannot read {path} as UTF-8 text: {error}") from None
    if text.lstrip().startswith("["):
        try:
            items = json.loads(text)
        except json.JSONDecodeError as error:
            raise EvaluationError(f"{path}:{error.lineno}: broken JSON ({error.msg})") from None
        yield from ((f"{path}, record {i}", item) for i, item in enumerate(items, 1))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield f"{path}:{number}", json.loads(line)
            except json.JSONDecodeError as error:
                skipped.append(f"{path}:{number}: broken JSON ({error.msg})")


def _is_header(item: Any) -> bool:
    return isinstance(item, Mapping) and item.get("event") == "DOCUMENT" and "text" not in item


def _is_published_plover(item: Any) -> bool:
    return "event" in item and "events" not in item


def _gold_record(item: Any, match: Match) -> GoldRecord:
    if "action" in item:
        counts = item.get("status", "asserted") == "asserted"
        event = _event(item["source"], item["action"], item["target"], match)
        return GoldRecord(str(item["doc_id"]), item.get("lang"), None, None, (event,) * counts)
    if _is_published_plover(item) or "plover" in item:
        code = item.get("plover") or item["event"]
        sources = _parties(item.get("source", item.get("sources")))
        targets = _parties(item.get("target", item.get("targets")))
        events = [_event(s, {"code": code}, t, match) for s in sources for t in targets]
    else:
        events = [_event(e.get("source"), e, e.get("target"), match) for e in item["events"]]
    published = item.get("published") or item.get("date")
    return GoldRecord(
        str(item["id"]),
        item.get("lang") or item.get("language"),
        item.get("text"),
        dt.date.fromisoformat(published) if published else None,
        tuple(distinct(events)),
    )


def _joined(a: GoldRecord, b: GoldRecord) -> GoldRecord:
    events = tuple(distinct([*a.events, *b.events]))
    return GoldRecord(a.doc_id, a.lang, a.text, a.published, events)


def _parties(value: Any) -> list[str | None]:
    """The actor codes of a PLOVER source or target; one open side where it names nobody."""
    if not isinstance(value, list) or not value:
        return [None]
    return [f"{v['code']}{_letters(v.get('sector'))}" for v in value]


def _letters(sector: Any) -> str:
    return "".join(c for c in sector or "" if c.isalpha())


def _event(source: Any, action: Any, target: Any, match: Match) -> Triple:
    code = action["code"]
    if not isinstance(code, str) or not match.known(code):
        raise EvaluationError(f"{code!r} is neither a CAMEO code nor a PLOVER type")
    return Triple(_code(source), code, _code(target))


def _code(actor: Any) -> str | None:
    code = actor["code"] if isinstance(actor, Mapping) else actor
    if code is None or code in ("", "---"):
        return None
    if not isinstance(code, str):
        raise EvaluationError(f"the actor {code!r} is no code")
    return code.replace("~", "")


def code_gold(
    coder: Coder, records: Iterable[GoldRecord], statuses: Sequence[str] = ("asserted",)
) -> tuple[dict[str, list[Triple]], list[str]]:
    """What a coder makes of the texts of the gold, by id, and the texts it failed on with the
    reason; these count as texts without events."""
    made: dict[str, list[Triple]] = {}
    failed: list[str] = []
    for record in records:
        try:
            events = coder.code(record.document())
        except ToolkitError as error:
            failed.append(f"{record.doc_id}: {error}")
            events = []
        made[record.doc_id] = [triple(e) for e in events if e.status in statuses]
    return made, failed
