"""Files and folders to Documents, one at a time, a bad one reported and passed over."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from toolkit import languages
from toolkit.articles import (
    csv_table,
    html_page,
    json_lines,
    parquet_table,
    plain_file,
)
from toolkit.articles.article import Article, Skipped, to_document
from toolkit.articles.language import detect
from toolkit.articles.sidecar import SUFFIXES, read_sidecar, sidecar_of
from toolkit.records import Document, RecordError, ToolkitError

READERS: dict[str, Callable[[Path], Iterator[Article | Skipped]]] = {
    ".txt": plain_file.read,
    ".md": plain_file.read,
    ".html": html_page.read,
    ".htm": html_page.read,
    ".jsonl": json_lines.read,
    ".csv": csv_table.read,
    ".tsv": csv_table.read,
    ".parquet": parquet_table.read,
}

#: Text and language in, the latest full date that stands in the text out.
InferPublished = Callable[[str, str], dt.date | None]


class ArticlesError(ToolkitError):
    """Articles that are not there, or are asked for in a language that is not known."""


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files of articles among ``paths``, folders opened in order of their names.

    Hidden files, sidecars and the marks that engines leave (``_SUCCESS``) are passed over. Raises
    ArticlesError where nothing is left.
    """
    listed = list(paths)
    found: list[Path] = []
    for path in listed:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file())
            visible = (
                p
                for p in inside
                if not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
            found.extend(sorted(p for p in visible if not _describes(p) and not _marks(p)))
        elif path.exists():
            found.append(path)
        else:
            raise ArticlesError(f"there is no file or folder {path}")
    if not found:
        places = ", ".join(str(p) for p in listed) or "an empty list"
        raise ArticlesError(
            f"there are no articles in {places}; put files there that end in {', '.join(READERS)}"
        )
    return found


def _describes(path: Path) -> bool:
    """Whether a file is the sidecar of an article beside it."""
    return path.suffix.lower() in SUFFIXES and any(
        path.with_suffix(suffix).is_file() for suffix in READERS
    )


def _marks(path: Path) -> bool:
    """Whether a file only says something of the table in whose folder it lies."""
    return path.name.startswith("_") and not path.suffix


def read(
    paths: Iterable[Path],
    lang: str | None = None,
    infer_published: InferPublished | None = None,
) -> Iterator[Document | Skipped]:
    """The documents of files and folders in order, and what was passed over with the reason.

    ``lang`` is the language of articles that do not say theirs; without it the language is
    detected. ``infer_published`` finds a date of publication in a text that comes without one.
    Of two articles with one id the second is passed over. Raises ArticlesError for a language
    that is not known, a path that does not exist, or where there are no articles at all.
    """
    if lang is not None:
        check_language(lang)
    for found in articles_in(paths):
        yield found if isinstance(found, Skipped) else document_of(found, lang, infer_published)


def articles_in(paths: Iterable[Path]) -> Iterator[Article | Skipped]:
    """The articles of files and folders as they stand there, in order, each with text and id: the
    first half of ``read``, which leaves the costlier half (``document_of``) to other processes."""
    seen: set[int] = set()  # hashes, so that millions of ids stay small
    for path in files_of(paths):
        for found in _of_file(path):
            if isinstance(found, Article):
                found = identified(found)
            if isinstance(found, Article):
                key = hash(found.doc_id)
                if key in seen:
                    found = repeated(found)
                seen.add(key)
            yield found


def identified(article: Article) -> Article | Skipped:
    """The article with an id, derived from its text where it has none; one without text is
    passed over."""
    text = article.text
    if text is None or not text.strip():
        reason = "is empty" if article.doc_id else "has no text"
        return Skipped(article.where, reason, article.doc_id)
    if article.doc_id:
        return article
    return replace(article, doc_id=hashlib.sha256(text.encode("utf-8")).hexdigest()[:16])


def repeated(article: Article) -> Skipped:
    """What becomes of an article whose id an earlier one has."""
    return Skipped(
        article.where,
        f"the id {article.doc_id} was read before; give one of the two another id",
        article.doc_id,
    )


def check_language(lang: str) -> None:
    """Raises ArticlesError where the toolkit has no folder for a language."""
    if lang not in languages.known():
        raise ArticlesError(
            f"unknown language {lang!r}; the toolkit knows {', '.join(languages.known())}"
        )


def _of_file(path: Path) -> Iterator[Article | Skipped]:
    reader = READERS.get(path.suffix.lower())
    where = str(path)
    if reader is None:
        known = ", ".join(READERS)
        yield Skipped(
            where, f"no reader for a name that ends in {path.suffix!r} (read are {known})"
        )
        return
    described = described_by(path)
    if isinstance(described, Skipped):
        yield described
        return
    empty = True
    try:
        for item in reader(path):
            empty = False
            if isinstance(item, Article) and described is not None:
                item = _described(item, described, path)
            yield item
        if empty:
            yield Skipped(where, "is empty")
    except OSError as error:
        yield Skipped(where, f"cannot be read: {error.strerror or error}")


def described_by(path: Path) -> Article | Skipped | None:
    """What the sidecar of a file says, if it has one; Skipped where the sidecar is at fault."""
    beside = sidecar_of(path)
    try:
        return read_sidecar(beside) if beside else None
    except ToolkitError as error:
        return Skipped(str(path), f"its sidecar is at fault: {error}", path.stem)


def _described(article: Article, described: Article, path: Path) -> Article:
    """The article with its sidecar: of a file with one article the sidecar decides, of a table it
    says what the rows leave open."""
    single = article.doc_id == path.stem and article.where == str(path)
    if not single:
        return article.over(replace(described, doc_id=None))
    return replace(described, where=article.where).over(article)


def document_of(
    article: Article, lang: str | None = None, infer_published: InferPublished | None = None
) -> Document | Skipped:
    """The document of an article that has text and id: the second half of ``read``."""
    where, text = article.where, article.text or ""
    language = article.lang or lang or detect(text)
    known = languages.known()
    if language is None:
        return Skipped(
            where,
            f"its language cannot be told among {', '.join(known)}; name it with --lang or lang:",
            article.doc_id,
        )
    if language not in known:
        return Skipped(
            where,
            f"unknown language {language!r}; the toolkit knows {', '.join(known)}",
            article.doc_id,
        )
    if article.published is None and infer_published is not None:
        found = infer_published(text, language)
        if found is not None:
            article = replace(article, published=found, published_source="inferred")
    try:
        return to_document(article, language, article.doc_id or "")
    except RecordError as error:
        return Skipped(where, str(error), article.doc_id)
