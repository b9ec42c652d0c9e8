"""All that a dataset will hold, worked out before a file is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from toolkit import rows
from toolkit.dataset import rights
from toolkit.dataset.features import CONFIGS, Labels, features
from toolkit.dataset.history import History, Release, changelog, content_digest, row_digest
from toolkit.dataset.inputs import DatasetError, Inputs
from toolkit.dataset.ledger import Released
from toolkit.dataset.rights import Policy
from toolkit.dataset.splits import Assignment, assign
from toolkit.dataset.tables import Tables, tables


@dataclass(frozen=True, slots=True)
class Plan:
    """The inputs without what was taken down, the splits, the class names and the tables, their
    rows as the text policy lets them out. ``unknown_takedowns`` name no article, then or now."""

    inputs: Inputs
    assignment: Assignment
    labels: Labels
    tables: Tables
    policy: Policy
    history: History
    version: str
    unknown_takedowns: tuple[str, ...] = ()

    def rows(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Every row with its config and split."""
        for config, by_split in self.tables.items():
            for split, found in by_split.items():
                for row in found:
                    yield config, split, row

    def release(self, today: dt.date) -> Release:
        """The record of this content as a release; one of the same version keeps its day."""
        known = self.history.of(self.version)
        codebook = self.inputs.codebook
        coders = sorted({row["coder"] for row in self.inputs.coded if row["skipped"] is None})
        return Release(
            version=self.version,
            released=known.released if known else today,
            policy=self.policy,
            content=content_digest(self.rows()),
            labels=self.labels,
            columns={c: _columns(c) for c in self.tables},
            events={
                e.event_id: row_digest({**rows.event_row(e, codebook)})
                for e in sorted(self.inputs.gold, key=lambda e: e.event_id)
                if e.doc_id in self.assignment.split
            },
            documents={
                d.doc_id: row_digest({**rows.document_row(d)})
                for d in sorted(self.inputs.documents, key=lambda d: d.doc_id)
                if d.doc_id in self.assignment.split
            },
            codebook=codebook.version,
            coder=", ".join(coders),
        )

    def ledger(self) -> list[Released]:
        """The ledger after this release: what was in it, and every article of this one."""
        made = dict(self.history.ledger)
        for doc_id, split in self.assignment.split.items():
            made.setdefault(
                doc_id, Released(doc_id, split, self.assignment.cluster[doc_id], self.version)
            )
        return list(made.values())

    def changelog(self, release: Release) -> str:
        """The change log with this release."""
        others = [r for r in self.history.releases if r.version != release.version]
        return changelog([*others, release])


def _columns(config: str) -> str:
    """A digest of the columns of a config, whatever its class names."""
    plain = features(config, Labels((), ())).arrow_schema.remove_metadata()
    return row_digest({"columns": str(plain)})


def plan(
    inputs: Inputs,
    policy: Policy = "full",
    history: History | None = None,
    version: str | None = None,
) -> Plan:
    """Work out a dataset; raises DatasetError where there is nothing to make one from."""
    try:
        import datasets  # noqa: F401
        import rensa  # noqa: F401
    except ImportError as error:
        raise DatasetError(
            f"building a dataset needs {error.name}: pip install 'event-coding-toolkit[publish]'"
        ) from None
    history = history or History()
    gone = history.takedowns
    known = {d.doc_id for d in inputs.documents} | history.ledger.keys()
    inputs = replace(
        inputs,
        documents=tuple(d for d in inputs.documents if d.doc_id not in gone),
        gold=tuple(e for e in inputs.gold if e.doc_id not in gone),
        annotations=tuple(a for a in inputs.annotations if a.doc_id not in gone),
        machine=tuple(e for e in inputs.machine if e.doc_id not in gone),
        coded=tuple(row for row in inputs.coded if row["doc_id"] not in gone),
    )
    if not inputs.documents:
        raise DatasetError("there is no article to build a dataset from; run `toolkit read` first")
    by_people = {a.doc_id for a in inputs.annotations if not a.skipped}
    by_people |= {e.doc_id for e in inputs.gold}
    ledger = history.ledger
    assignment = assign(inputs.documents, inputs.settings.split, ledger, by_people)
    latest = history.latest
    labels = Labels.of(inputs.codebook, latest.labels if latest else None)
    tombstones = {doc_id: ledger[doc_id].split for doc_id in gone if doc_id in ledger}
    full = tables(inputs, assignment, labels, tombstones)
    let_out = {
        config: {
            split: [rights.apply(config, row, policy) for row in found]
            for split, found in full[config].items()
        }
        for config in CONFIGS
        if config in full
    }
    return Plan(
        inputs,
        assignment,
        labels,
        let_out,
        policy,
        history,
        version or inputs.settings.version,
        tuple(sorted(gone.keys() - known)),
    )
