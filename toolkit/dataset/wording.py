"""Words, numbers and tables of a card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from babel import Locale, UnknownLocaleError

from toolkit.dataset.plan import Plan

Row = dict[str, Any]


def rows_of(made: Plan, config: str) -> list[Row]:
    """All rows of a config."""
    return [row for rows in made.tables.get(config, {}).values() for row in rows]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None or value == "":
        return "–"
    return str(value).replace("|", "\\|").replace("\n", " ")


def count(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun: ``1 article``, ``2,000 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def language_name(code: str) -> str:
    """The English name of a language, or its code."""
    try:
        return Locale.parse(code).get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def documents_of(made: Plan) -> list[Row]:
    """The rows of the articles that are not taken down."""
    return [row for row in rows_of(made, "documents") if not row["withdrawn"]]
