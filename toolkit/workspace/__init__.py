"""Where things lie, and reading and writing record files whole or not at all.

A workspace is a folder with ``schemas/``, ``seeds/`` and ``annotations/``; built files go to
``build/``. The package ships its codebook; a file in a workspace's ``schemas/`` overrides it.
"""

from toolkit.workspace.columns import arrow_schema, flat_columns, flat_row, json_schema
from toolkit.workspace.files import FileError, json_line, whole, write_json, write_text
from toolkit.workspace.folders import (
    SCHEMA_FILES,
    Workspace,
    packaged_codebook,
    packaged_schemas,
)
from toolkit.workspace.record_files import (
    read_annotations,
    read_documents,
    read_events,
    write_annotations,
    write_documents,
    write_events,
)
from toolkit.workspace.settings import Settings, SplitRule
from toolkit.workspace.tables import read_rows, write_rows

__all__ = [
    "SCHEMA_FILES",
    "FileError",
    "Settings",
    "SplitRule",
    "Workspace",
    "arrow_schema",
    "flat_columns",
    "flat_row",
    "json_line",
    "json_schema",
    "packaged_codebook",
    "packaged_schemas",
    "read_annotations",
    "read_documents",
    "read_events",
    "read_rows",
    "whole",
    "write_annotations",
    "write_documents",
    "write_events",
    "write_json",
    "write_rows",
    "write_text",
]
