"""A dataset without its texts, and a reader's own copies of the articles: the two put together.

Copies are recognised by the digest of their text, by their id or by their address. Where a copy is
the very text, every span stands where the dataset says. Where it differs, each span is looked for
by its digest, nearest first; one that is found elsewhere is moved there, one that is not keeps its
offsets and stays without words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from toolkit.dataset.card import MANIFEST
from toolkit.dataset.features import digest
from toolkit.dataset.files import whole_folder, write_csv, write_parquet
from toolkit.dataset.stored import Row, Stored, in_words, label_names
from toolkit.records import Document

REPORT = "rehydration.json"
_SPANS = ("action", "source", "target", "attribution", "location")
_EVENTS = ("events", "machine", "annotations")
_KEPT = ("CITATION.cff", "LICENSE.md", "CHANGELOG.md", "leakage.json")


@dataclass(slots=True)
class Outcome:
    """What became of one article. ``spans`` counts all quoted spans, ``moved`` those found
    elsewhere, ``lost`` those not found; ``sentences_same`` of ``sentences`` were found word for
    word; ``longer_by`` is how many characters the copy is longer."""

    doc_id: str
    status: Literal["same", "differs", "missing"]
    spans: int = 0
    moved: int = 0
    lost: int = 0
    sentences: int = 0
    sentences_same: int = 0
    longer_by: int = 0

    def __str__(self) -> str:
        if self.status == "missing":
            return f"{self.doc_id}: no copy of it was given"
        return (
            f"{self.doc_id}: {self.sentences_same} of {self.sentences} sentences are the same, "
            f"{self.longer_by:+d} characters, {self.moved} of {self.spans} spans moved, "
            f"{self.lost} not found"
        )


@dataclass(frozen=True, slots=True)
class Rehydration:
    """The folder that was written, and what became of each article."""

    path: Path
    outcomes: tuple[Outcome, ...]

    def of(self, status: str) -> list[Outcome]:
        """The articles of a status."""
        return [o for o in self.outcomes if o.status == status]

    @property
    def complete(self) -> bool:
        """Whether every article was found and every span verified."""
        return not self.of("missing") and not any(o.lost for o in self.outcomes)


@dataclass(slots=True)
class _Copy:
    """A reader's copy of an article, with the digests of its substrings by their length."""

    text: str
    windows: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def find(self, wanted: str, start: int, end: int) -> int | None:
        """Where the words of a digest begin, nearest to ``start``; None where they are not."""
        if digest(self.text[start:end]) == wanted:
            return start
        length = end - start
        if length not in self.windows:
            found: dict[str, list[int]] = {}
            for i in range(len(self.text) - length + 1):
                found.setdefault(digest(self.text[i : i + length]), []).append(i)
            self.windows[length] = found
        return min(self.windows[length].get(wanted, ()), key=lambda i: abs(i - start), default=None)


def rehydrate(stored: Stored, copies: Iterable[Document], out: Path) -> Rehydration:
    """Write a dataset folder with the words of the reader's ``copies``, and a report beside its
    data in ``rehydration.json``; raises DatasetError where it cannot be written."""
    documents = [row for rows in stored.rows("documents").values() for row in rows]
    found = dict(_matched(documents, copies))
    outcomes: dict[str, Outcome] = {}
    texts: dict[str, _Copy] = {}
    for row in documents:
        if row["withdrawn"]:
            continue
        copy = found.get(row["doc_id"])
        same = copy is not None and copy.sha256 == row["sha256"]
        status: Literal["same", "differs", "missing"] = (
            "missing" if copy is None else "same" if same else "differs"
        )
        outcomes[row["doc_id"]] = Outcome(row["doc_id"], status)
        if copy is not None:
            texts[row["doc_id"]] = _Copy(copy.text)
            outcomes[row["doc_id"]].longer_by = len(copy.text) - row["characters"]
    with whole_folder(out) as part:
        for config in stored.configs:
            filled: dict[str, list[Row]] = {}
            for split, paths in stored.files(config).items():
                table = stored.table(paths)
                rows = [_filled(config, r, found, texts, outcomes) for r in table.to_pylist()]
                filled[split] = rows
                made = pa.Table.from_pylist(rows, schema=table.schema)
                write_parquet(part / "data" / config, split, made)
            _csv(part, config, filled, table.schema)
        _others(stored, part, outcomes.values())
    return Rehydration(out, tuple(outcomes.values()))


