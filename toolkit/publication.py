"""The date of publication of an article that comes without one."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from toolkit import languages
from toolkit.coder import dates


@lru_cache(maxsize=8)
def _finder(lang: str) -> dates.DateFinder:
    return dates.DateFinder(languages.load(lang).dates)


def infer_published(text: str, lang: str) -> dt.date | None:
    """The latest full date that stands in a text of language ``lang``, or None: an article cannot
    be older than the last day it tells of as past, and rarely names a later one in full."""
    return dates.infer_published(text, _finder(lang))
