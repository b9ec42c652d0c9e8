"""The embedded coder, a grammar over lexicons, under its name among the back ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.ontology import Codebook

if TYPE_CHECKING:
    from toolkit.coder import RuleCoder


def make(argument: str | None, codebook: Codebook, packs: tuple[Path, ...] = ()) -> RuleCoder:
    """The embedded coder with the options of ``argument``; without it, as it is by default."""
    from toolkit.coder import Options, rule_coder

    return rule_coder(codebook, packs, Options.of(argument))
