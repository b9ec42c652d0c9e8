"""The whole way of the data through one workspace: what ``toolkit run`` does.

Each step reads files and writes files, whole or not at all, and is one call into its own room, so
that the steps can be run alone too. The same input gives the same bytes; a run that was killed is
simply run again.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.articles import Skipped, SkippedRow, read, skipped_row
from toolkit.engines import BatchCoder, code_articles
from toolkit.extras import EXTRAS
from toolkit.publication import infer_published
from toolkit.records import Document, Event
from toolkit.workspace import FileError, Workspace, read_events, write_documents, write_rows

if TYPE_CHECKING:
    from toolkit.agreement import Report
    from toolkit.agreement.inputs import Given
    from toolkit.dataset import Summary
    from toolkit.gold import Gold

BASELINE, BASELINE_TASK = "tfidf-lr", "root"

Say = Callable[[str], None]
"""Takes the name of the step that begins."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made. ``notes`` say what was not done and why; ``faults`` name the records that
    were left out."""

    documents: tuple[Document, ...]
    events: tuple[Event, ...]
    tasks: int
    given: Given
    report: Report | None
    gold: Gold | None
    dataset: Summary | None
    model: Path | None
    notes: tuple[str, ...]
    faults: tuple[str, ...]


def run(workspace: Workspace, say: Say = lambda step: None) -> Outcome:
    """Run every step on a workspace; raises ToolkitError where one cannot be done at all."""
    _ = workspace.codebook, workspace.settings  # faults in them come before any work
    with alone(workspace.build):
        say("Reading articles")
        documents, skipped = read_articles(workspace)
        say("Coding")
        events, uncoded = code(workspace)
        say("Writing tasks for Label Studio")
        tasks = write_tasks(workspace, documents, events)
        say("Measuring agreement")
        given = read_annotations(workspace)
        report = measure(workspace, given)
        say("Making gold")
        gold = make_gold(workspace, given)
        say("Building the dataset")
        dataset, notes = build(workspace, given)
        say("Training the baseline")
        model, untrained = train(workspace, dataset)
    return Outcome(
        documents=tuple(documents),
        events=tuple(events),
        tasks=tasks,
        given=given,
        report=report,
        gold=gold,
        dataset=dataset,
        model=model,
        notes=(*notes, *untrained),
        faults=(*map(str, skipped), *uncoded, *given.faults),
    )


# -- the steps -----------------------------------------------------------------------------------


def read_articles(workspace: Workspace) -> tuple[list[Document], list[Skipped]]:
    """``seeds/`` → ``documents.parquet``, and ``documents.skipped.jsonl`` where some cannot be
    read. Raises ToolkitError where none can."""
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for found in read([workspace.seeds], infer_published=infer_published):
        if isinstance(found, Skipped):
            skipped.append(found)
        else:
            documents.append(found)
    if not documents:
        raise FileError(f"no article can be read: {'; '.join(map(str, skipped[:3]))}")
    write_documents(workspace.documents, documents)
    listed = workspace.documents.with_name("documents.skipped.jsonl")
    if skipped:
        write_rows(listed, map(skipped_row, skipped), SkippedRow)
    else:
        listed.unlink(missing_ok=True)
    return documents, skipped


def code(workspace: Workspace) -> tuple[list[Event], list[str]]:
    """``documents.parquet`` → ``events.jsonl``, and ``events.documents.jsonl`` with what became of
    each document; on all cores where there is enough to do."""
    left_out: list[Skipped] = []
    coder = BatchCoder(workspace.schemas, name=workspace.settings.coder)
    code_articles([workspace.documents], workspace.events, coder, left_out=left_out.append)
    return read_events(workspace.events, workspace.codebook), [str(s) for s in left_out]


def write_tasks(workspace: Workspace, documents: list[Document], events: list[Event]) -> int:
    """Documents and events → ``tasks/``, in the language of the dataset where the interface
    speaks it; returns the number of tasks."""
    from toolkit.labelstudio.guidelines import guidelines_version
    from toolkit.labelstudio.names import languages
    from toolkit.labelstudio.tasks import write_tasks

    spoken = [lang for lang in workspace.settings.languages if lang in languages()]
    return write_tasks(
        workspace.tasks,
        documents,
        events,
        workspace.codebook,
        language=spoken[0] if spoken else "en",
        guidelines=guidelines_version(workspace.schemas / "guidelines.md"),
    )


def read_annotations(workspace: Workspace) -> Given:
    """What lies under ``annotations/``, with a sentence for each record left out."""
    from toolkit.agreement.inputs import of_workspace

    return of_workspace(workspace)


def measure(workspace: Workspace, given: Given) -> Report | None:
    """Annotations → ``report/``; None where nobody has annotated."""
    from toolkit.agreement import measure, write_report
    from toolkit.agreement.inputs import list_faults

    if not given.annotations:
        shutil.rmtree(workspace.report, ignore_errors=True)
        return None
    report = measure(given.annotations, given.documents, given.codebook, codes=given.codes)
    write_report(report, workspace.report)
    list_faults(workspace.report / "skipped.txt", given.faults)
    return report


def make_gold(workspace: Workspace, given: Given) -> Gold | None:
    """Annotations → ``gold.jsonl`` and what is open beside it; None where nobody has annotated."""
    from toolkit.gold import make_gold, write_gold

    if not given.annotations and not given.adjudications:
        for path in workspace.build.glob("gold*.jsonl"):
            path.unlink()
        return None
    gold = make_gold(given.annotations, adjudications=given.adjudications, codes=given.codes)
    write_gold(workspace.gold, gold, workspace.codebook)
    return gold


def build(workspace: Workspace, given: Given) -> tuple[Summary | None, list[str]]:
    """Everything so far → ``dataset/``; a note instead where the extra for it is not installed."""
    extra = EXTRAS["publish"]
    if extra.lacking:
        return None, [f"The dataset was not built, for lack of {extra.lacking[0]}: {extra.install}"]
    from toolkit.dataset import build

    summary = build(workspace, annotations=(*given.annotations, *given.adjudications))
    return summary, list(summary.notes)


def train(workspace: Workspace, dataset: Summary | None) -> tuple[Path | None, list[str]]:
    """The dataset → ``models/``; a note instead where there is too little to learn from."""
    folder = workspace.models / f"{BASELINE_TASK}-{BASELINE}"
    extra = EXTRAS["train"]
    if dataset is None:
        reason = "No baseline was trained, for there is no dataset."
    elif extra.lacking:
        reason = f"No baseline was trained, for lack of {extra.lacking[0]}: {extra.install}"
    else:
        from toolkit.baselines.errors import TooLittleDataError
        from toolkit.baselines.sentences import read_dataset
        from toolkit.baselines.training import Choice
        from toolkit.baselines.workflow import train_and_report

        try:
            # Named for what it is: the path would make the model differ from place to place.
            named = replace(read_dataset(str(dataset.path)), name=workspace.settings.name)
            choice = Choice(BASELINE, BASELINE_TASK)
            train_and_report(named, choice, workspace.codebook, folder)
        except TooLittleDataError as error:
            reason = f"No baseline was trained: {error}."
        else:
            return folder, []
    shutil.rmtree(folder, ignore_errors=True)  # one of an earlier run would no longer be true
    return None, [reason]


# -- one run at a time, and nothing left of a killed one -----------------------------------------

_PLACES = ("tasks", "report", "models")
_PART = re.compile(r"\..+\.[a-z0-9_]{8}")  # what tempfile makes of the prefix `.NAME.`


@contextlib.contextmanager
def alone(build: Path) -> Iterator[None]:
    """Hold ``build/`` against a second run, and clear away the unfinished parts of a killed one.

    The lock is on the folder itself and goes with the process, however it ends.
    """
    try:
        build.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            f"cannot make {build}: {error.strerror}; the workspace must be a folder that you may "
            "write to"
        ) from None
    handle = os.open(build, os.O_RDONLY)
    try:
        _lock(handle, build)
        # Only where a run writes: other programs keep their own folders under build/.
        for path in [p for place in ("", *_PLACES) for p in (build / place).glob(".*")]:
            if _PART.fullmatch(path.name):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, build: Path) -> None:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise FileError(f"another run is at work in {build}; wait for it to end") from None
