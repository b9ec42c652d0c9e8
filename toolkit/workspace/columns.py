"""The columns of a typed dictionary of :mod:`toolkit.rows`: as Arrow, as JSON Schema, or flat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args

import pyarrow as pa
from pydantic import TypeAdapter

from toolkit.workspace.files import json_line

_ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def _arrow_type(hint: Any) -> pa.DataType:
    if hint in _ARROW:
        return _ARROW[hint]
    if hint is dt.date:
        return pa.date32()
    if hasattr(hint, "__total__"):
        return pa.struct(_fields(hint))
    args = [a for a in get_args(hint) if a is not type(None)]
    origin = getattr(hint, "__origin__", None)
    if origin is list:
        return pa.list_(_arrow_type(args[0]))
    if all(isinstance(a, str) for a in args):  # a Literal of strings
        return pa.string()
    return _arrow_type(args[0])


def _fields(kind: type) -> list[pa.Field]:
    from typing_extensions import get_type_hints

    return [pa.field(name, _arrow_type(hint)) for name, hint in get_type_hints(kind).items()]


@cache
def arrow_schema(kind: type) -> pa.Schema:
    """The Arrow schema of a typed dictionary of :mod:`toolkit.rows`."""
    return pa.schema(_fields(kind))


def flat_columns(kind: type) -> list[str]:
    """The columns of ``flat_row`` for rows of ``kind``, in order."""

    def walk(fields: Iterable[pa.Field], prefix: str) -> Iterator[str]:
        for field in fields:
            if pa.types.is_struct(field.type):
                yield from walk(field.type, f"{prefix}{field.name}.")
            else:
                yield prefix + field.name

    return list(walk(arrow_schema(kind), ""))


@cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """What validates rows of a typed dictionary."""
    return TypeAdapter(kind)


def json_schema(kind: type) -> dict[str, Any]:
    """The JSON Schema of a typed dictionary of :mod:`toolkit.rows`."""
    return adapter(kind).json_schema()


def flat_row(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A row for a table: nested fields under ``field.inner``, lists as JSON."""
    made: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            made.update(flat_row(value, f"{prefix}{key}."))
        elif isinstance(value, list):
            made[prefix + key] = json_line(value)
        else:
            made[prefix + key] = value
    return made
