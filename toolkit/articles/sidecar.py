"""``NAME.yaml`` beside an article: what is known of it and does not stand in its own file."""

from __future__ import annotations

from pathlib import Path

from toolkit.articles.article import Article, from_fields
from toolkit.ontology import lined_yaml
from toolkit.records import RecordError, ToolkitError

SUFFIXES = (".yaml", ".yml")

#: ``note`` and ``origin`` are for people; they go no further.
KEYS = ("id", "lang", "published", "title", "url", "publisher", "note", "origin")
_ALSO = ("doc_id", "language", "date", "source")


class SidecarError(ToolkitError):
    """A sidecar that cannot be understood, with its line."""


def sidecar_of(path: Path) -> Path | None:
    """The sidecar of an article's file, if there is one."""
    for suffix in SUFFIXES:
        beside = path.with_suffix(suffix)
        if beside != path and beside.is_file():
            return beside
    return None


def read_sidecar(path: Path) -> Article:
    """What a sidecar says; raises SidecarError naming file and line."""
    data = lined_yaml(path)
    if data is None:
        return Article(str(path))
    if not isinstance(data, dict):
        raise SidecarError(f"{path}:1: a sidecar holds lines of the form `title: …`")
    line = data.pop("__line__")
    for key in data:
        if key not in KEYS and key not in _ALSO:
            raise SidecarError(f"{path}:{line}: unknown key {key!r}; known are {', '.join(KEYS)}")
    try:
        return from_fields(data, str(path))
    except RecordError as error:
        raise SidecarError(f"{path}: {error}") from None
