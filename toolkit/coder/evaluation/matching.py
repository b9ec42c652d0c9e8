"""When a coded event counts as an event of the gold.

An action counts at the depth asked for: its root (or PLOVER type) or its quad class. An actor
counts where the first elements agree; bodies such as IGOUNO must agree in the body too where both
sides name one. Where either side knows only a role (REB, COP), a role of the same family anywhere
in the other code is enough. A side that the gold leaves open matches anything, one that only the
coder leaves open matches nothing. The families are in ``matching.yaml`` beside this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

from toolkit.ontology import Codebook

Scheme = Literal["cameo", "plover"]


@dataclass(frozen=True, slots=True)
class Triple:
    """Who did what to whom: an actor code, a CAMEO code or PLOVER type, an actor code."""

    source: str | None
    code: str
    target: str | None

    def __str__(self) -> str:
        return f"{self.source or '---'} {self.code} {self.target or '---'}"


def distinct(events: Iterable[Triple]) -> list[Triple]:
    """Each event once, in order of first mention."""
    return list(dict.fromkeys(events))


def elements(code: str | None) -> list[str]:
    """The three-letter elements of an actor code; none for an actor that is not named."""
    code = code or ""
    return [] if code == "---" else [code[i : i + 3] for i in range(0, len(code), 3)]


@dataclass(frozen=True)
class Match:
    """The rules, made for one codebook."""

    codebook: Codebook

    @cached_property
    def _rules(self) -> Any:
        path = Path(__file__).with_name("matching.yaml")
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    @cached_property
    def _families(self) -> list[frozenset[str]]:
        return [frozenset(family) for family in self._rules["role_families"]]

    @cached_property
    def _roles(self) -> frozenset[str]:
        of_codebook = {e.code for e in self.codebook.elements.values() if e.kind == "role"}
        return frozenset(of_codebook.union(*self._families))

    @cached_property
    def _quad_of_type(self) -> dict[str, int]:
        made: dict[str, Counter[int]] = {}
        for code in self.codebook:
            if code.plover is not None:
                made.setdefault(code.plover, Counter())[code.quad] += 1
        return {name: counts.most_common(1)[0][0] for name, counts in made.items()}

    def actor(self, gold: str | None, coded: str | None) -> bool:
        """Whether a coded actor counts as the gold's."""
        wanted, found = elements(gold), elements(coded)
        if not wanted:
            return True
        if not found:
            return False
        if wanted[0] == found[0]:
            bodies = wanted[0] in self._rules["body_kinds"] and wanted[1:] and found[1:]
            return not bodies or not set(wanted[1:]).isdisjoint(found[1:])
        if wanted[0] in self._roles or found[0] in self._roles:
            kin = set(wanted).union(*(f for f in self._families if not f.isdisjoint(wanted)))
            return not kin.isdisjoint(found)
        return False

    def dyad(self, gold: Triple, coded: Triple) -> bool:
        """Whether both actors count."""
        return self.actor(gold.source, coded.source) and self.actor(gold.target, coded.target)

    def label(self, code: str, scheme: Scheme) -> str:
        """The root of a CAMEO code, or the PLOVER type of a code or of a type's older name; the
        code itself where the crosswalk has no type."""
        if scheme == "cameo":
            return self.codebook.root(code)
        if code in self.codebook:
            return self.codebook.plover(code) or code
        return self._rules["plover_types"].get(code, code)

    def quad(self, code: str, scheme: Scheme) -> int:
        """The quad class, 1..4, of a code or PLOVER type; 0 where there is none."""
        if code in self.codebook:
            return self.codebook.quad(code)
        return self._quad_of_type.get(self.label(code, scheme), 0)

    def known(self, code: str) -> bool:
        """Whether ``code`` is a CAMEO code or a PLOVER type, of any release."""
        return code in self.codebook or bool(self.quad(code, "plover"))


def common(gold: Iterable[Any], coded: Iterable[Any]) -> int:
    """The size of the intersection of two multisets."""
    return sum((Counter(gold) & Counter(coded)).values())


def pairs(
    gold: Sequence[Triple], coded: Sequence[Triple], counts: Callable[[Triple, Triple], bool]
) -> list[tuple[int, int]]:
    """As many pairs of gold and coded events as can be made, each event used once, by their
    positions: a maximum matching, so the order of the events does not change their number."""
    if not gold or not coded:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    fits = np.array([[counts(g, c) for c in coded] for g in gold], dtype=float)
    rows, columns = linear_sum_assignment(fits, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if fits[r, c]]
