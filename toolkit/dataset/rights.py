"""How much of the articles' text a published dataset carries.

``full``
    everything.
``snippet``
    titles, the words of every span and the sentences in which an event was coded; no article.
``none``
    no words of the articles: ids, addresses, dates, offsets, codes and digests. The name of an
    actor or place that merely repeats its span goes too; :mod:`toolkit.dataset.rehydrate` puts
    everything back from a reader's own copy.

Annotators' comments may quote the text or a person, and are published with ``full`` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

Policy = Literal["full", "snippet", "none"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
_NAMED = ("source", "target", "attribution", "location")
_EVENTS = ("events", "machine", "annotations")

Row = dict[str, Any]


def apply(config: str, row: Mapping[str, Any], policy: Policy) -> Row:
    """The row as the policy lets it out; absent words are null, so the columns stay the same."""
    made = dict(row)
    if policy == "full":
        return made
    if config == "documents":
        made["text"] = None
        if policy == "none":
            made["title"] = None
    elif config == "sentences" and (policy == "none" or not row["event_ids"]):
        made["text"] = None
    elif config in _EVENTS:
        if "comment" in made:
            made["comment"] = None
        if policy == "none":
            if "trace" in made:
                made["trace"] = []
            for field in ("action", *_NAMED):
                made[field] = _without_words(made.get(field))
            if made.get("date") is not None:
                made["date"] = {**made["date"], "span": _without_words(made["date"]["span"])}
    return made


def _without_words(row: Mapping[str, Any] | None) -> Row | None:
    if row is None:
        return None
    made = {**row, "text": None}
    if "name" in row and row["text"] is not None and row["name"] == row["text"]:
        made["name"] = None
    return made
