"""The list of action codes that agreement is measured on: CAMEO, another tree, or a flat list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.ontology import Codebook
from toolkit.records import ToolkitError


class CodeListError(ToolkitError):
    """A fault in a list of codes, with its line."""


@dataclass(frozen=True)
class CodeList:
    """Codes with their paths from a root of the tree down to the code itself.

    Every step of a path is itself a code of the list. Codes with equal paths are the same code
    (CAMEO's 190 and 19). In a flat list every path has one step.
    """

    paths: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    title: str
    cameo: bool = False

    @classmethod
    def of(cls, codebook: Codebook) -> CodeList:
        """The action codes of a codebook."""
        return cls(
            {c.code: codebook.path(c.code) for c in codebook},
            {c.code: c.name for c in codebook},
            f"CAMEO codebook {codebook.version}",
            cameo=True,
        )

    @classmethod
    def flat(cls, codes: Iterable[str]) -> CodeList:
        """Codes without a tree, named by themselves, in sorted order."""
        ordered = sorted(set(codes))
        return cls({c: (c,) for c in ordered}, {c: c for c in ordered}, "a flat list of codes")

    @classmethod
    def read(cls, path: Path) -> CodeList:
        """A list from a tab-separated file: code, then if wished its parent, then its name.

        A parent stands before its children; an empty parent makes a root. Blank lines and lines
        that begin with # are passed over. Raises CodeListError naming the line.
        """
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CodeListError(f"cannot read the list of codes {path}: {error}") from None
        paths: dict[str, tuple[str, ...]] = {}
        names: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            code, parent, name = ([part.strip() for part in line.split("\t")] + ["", ""])[:3]
            if not code or code in paths:
                what = f"the code {code} stands twice" if code else "there is no code"
                raise CodeListError(f"{path}:{number}: {what}; each line begins with a new code")
            if parent and parent not in paths:
                raise CodeListError(
                    f"{path}:{number}: the parent {parent} of {code} must stand on a line before it"
                )
            paths[code] = (*paths[parent], code) if parent else (code,)
            names[code] = name or code
        if not paths:
            raise CodeListError(f"{path} holds no code; give one code a line")
        return cls(paths, names, f"the list of codes in {path.name}")

    def __contains__(self, code: object) -> bool:
        return code in self.paths

    @cached_property
    def depth(self) -> int:
        """The number of levels; 1 for a flat list."""
        return max((len(p) for p in self.paths.values()), default=1)

    @cached_property
    def order(self) -> dict[str, int]:
        """The rank of each code in the list."""
        return {code: i for i, code in enumerate(self.paths)}

    def normal(self, code: str) -> str:
        """The code that stands for all codes of the same path."""
        path = self.paths.get(code)
        return path[-1] if path else code

    def root(self, code: str) -> str:
        """The root above a code."""
        path = self.paths.get(code)
        return path[0] if path else code

    def name(self, code: str) -> str:
        """The name of a code; the code itself where it has none."""
        return self.names.get(code, code)

    def distance(self, a: str, b: str) -> float:
        """Length of the way from ``a`` to ``b`` in the tree over the longest there is, in 0..1; a
        metric. Different roots meet in an unnamed top node."""
        pa, pb = self.paths.get(a, (a,)), self.paths.get(b, (b,))
        return (len(pa) + len(pb) - 2 * shared_steps(pa, pb)) / (2 * self.depth)

    def distances(self, codes: Iterable[str]) -> NDArray[np.float64]:
        """The distances between all pairs, ndarray of shape (V, V)."""
        return path_distances([self.paths.get(c, (c,)) for c in codes], 2 * self.depth)


def shared_steps(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """How many steps two paths have in common from the root."""
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared


def path_matrices(
    paths: list[tuple[str, ...]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lengths of the paths, shape (V,), and the steps each pair shares, shape (V, V)."""
    lengths = np.array([len(p) for p in paths], dtype=np.int64)
    shared = np.zeros((len(paths), len(paths)), dtype=np.int64)
    together = np.ones_like(shared, dtype=bool)
    for level in range(int(lengths.max(initial=0))):
        ids: dict[str, int] = {}
        # A path that has ended equals nothing, not even another that has ended.
        column = np.array(
            [ids.setdefault(p[level], len(ids)) if level < len(p) else -1 for p in paths]
        )
        together &= (column[:, None] == column[None, :]) & (column[:, None] >= 0)
        shared += together
    return lengths, shared


def path_distances(paths: list[tuple[str, ...]], longest: int) -> NDArray[np.float64]:
    """Path lengths between all pairs over ``longest``, shape (V, V)."""
    lengths, shared = path_matrices(paths)
    return (lengths[:, None] + lengths[None, :] - 2 * shared) / longest
