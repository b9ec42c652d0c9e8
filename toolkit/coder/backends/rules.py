"""The embedded coder, a grammar over lexicons, under its name among the back ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.coder.backends import BackendError
from toolkit.ontology import Codebook

if TYPE_CHECKING:
    from toolkit.coder import Coder


def make(argument: str | None, codebook: Codebook) -> Coder:
    """The embedded coder with its usual settings; it takes no argument."""
    if argument:
        raise BackendError(f"the coder rules takes no argument, not {argument!r}")
    from toolkit.coder import rule_coder

    return rule_coder(codebook)
