"""An article as files hold it, the document that it becomes, and reading one file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from toolkit.articles import Skipped, read
from toolkit.records import Document

TEXT = "Polisi menangkap tiga orang di Medan.\r\nMereka dituduh mencuri, kata polisi. 😀\n"
FIELDS = {
    "id": "a1",
    "text": TEXT,
    "lang": "id",
    "published": "2016-09-20",
    "title": "Tiga, “orang”",
}
EXPECTED = Document("a1", TEXT, "id", dt.date(2016, 9, 20), "given", "Tiga, “orang”")


def one(path: Path, **options: object) -> Document:
    (item,) = read([path], **options)  # type: ignore[arg-type]
    assert isinstance(item, Document), item
    return item


def refused(path: Path, **options: object) -> str:
    (item,) = read([path], **options)  # type: ignore[arg-type]
    assert isinstance(item, Skipped), item
    assert "\n" not in str(item)
    return str(item)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path
