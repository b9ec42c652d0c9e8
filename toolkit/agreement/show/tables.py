"""Tables and names that the sections of the page share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NAMES = {
    "f1": "Detection (F1)",
    "action.root": "Root code",
    "action.code": "Full code",
    "source.code": "Source",
    "target.code": "Target",
    "status.status": "Status",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 1) -> str:
    """A table; cells are HTML, those from the column ``numbers`` on stand to the right."""
    top = "".join(f"<th{' class=num' if i >= numbers else ''}>{h}</th>" for i, h in enumerate(head))
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=num' if i >= numbers else ''}>{cell}</td>" for i, cell in enumerate(r)
        )
        + "</tr>"
        for r in rows
    )
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )
