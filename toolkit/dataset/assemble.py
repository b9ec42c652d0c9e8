"""From the records of a workspace to a dataset folder that ``load_dataset`` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.dataset import rights
from toolkit.dataset.card import write_card
from toolkit.dataset.features import CONFIGS, Labels, features
from toolkit.dataset.files import whole_folder, write_csv, write_parquet
from toolkit.dataset.inputs import DatasetError, Inputs
from toolkit.dataset.ledger import Ledger, read_ledger, releases
from toolkit.dataset.rights import Policy
from toolkit.dataset.splits import Assignment, assign
from toolkit.dataset.tables import Tables, arrow, tables
from toolkit.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Summary:
    """What was built: where, rows by config and split, articles held back with the reason, and
    sentences about the splits that a reader should know."""

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


def build(workspace: Workspace, out: Path | None = None, policy: Policy = "full") -> Summary:
    """Build the dataset of a workspace in ``out`` (``build/dataset``); the same input gives the
    same bytes. Raises DatasetError, or another ToolkitError on a faulty record."""
    inputs = Inputs.read(workspace)
    ledger = read_ledger(releases(workspace) / "splits.jsonl")
    return build_from(inputs, out or workspace.dataset, policy, ledger)


def build_from(
    inputs: Inputs, out: Path, policy: Policy = "full", ledger: Ledger | None = None
) -> Summary:
    """Build a dataset from records in memory."""
    try:
        import datasets  # noqa: F401
        import rensa  # noqa: F401
    except ImportError as error:
        raise DatasetError(
            f"building a dataset needs {error.name}: pip install 'event-coding-toolkit[publish]'"
        ) from None
    if not inputs.documents:
        raise DatasetError("there is no article to build a dataset from; run `toolkit read` first")
    ledger = ledger or {}
    coded_by_people = {a.doc_id for a in inputs.annotations if not a.skipped}
    coded_by_people |= {e.doc_id for e in inputs.gold}
    assignment = assign(inputs.documents, inputs.settings.split, ledger, coded_by_people)
    labels = Labels.of(inputs.codebook)
    made = tables(inputs, assignment, labels)
    with whole_folder(out) as part:
        write_tables(part, made, labels, policy)
        write_card(part, inputs, made, labels, assignment, policy)
    return _summary(out, inputs, made, assignment, policy)


def write_tables(part: Path, made: Tables, labels: Labels, policy: Policy) -> None:
    """Parquet under ``data/<config>/`` and one CSV a config under ``csv/``."""
    for config, by_split in made.items():
        let_out = {s: [rights.apply(config, r, policy) for r in rs] for s, rs in by_split.items()}
        for split, rows in let_out.items():
            write_parquet(part / "data" / config, split, arrow(config, rows, labels))
        write_csv(part / "csv" / f"{config}.csv", let_out, features(config, labels).arrow_schema)


def _summary(
    out: Path, inputs: Inputs, made: Tables, assignment: Assignment, policy: Policy
) -> Summary:
    return Summary(
        path=out,
        version=inputs.settings.version,
        policy=policy,
        rows={c: {s: len(r) for s, r in made[c].items()} for c in CONFIGS if c in made},
        held_back=assignment.held_back,
        notes=(*assignment.notes, *_absent(made)),
    )


def _absent(made: Tables) -> list[str]:
    if "events" in made:
        return []
    return ["There is no gold event yet, so the config `events` is left out."]
