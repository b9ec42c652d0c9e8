"""Who looked at which article: the annotations that count, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.records import Annotation

ADJUDICATION = "adjudication"
"""The folder under ``annotations/`` that holds adjudicators' decisions, not independent codings."""


@dataclass(frozen=True, slots=True)
class Panel:
    """``looked[doc_id][annotator]`` is the annotation that counts; documents and annotators are in
    sorted order. ``skipped``, ``undecided`` and ``earlier`` are the annotations left out: passed
    on by the annotator; empty without saying "no event"; followed by a later one of the same
    annotator on the same document."""

    looked: Mapping[str, Mapping[str, Annotation]]
    skipped: tuple[Annotation, ...]
    undecided: tuple[Annotation, ...]
    earlier: tuple[Annotation, ...]

    @classmethod
    def of(cls, annotations: Iterable[Annotation]) -> Panel:
        """The panel of some annotations, in whatever order they come."""
        ordered = sorted(
            annotations,
            key=lambda a: (a.doc_id, a.annotator, a.created, [e.event_id for e in a.events]),
        )
        latest: dict[tuple[str, str], Annotation] = {}
        skipped, undecided, earlier = [], [], []
        for annotation in ordered:
            if annotation.skipped:
                skipped.append(annotation)
            elif not annotation.events and not annotation.no_events:
                undecided.append(annotation)
            else:
                key = (annotation.doc_id, annotation.annotator)
                if key in latest:
                    earlier.append(latest[key])
                latest[key] = annotation
        looked: dict[str, dict[str, Annotation]] = {}
        for (doc_id, annotator), annotation in latest.items():
            looked.setdefault(doc_id, {})[annotator] = annotation
        return cls(looked, tuple(skipped), tuple(undecided), tuple(earlier))

    @property
    def annotators(self) -> tuple[str, ...]:
        """Everybody who looked at a document, sorted."""
        return tuple(sorted({name for people in self.looked.values() for name in people}))

    @property
    def shared(self) -> tuple[str, ...]:
        """The documents that two annotators or more looked at."""
        return tuple(doc_id for doc_id, people in self.looked.items() if len(people) > 1)

    def without(self, annotator: str) -> Panel:
        """The panel as if one annotator had not been there."""
        left = {
            doc_id: {name: a for name, a in people.items() if name != annotator}
            for doc_id, people in self.looked.items()
        }
        return self._with({doc_id: people for doc_id, people in left.items() if people})

    def only(self, annotators: Iterable[str]) -> Panel:
        """The panel of some annotators alone."""
        keep = set(annotators)
        left = {
            doc_id: {name: a for name, a in people.items() if name in keep}
            for doc_id, people in self.looked.items()
        }
        return self._with({doc_id: people for doc_id, people in left.items() if people})

    def on(self, documents: Iterable[str]) -> Panel:
        """The panel on some documents alone."""
        keep = set(documents)
        return self._with({d: people for d, people in self.looked.items() if d in keep})

    def _with(self, looked: Mapping[str, Mapping[str, Annotation]]) -> Panel:
        return Panel(looked, self.skipped, self.undecided, self.earlier)
