"""Answers worth keeping: bytes by key in one file of the user's cache.

Calls to a language model and sentence embeddings are slow or cost money, and the same input gives
the same answer; a rerun asks only for what is new.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

from toolkit.records import ToolkitError


class StoreError(ToolkitError):
    """A cache file that cannot be opened."""


def cache_folder() -> Path:
    """``event-coding-toolkit`` under XDG_CACHE_HOME, by default ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "event-coding-toolkit"


def key_of(*parts: str) -> str:
    """A key for the parts that decide the answer."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """Bytes by key in an SQLite file; several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=60, check_same_thread=False)
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB NOT NULL)"
            )
            self._connection.commit()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"cannot use the cache {path} ({error}); set XDG_CACHE_HOME to a folder that can "
                "be written"
            ) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, key: str) -> bytes | None:
        """What is kept under a key."""
        row = self._connection.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def get_all(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under any of the keys."""
        found = ((key, self.get(key)) for key in keys)
        return {key: value for key, value in found if value is not None}

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keep values, all of them or none; a key kept before gets the new value."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)", list(values.items())
            )