def _matched(
    documents: Iterable[Row], copies: Iterable[Document]
) -> Iterator[tuple[str, Document]]:
    by_text: dict[str, Document] = {}
    by_id: dict[str, Document] = {}
    by_url: dict[str, Document] = {}
    for copy in copies:
        by_text.setdefault(copy.sha256, copy)
        by_id.setdefault(copy.doc_id, copy)
        if copy.url:
            by_url.setdefault(copy.url, copy)
    for row in documents:
        copy_of = (
            by_text.get(row["sha256"]) or by_id.get(row["doc_id"]) or by_url.get(row["url"] or "")
        )
        if copy_of is not None and not row["withdrawn"]:
            yield row["doc_id"], copy_of


def _filled(
    config: str,
    row: Row,
    found: Mapping[str, Document],
    texts: Mapping[str, _Copy],
    outcomes: Mapping[str, Outcome],
) -> Row:
    copy = texts.get(row.get("doc_id") or "")
    if copy is None:
        return row
    outcome = outcomes[row["doc_id"]]
    if config == "documents":
        given = found[row["doc_id"]]
        return {**row, "text": copy.text, "title": row["title"] or given.title}
    if config == "sentences":
        outcome.sentences += 1
        made = _placed(row, copy)
        outcome.sentences_same += made is not None
        return made or row
    if config in _EVENTS:
        made = dict(row)
        for name in _SPANS:
            made[name] = _span(made.get(name), copy, outcome)
        if made.get("date") is not None:
            made["date"] = {**made["date"], "span": _span(made["date"]["span"], copy, outcome)}
        return made
    return row


def _placed(row: Mapping[str, Any], copy: _Copy) -> Row | None:
    """A span with its words, moved where they stand elsewhere; None where they are not."""
    start, end = row["start"], row["end"]
    at = copy.find(row["digest"], start, end)
    if at is None:
        return None
    end = at + end - start
    return {**row, "start": at, "end": end, "text": copy.text[at:end]}


def _span(row: Row | None, copy: _Copy, outcome: Outcome) -> Row | None:
    if row is None or row["start"] is None:
        return row
    outcome.spans += 1
    made = _placed(row, copy)
    if made is None:
        outcome.lost += 1
        return {**row, "text": None}
    outcome.moved += made["start"] != row["start"]
    if "name" in made and made["name"] is None:
        made["name"] = made["text"]
    return made


def _csv(part: Path, config: str, by_split: Mapping[str, list[Row]], schema: pa.Schema) -> None:
    names = label_names(schema)
    words = {split: [in_words(row, names) for row in rows] for split, rows in by_split.items()}
    write_csv(part / "csv" / f"{config}.csv", words, schema)


def _others(stored: Stored, part: Path, outcomes: Iterable[Outcome]) -> None:
    """The files that do not depend on the texts, the card with a warning, and the report."""
    for name in _KEPT:
        path = stored.folder / name
        if path.exists():
            (part / name).write_bytes(path.read_bytes())
    for path in sorted((stored.folder / "images").glob("*.png")):
        (part / "images").mkdir(exist_ok=True)
        (part / "images" / path.name).write_bytes(path.read_bytes())
    card = stored.folder / "README.md"
    if card.exists():
        head, title, rest = card.read_text(encoding="utf-8").partition("\n# ")
        first, _, rest = rest.partition("\n")
        note = (
            "> Rehydrated from a reader's own copies of the articles, for their own use: the "
            f"texts may not be passed on. `{REPORT}` tells what became of each article."
        )
        text = f"{head}{title}{first}\n\n{note}\n{rest}" if title else head
        (part / "README.md").write_text(text, encoding="utf-8", newline="\n")
    _json(part / MANIFEST, stored.manifest | {"text_policy": "rehydrated"})
    _json(part / REPORT, [asdict(outcome) for outcome in outcomes])


def _json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
