"""Coders by name: ``rules`` or ``rules:OPTIONS``, ``classifier:MODEL_DIR``, ``llm:MODEL`` or
``package.module:factory``.

Each is a factory that takes what stands after the name (or None) and the codebook, and gives a
:class:`toolkit.coder.Coder`. A factory of one's own is named by its module and function, and is
given no argument but the codebook.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from toolkit.ontology import Codebook
from toolkit.records import ToolkitError

if TYPE_CHECKING:
    from toolkit.coder import Coder

BACKENDS = {
    "rules": "toolkit.coder.backends.rules:make",
    "classifier": "toolkit.baselines.coder:make",
    "llm": "toolkit.coder.backends.llm:make",
}


class BackendError(ToolkitError):
    """A coder that cannot be had under the name given."""


def load_coder(name: str, codebook: Codebook) -> Coder:
    """The coder of a name; raises BackendError where there is none."""
    kind, _, argument = name.partition(":")
    if kind in BACKENDS:
        module, _, function = BACKENDS[kind].partition(":")
        return getattr(importlib.import_module(module), function)(argument or None, codebook)
    known = ", ".join(BACKENDS)
    if not argument:
        raise BackendError(f"there is no coder {name!r}; choose {known} or package.module:factory")
    try:
        factory = getattr(importlib.import_module(kind), argument)
    except (ImportError, AttributeError) as error:
        raise BackendError(f"cannot load the coder {name!r}: {error}") from None
    return factory(codebook)
