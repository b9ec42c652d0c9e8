"""The closing table of ``toolkit run``."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from toolkit.ontology import Codebook
from toolkit.pipeline import Outcome
from toolkit.records import Event
from toolkit.workspace import Workspace

_MOST_ROOTS = 6

# Fields of the agreement report that the table shows: field and level.
_FIELDS = (("action", "root"), ("source", "code"), ("target", "code"), ("status", "status"))


def show(outcome: Outcome, workspace: Workspace) -> None:
    """Print the table and the line that loads the dataset."""
    console = Console(highlight=False)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in lines(outcome, workspace):
        table.add_row(name, Text(value))
    console.print(table)
    if outcome.dataset is not None:
        # Printed apart so that it can be copied whole from a narrow terminal.
        console.print(Text(f"\n{loads(outcome, workspace)}"), soft_wrap=True)


def loads(outcome: Outcome, workspace: Workspace) -> str:
    """The one line of Python that loads the dataset from where the user stands."""
    assert outcome.dataset is not None
    config = "events" if "events" in outcome.dataset.rows else next(iter(outcome.dataset.rows))
    return (
        "from datasets import load_dataset; "
        f'events = load_dataset("{relative(workspace.dataset)}", "{config}")'
    )


def relative(path: Path) -> str:
    """A path as seen from the current folder where it lies within, else as it is."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return os.fspath(path)


def lines(outcome: Outcome, workspace: Workspace) -> list[tuple[str, str]]:
    """The rows of the table: what, and how much of it."""
    codebook = workspace.codebook
    languages = Counter(d.lang for d in outcome.documents)
    made = [
        ("documents", f"{len(outcome.documents)} ({_counted(languages)})"),
        ("machine events", f"{len(outcome.events)} by {_coders(outcome.events)}"),
        ("", roots(outcome.events, codebook)),
        ("tasks", f"{outcome.tasks} in {relative(workspace.tasks)}"),
    ]
    people = Counter(a.annotator for a in outcome.given.annotations)
    if outcome.report is None or outcome.gold is None:
        made.append(("annotators", "none yet; annotate the tasks and `toolkit pull`"))
    else:
        totals = outcome.report.row["totals"]
        made += [
            ("annotators", f"{', '.join(sorted(people))}; {totals['events']} events"),
            ("agreement", agreement(outcome)),
            ("", f"on {totals['shared_documents']} shared document(s), {_report(workspace)}"),
            (
                "gold events",
                f"{len(outcome.gold.events)}; {len(outcome.gold.open)} wait for an adjudicator",
            ),
            ("", roots(outcome.gold.events, codebook)),
        ]
    if outcome.dataset is not None:
        configs = ", ".join(f"{c} {sum(n.values())}" for c, n in outcome.dataset.rows.items())
        made.append(("dataset", f"{relative(workspace.dataset)} ({configs})"))
    if outcome.model is not None:
        made.append(("baseline", relative(outcome.model)))
    made += [("note", note) for note in outcome.notes]
    return [(name, value) for name, value in made if value]


def _report(workspace: Workspace) -> str:
    page = workspace.report / "report.html"
    return relative(page if page.exists() else workspace.report)


def _coders(events: tuple[Event, ...]) -> str:
    return ", ".join(sorted({e.coder for e in events})) or "the coder"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def roots(events: tuple[Event, ...], codebook: Codebook) -> str:
    """The asserted events by root code, the most frequent first, in words."""
    counts = Counter(codebook.root(e.action.code) for e in events if e.status == "asserted")
    shown = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    told = [f"{root} {codebook[root].name} {n}" for root, n in shown[:_MOST_ROOTS]]
    rest = sum(n for _, n in shown[_MOST_ROOTS:])
    if rest:
        told.append(f"others {rest}")
    other = sum(e.status != "asserted" for e in events)
    if other:
        told.append(f"not asserted {other}")
    return " · ".join(told)


def agreement(outcome: Outcome) -> str:
    """How often annotators see the same events, and alpha on the main fields."""
    assert outcome.report is not None
    row = outcome.report.row
    told = [
        f"{name} {value:.2f}"
        for name, value in (
            *(("same events F1", d["estimate"]["value"]) for d in row["detection"][:1]),
            *(
                (
                    f"{f['field']} {f['level']} α".replace("status status", "status"),
                    f["alpha"]["value"],
                )
                for f in row["fields"]
                if (f["field"], f["level"]) in _FIELDS
            ),
        )
        if value is not None
    ]
    return " · ".join(told) or "no document was looked at by two annotators"
