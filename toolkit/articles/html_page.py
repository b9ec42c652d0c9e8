"""One article a web page: the main text and the metadata that the page itself gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.articles.article import Article, Skipped, from_fields
from toolkit.articles.encoding import EncodingError, decode
from toolkit.records import RecordError

_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)


def read(path: Path) -> Iterator[Article | Skipped]:
    """The article of a .html file; its id is the file's stem.

    Dates are taken from the page's metadata only, never guessed from its words: a guess would be
    passed off as given.
    """
    from trafilatura import bare_extraction  # a third of a second to import

    where = str(path)
    data = path.read_bytes()
    try:
        markup = _decode(data)
    except EncodingError as error:
        yield Skipped(where, str(error), path.stem)
        return
    found = bare_extraction(
        markup,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"extensive_search": False},
    )
    text = getattr(found, "text", None) or _paragraphs(markup)
    if not text:
        reason = "holds no article text" if markup.strip() else "is empty"
        yield Skipped(where, reason, path.stem)
        return
    fields = {
        "doc_id": path.stem,
        "text": text,
        "title": getattr(found, "title", None),
        "url": getattr(found, "url", None),
        "publisher": getattr(found, "sitename", None),
        "published": getattr(found, "date", None),
    }
    try:
        yield from_fields(fields, where)
    except RecordError as error:
        yield Skipped(where, str(error), path.stem)


def _decode(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii")).removeprefix("\ufeff")
        except (LookupError, UnicodeError):
            pass  # a page that is wrong about itself: look at the bytes
    return decode(data)


def _paragraphs(markup: str) -> str:
    """The paragraphs of a page too short for trafilatura to find a main text in."""
    from lxml import html
    from lxml.etree import ParserError

    try:
        tree = html.document_fromstring(markup.encode("utf-8"), html.HTMLParser(encoding="utf-8"))
    except ParserError:
        return ""
    lines = (" ".join(p.text_content().split()) for p in tree.iter("p"))
    return "\n".join(line for line in lines if line)
