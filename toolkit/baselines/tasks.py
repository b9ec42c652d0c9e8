"""What a baseline predicts of a sentence.

``event``: whether an event is reported. ``root``, ``code`` and ``quad``: the root code, the full
code (``x0`` taken as its root) and the quad class of the first event, over sentences with an event.
``source`` and ``target``: the role of the first event's actor: its first role element (GOV, MIL,
…), ``state`` for a country alone, the kind for bodies (IGO, NGO), ``none`` where nobody is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.baselines.errors import BaselineError
from toolkit.baselines.sentences import Sentence
from toolkit.ontology import QUAD_CLASSES, Codebook

EVENT, NO_EVENT = "event", "none"


@dataclass(frozen=True, slots=True)
class Task:
    """A name, what it asks, and the label of a sentence: None where it has none. ``share`` gives
    the share of annotators behind each label where the task has soft labels."""

    name: str
    title: str
    label: Callable[[Sentence, Codebook], str | None]
    share: Callable[[Sentence, Codebook], Mapping[str, float]] | None = None


def _event(sentence: Sentence, codebook: Codebook) -> str | None:
    if sentence.has_event is None:
        return None
    return EVENT if sentence.has_event else NO_EVENT


def _root(sentence: Sentence, codebook: Codebook) -> str | None:
    return codebook.root(sentence.code) if sentence.code else None


def _code(sentence: Sentence, codebook: Codebook) -> str | None:
    return codebook.normal(sentence.code) if sentence.code else None


def _quad(sentence: Sentence, codebook: Codebook) -> str | None:
    return QUAD_CLASSES[codebook.quad(sentence.code)] if sentence.code else None


def role(actor: str | None, codebook: Codebook) -> str:
    """The role of an actor code as a class label."""
    if not actor:
        return "none"
    roles = codebook.roles_of(actor)
    if roles:
        return roles[0]
    first = codebook.elements.get(actor[:3])
    return first.code if first is not None and first.kind == "kind" else "state"


def _source(sentence: Sentence, codebook: Codebook) -> str | None:
    return role(sentence.source, codebook) if sentence.code else None


def _target(sentence: Sentence, codebook: Codebook) -> str | None:
    return role(sentence.target, codebook) if sentence.code else None


def _event_share(sentence: Sentence, codebook: Codebook) -> Mapping[str, float]:
    if not sentence.votes:
        return {}
    none = sentence.votes[-1]
    return {EVENT: 1 - none, NO_EVENT: none}


def _root_share(sentence: Sentence, codebook: Codebook) -> Mapping[str, float]:
    """Shares over roots among the annotators who coded an event, scaled to sum to one."""
    shares = dict(zip(codebook.roots, sentence.votes, strict=False))
    total = sum(shares.values())
    return {root: share / total for root, share in shares.items() if share} if total else {}


def _quad_share(sentence: Sentence, codebook: Codebook) -> Mapping[str, float]:
    shares: dict[str, float] = {}
    for root, share in _root_share(sentence, codebook).items():
        name = QUAD_CLASSES[codebook.quad(root)]
        shares[name] = shares.get(name, 0.0) + share
    return shares


TASKS = {
    task.name: task
    for task in (
        Task("event", "does the sentence report an event", _event, _event_share),
        Task("root", "root code of the event", _root, _root_share),
        Task("code", "full code of the event", _code),
        Task("quad", "quad class of the event", _quad, _quad_share),
        Task("source", "role of the source", _source),
        Task("target", "role of the target", _target),
    )
}


def task(name: str) -> Task:
    """The task of a name; raises BaselineError where there is none."""
    try:
        return TASKS[name]
    except KeyError:
        raise BaselineError(f"there is no task {name!r}; choose {', '.join(TASKS)}") from None
