"""Coding at scale: one function from Arrow batch to Arrow batch, and the engines that call it.

``batch`` is that function; ``local`` runs it on the cores of one machine, streams its input and
output, and goes on where it was stopped.
"""

from toolkit.engines.batch import CODED, BatchCoder
from toolkit.engines.local import Done, code_articles

__all__ = ["CODED", "BatchCoder", "Done", "code_articles"]
