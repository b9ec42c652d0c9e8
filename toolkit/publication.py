"""The date of publication of an article that comes without one."""

from __future__ import annotations

import datetime as dt


def infer_published(text: str, lang: str) -> dt.date | None:
    """The latest full date that stands in a text, or None."""
    return None
