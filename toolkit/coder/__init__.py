"""From a Document to Events.

``Coder`` is all that a coder has to be. The default one is ``rule_coder()``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from toolkit.coder.options import Options
from toolkit.coder.rules import RuleCoder
from toolkit.ontology import Codebook
from toolkit.records import Document, Event

__all__ = ["Coder", "Options", "RuleCoder", "rule_coder"]


class Coder(Protocol):
    """Anything that turns a document into events.

    ``name`` is ``name/version`` and stands in every event. ``code`` gives the events in the order
    of their action spans; spans quote ``document.text``. It raises ToolkitError for a document that
    it cannot code.
    """

    name: str

    def code(self, document: Document) -> list[Event]: ...


def rule_coder(
    codebook: Codebook | None = None, packs: tuple[Path, ...] = (), options: Options = Options()
) -> RuleCoder:
    """The default coder, with the packaged codebook unless another is given."""
    from toolkit.workspace import packaged_codebook

    return RuleCoder(codebook or packaged_codebook(), packs, options)
