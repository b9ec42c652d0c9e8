"""From the records of a workspace to a dataset folder that ``load_dataset`` reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.dataset.card import write_card, write_manifest
from toolkit.dataset.checks import Finding
from toolkit.dataset.features import features
from toolkit.dataset.files import whole_folder, write_csv, write_parquet
from toolkit.dataset.history import History, Release
from toolkit.dataset.inputs import Inputs
from toolkit.dataset.plan import Plan, plan
from toolkit.dataset.rights import Policy
from toolkit.dataset.sections import Place
from toolkit.dataset.tables import arrow
from toolkit.records import Annotation
from toolkit.workspace import Workspace

NOT_RELEASED = dt.date.min  # a local folder has no day of release, and shows none


@dataclass(frozen=True, slots=True)
class Summary:
    """What was built: where, rows by config and split, articles held back with the reason, and
    sentences about the dataset that its maintainer should know."""

    path: Path
    version: str
    policy: Policy
    rows: Mapping[str, Mapping[str, int]]
    held_back: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def load(self) -> str:
        """The line of Python that loads it."""
        return f'load_dataset("{self.path}", "{next(iter(self.rows))}")'


def build(
    workspace: Workspace,
    out: Path | None = None,
    policy: Policy = "full",
    annotations: Sequence[Annotation] | None = None,
) -> Summary:
    """Build the dataset of a workspace in ``out`` (``build/dataset``); the same input gives the
    same bytes. ``annotations`` stand for those of the workspace. Raises DatasetError, or another
    ToolkitError on a faulty record."""
    history = History.read(workspace)
    inputs = Inputs.read(workspace, annotations)
    return build_from(inputs, out or workspace.dataset, policy, history)


def build_from(
    inputs: Inputs,
    out: Path,
    policy: Policy = "full",
    history: History | None = None,
    address: str | None = None,
) -> Summary:
    """Build a dataset from records in memory; ``address`` is what its card tells a reader to load,
    the folder's name without it."""
    made = plan(inputs, policy, history)
    with whole_folder(out) as part:
        readme = out / "README.md"
        earlier = readme.read_text(encoding="utf-8") if readme.exists() else None
        write(made, part, earlier=earlier, place=Place(address or out.name))
    return summary(made, out)


def write(
    made: Plan,
    folder: Path,
    release: Release | None = None,
    earlier: str | None = None,
    findings: Sequence[Finding] = (),
    place: Place | None = None,
) -> None:
    """Write every file of a planned dataset into an empty folder.

    ``release`` is the record of a publication, None for the local folder; ``earlier`` the text of
    the card that this one replaces; ``findings`` what the publisher let pass; ``place`` where
    it will lie.
    """
    for config, by_split in made.tables.items():
        for split, found in by_split.items():
            write_parquet(folder / "data" / config, split, arrow(config, found, made.labels))
        schema = features(config, made.labels).arrow_schema
        write_csv(folder / "csv" / f"{config}.csv", by_split, schema)
    write_manifest(folder, made, release or made.release(NOT_RELEASED))
    write_card(folder, made, release, earlier, findings, place)


def summary(made: Plan, out: Path) -> Summary:
    """What to tell of a dataset that was written."""
    notes = list(made.assignment.notes)
    if "events" not in made.tables:
        notes.append("There is no gold event yet, so the config `events` is left out.")
    return Summary(
        path=out,
        version=made.version,
        policy=made.policy,
        rows={c: {s: len(r) for s, r in by.items()} for c, by in made.tables.items()},
        held_back=made.assignment.held_back,
        notes=tuple(notes),
    )
