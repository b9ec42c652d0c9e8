"""The closing table of ``toolkit run``."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from toolkit.coder.parsing.review import Tally
from toolkit.ontology import Codebook
from toolkit.pipeline import Outcome
from toolkit.records import Event
from toolkit.workspace import Workspace

# Fields of the agreement report that the table shows: field and level.
_FIELDS = (("action", "root"), ("source", "code"), ("target", "code"), ("status", "status"))


def show(outcome: Outcome, workspace: Workspace) -> None:
    """Print the tables and the line that loads the dataset."""
    console = Console(highlight=False)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in lines(outcome, workspace):
        table.add_row(Text(name, style="bold"), Text(value))
    console.print(table)
    console.print()
    console.print(by_root(outcome, workspace.codebook))
    if outcome.dataset is not None:
        # Printed apart so that it can be copied whole from a narrow terminal.
        console.print(Text(f"\n{loads(outcome, workspace)}"), soft_wrap=True)


def by_root(outcome: Outcome, codebook: Codebook) -> Table:
    """The asserted events by root code: of the machine, of the annotators together, of gold."""
    people = [e for a in outcome.given.annotations for e in a.events]
    gold = outcome.gold.events if outcome.gold else ()
    columns = {"machine": outcome.events, "annotators": people, "gold": gold}
    counts = {
        name: Counter(codebook.root(e.action.code) for e in events if e.status == "asserted")
        for name, events in columns.items()
    }
    others = {name: sum(e.status != "asserted" for e in made) for name, made in columns.items()}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("asserted events by root code", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right")
    for root in codebook.roots:
        if any(c[root] for c in counts.values()):
            told = [str(c[root] or "") for c in counts.values()]
            table.add_row(f"{root} {codebook[root].name}", *told)
    table.add_row("all", *(str(c.total()) for c in counts.values()), style="bold")
    table.add_row("planned, negated, …: not counted", *map(str, others.values()), style="dim")
    return table


def loads(outcome: Outcome, workspace: Workspace) -> str:
    """The one line of Python that loads the dataset from where the user stands."""
    assert outcome.dataset is not None
    config = "events" if "events" in outcome.dataset.rows else next(iter(outcome.dataset.rows))
    return (
        "from datasets import load_dataset; "
        f'{config} = load_dataset("{relative(workspace.dataset)}", "{config}")'
    )


def relative(path: Path) -> str:
    """A path as seen from the current folder where it lies within, else as it is."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return os.fspath(path)


def lines(outcome: Outcome, workspace: Workspace) -> list[tuple[str, str]]:
    """The rows of the table: what, and how much of it."""
    languages = Counter(d.lang for d in outcome.documents)
    made = [
        ("documents", f"{len(outcome.documents)} ({_counted(languages)})"),
        ("machine events", f"{len(outcome.events)} by {_coders(outcome.events)}"),
        ("parser", opinions(outcome.events)),
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
        ]
    if outcome.dataset is not None:
        configs = ", ".join(f"{c} {sum(n.values())}" for c, n in outcome.dataset.rows.items())
        made.append(("dataset", f"{relative(workspace.dataset)} ({configs})"))
    if outcome.model is not None:
        made.append(("baseline", relative(outcome.model)))
    made += [("note", note) for note in outcome.notes]
    return [(name, value) for name, value in made if value]


def opinions(events: tuple[Event, ...]) -> str:
    """On how many events a parser agrees and differs; nothing where there is none."""
    tally = Tally()
    for event in events:
        tally.add(event.trace)
    return str(tally) if tally else ""


def _report(workspace: Workspace) -> str:
    page = workspace.report / "report.html"
    return relative(page if page.exists() else workspace.report)


def _coders(events: tuple[Event, ...]) -> str:
    return ", ".join(sorted({e.coder for e in events})) or "the coder"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


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
