"""What a reader finds in a file, before it is a Document: an Article, or why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, get_args

from typing_extensions import TypedDict

from toolkit.records import Document, PublishedSource, RecordError

#: Other names under which a field may stand in a file.
ALIASES = {"id": "doc_id", "language": "lang", "date": "published", "source": "publisher"}


@dataclass(frozen=True, slots=True)
class Article:
    """The fields of one article as its file gives them; ``where`` names file and line or row."""

    where: str
    text: str | None = None
    doc_id: str | None = None
    lang: str | None = None
    published: dt.date | None = None
    published_source: PublishedSource | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    sha256: str | None = None

    def over(self, defaults: Article) -> Article:
        """This article with what it lacks taken from ``defaults``."""
        lacking: dict[str, Any] = {
            f.name: getattr(defaults, f.name) for f in fields(self) if getattr(self, f.name) is None
        }
        return replace(self, **lacking)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An article that could not be read: where it stands, its id if it has one, and why."""

    where: str
    reason: str
    doc_id: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class SkippedRow(TypedDict):
    """A line of ``NAME.skipped.jsonl``: an article that was left out."""

    where: str
    doc_id: str | None
    reason: str


def skipped_row(skipped: Skipped) -> SkippedRow:
    """The file form of a skipped article."""
    return {"where": skipped.where, "doc_id": skipped.doc_id, "reason": skipped.reason}


def from_fields(found: Mapping[str, Any], where: str) -> Article:
    """The article of a row of named fields; names that mean nothing here are left alone.

    Raises RecordError where a field cannot be what it says.
    """
    known = {f.name for f in fields(Article)} - {"where"}
    made: dict[str, Any] = {}
    for key, value in found.items():
        name = ALIASES.get(key, key)
        if name not in known or value is None or value == "":
            continue
        if name in made and key != name:  # the field's own name goes before its alias
            continue
        made[name] = _date(value) if name == "published" else _string(name, value)
    if "lang" in made:
        made["lang"] = made["lang"].strip().lower()
    source = made.get("published_source")
    if source is not None and source not in get_args(PublishedSource):
        raise RecordError(f"published_source must be given or inferred, not {source!r}")
    if "published" in made:
        made.setdefault("published_source", "given")
    else:
        made.pop("published_source", None)
    return Article(where, **made)


def _string(name: str, value: Any) -> str:
    if name == "doc_id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise RecordError(f"{name} must be a text, not {value!r}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RecordError(
            f"{name} holds half a surrogate pair at character {error.start}, which no text can"
        ) from None
    if name == "doc_id" and (not value.isprintable() or value != value.strip()):
        raise RecordError(f"the id {value!r} holds spaces at its ends or characters without shape")
    return value


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    raise RecordError(f"published {value!r} is not a full ISO date such as 2016-09-20")


def to_document(article: Article, lang: str, doc_id: str) -> Document:
    """The document of an article; raises RecordError where it cannot be one."""
    return Document(
        doc_id=doc_id,
        text=article.text or "",
        lang=lang,
        published=article.published,
        published_source=article.published_source,
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        sha256=article.sha256 or "",
    )
