"""A parser as a second opinion on who acts on whom.

The grammar finds the events. Where a parser is there for the language, each event's actors are
looked up in its tree too (:mod:`.review`): the same place in both readings of the sentence makes
the event surer, another place is said in its trace. ``Parser`` is all that a parser has to be;
:mod:`.pipelines` makes one of a spaCy pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from toolkit.coder.parsing.trees import Tree
from toolkit.records import ToolkitError

__all__ = ["Parser", "ParserError", "Tree"]


class ParserError(ToolkitError):
    """A parser that cannot be had or that cannot be used here."""


class Parser(Protocol):
    """Anything that gives a sentence's tree in the labels of Universal Dependencies.

    ``name`` is ``name-version``. ``trees`` takes sentences with the offset of each in its document
    and gives one tree for each, in order, with offsets of the document.
    """

    name: str

    def trees(self, sentences: Sequence[tuple[str, int]]) -> Iterator[Tree]: ...
