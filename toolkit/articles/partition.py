"""What the folders of a partitioned table, ``lang=id/publisher=AFP/…``, say of all their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from toolkit.articles.article import ALIASES, Article, from_fields
from toolkit.records import RecordError

#: The columns that a folder may give; any other (``year=2016``) is left alone, as in a file.
FIELDS = ("doc_id", "lang", "published", "title", "url", "publisher")

_NOTHING = ("", "__HIVE_DEFAULT_PARTITION__")  # how Hive and its heirs write an empty value


@dataclass(frozen=True, slots=True)
class Partition:
    """The columns that stand in the names of a file's folders: each field with its value there.
    ``described`` is what the rows leave open and a sidecar says."""

    said: Mapping[str, str]
    described: Article | None = None

    def article(self, row: Mapping[str, Any], where: str) -> Article:
        """The article of a row with the columns of its folders.

        Raises RecordError where a field cannot be what it says, or the row says another thing than
        a folder.
        """
        article = self._in_folders(from_fields(row, where), row, where)
        return article if self.described is None else article.over(self.described)

    def _in_folders(self, article: Article, row: Mapping[str, Any], where: str) -> Article:
        if not self.said:
            return article
        lacking = {n: value for n, value in self.said.items() if getattr(article, n) is None}
        if lacking:  # from the start, for a date of the folder may be described by the row
            article = from_fields({**row, **lacking}, where)
        folders = from_fields(self.said, where)
        for name, value in self.said.items():
            if getattr(article, name) != getattr(folders, name):
                own = str(getattr(article, name))
                raise RecordError(
                    f"{name} is {own!r} in the row but {value!r} in the name of its folder; "
                    "mend one of the two"
                )
        return article


#: Where no folder gives a column.
NO_PARTITION = Partition({})


def partition_of(path: Path) -> Partition:
    """The partition in which a file lies: the folders straight above it whose names are of the form
    ``column=value``, percent-encoded where a file system asks for it.

    Raises RecordError where a folder's value cannot be what it says, or two folders differ.
    """
    said: dict[str, str] = {}
    for folder in path.absolute().parents:
        column, is_partition, encoded = folder.name.partition("=")
        if not is_partition:
            break
        name = ALIASES.get(unquote(column), unquote(column))
        value = unquote(encoded)
        if name not in FIELDS or value in _NOTHING:
            continue
        try:
            from_fields({name: value}, folder.name)
        except RecordError as error:
            raise RecordError(
                f"its folder {folder.name} gives no value to its rows: {error}"
            ) from None
        if said.setdefault(name, value) != value:
            raise RecordError(f"its folders give {name} twice: {value!r} and {said[name]!r}")
    return Partition(said)
