"""An explanation as words on a terminal, or as a mapping for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from toolkit.checks import spans_of
from toolkit.coder.explain import Explanation
from toolkit.records import Actor, Event
from toolkit.rows import event_row
from toolkit.workspace import packaged_codebook

STYLES = {
    "action": "bold white on red",
    "source": "bold green",
    "target": "bold yellow",
    "date": "cyan",
    "location": "magenta",
    "attribution": "blue",
}


def as_mapping(explanation: Explanation) -> dict[str, Any]:
    """The explanation as JSON-ready values; events in the form of ``events.jsonl``."""
    made = asdict(explanation)
    codebook = packaged_codebook()
    made["events"] = [event_row(e, codebook) for e in explanation.events]
    return made


def show(explanation: Explanation, words: bool = False) -> None:
    """Print the text with its mentions coloured by role, then each event and its reasons."""
    console = Console(highlight=False)
    text = Text(explanation.text)
    for event in explanation.events:
        for field, span in spans_of(event):
            text.stylize(STYLES[field], span.start, span.end)
    console.print(text)
    legend = Text("  ").join(Text(name, style) for name, style in STYLES.items())
    console.print(legend, "\n")
    if words:
        console.print(" ".join(f"{w}/{tag}" for w, tag in explanation.word_classes), "\n")
    for number, event in enumerate(explanation.events, 1):
        console.print(_headline(number, event))
        for reason in event.trace:
            console.print(f"     {reason}", style="dim")
    if not explanation.events:
        console.print("No events.")
    if explanation.names:
        console.print("\nNames")
        for name in explanation.names:
            console.print(f"  {name.text} = {name.code}  ({name.kind}, {name.entry})", style="dim")
    if explanation.dropped:
        console.print("\nLeft out")
        for item in explanation.dropped:
            console.print(f"  {item.text}: {item.reason}", style="dim")


def _headline(number: int, event: Event) -> Text:
    codebook = packaged_codebook()
    line = Text(f"{number}. ")
    line.append(_who(event.source), STYLES["source"])
    line.append(f"  {event.action.code} ", "bold red")
    line.append(codebook[event.action.code].name)
    line.append("  ")
    line.append(_who(event.target), STYLES["target"])
    if event.date is not None:
        days = {event.date.start.isoformat(): None, event.date.end.isoformat(): None}
        line.append("  " + "..".join(days), STYLES["date"])
    if event.location is not None:
        line.append(f"  {event.location.name}", STYLES["location"])
    if event.status != "asserted":
        line.append(f"  [{event.status}]", "italic")
    if event.attribution is not None:
        line.append(f"  says {event.attribution.code}", STYLES["attribution"])
    line.append(f"  {event.confidence:.2f}", "dim")
    return line


def _who(actor: Actor | None) -> str:
    return "nobody named" if actor is None else f"{actor.code} ({actor.name})"
