"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.records import ToolkitError


class FileError(ToolkitError):
    """A file that cannot be read or written."""


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to, moved onto it at the end; gone after a failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise FileError(
            f"cannot write {path}: {error.strerror}; choose a folder that you may write to"
        ) from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(path)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _default(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_ONE_LINE = json.JSONEncoder(ensure_ascii=False, default=_default)


def json_line(value: Any) -> str:
    """A row, or any value, as one line of JSON, keys in their own order."""
    return _ONE_LINE.encode(value)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file whole or not at all, line ends as they are."""
    with whole(path) as part:
        part.write_bytes(text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write one JSON value, indented, whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, default=_default) + "\n")
