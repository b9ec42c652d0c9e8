"""Who gets which article: balanced, reproducible, and never changed afterwards.

The community edition of Label Studio has no assignments, so every annotator has a project of their
own. ``annotations/<project>/assignment.yaml`` keeps who got what.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from toolkit.labelstudio.project import RESERVED
from toolkit.records import ToolkitError
from toolkit.workspace import FileError, write_text


class AssignmentError(ToolkitError):
    """An assignment that cannot be made."""


@dataclass(frozen=True)
class Assignment:
    """Articles by annotator, in the order of work. ``shared`` go to all (calibration), of those
    ``gold`` have an answer that is known; ``blind`` come without pre-coding."""

    seed: int
    overlap: int
    articles: dict[str, tuple[str, ...]]
    shared: frozenset[str] = field(default_factory=frozenset)
    gold: frozenset[str] = field(default_factory=frozenset)
    blind: frozenset[str] = field(default_factory=frozenset)

    @property
    def all(self) -> frozenset[str]:
        """Every article that somebody has."""
        return frozenset(a for given in self.articles.values() for a in given)


def assign(
    doc_ids: Sequence[str],
    annotators: Sequence[str],
    *,
    overlap: int = 2,
    seed: int = 0,
    shared: int = 0,
    blind: int = 0,
    gold: Iterable[str] = (),
    before: Assignment | None = None,
) -> Assignment:
    """Give every article to ``overlap`` annotators, ``shared`` articles to all of them.

    Half of the shared articles, rounded up, are taken from ``gold`` as far as it goes. Loads differ
    by one article at most, and pairs of annotators meet about equally often. What ``before`` gave
    stays; only new articles and new annotators are dealt with. Raises AssignmentError.
    """
    if len(set(annotators)) != len(annotators) or not annotators:
        raise AssignmentError("name each annotator once: --annotators a,b,c")
    for name in annotators:
        if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name) or name in RESERVED:
            raise AssignmentError(
                f"{name!r} cannot be an annotator's pseudonym: take letters, digits, - and _"
            )
    if not 1 <= overlap <= len(annotators):
        raise AssignmentError(
            f"an article cannot be seen by {overlap} of {len(annotators)} annotators; "
            "choose --overlap between 1 and their number"
        )
    draw = random.Random(f"{seed}")
    old = before.articles if before else {}
    known = before.all if before else frozenset()
    new = [d for d in dict.fromkeys(doc_ids) if d not in known]
    draw.shuffle(new)
    calibration = set(before.shared) if before else set()
    answers = [d for d in new if d in set(gold)]
    wanted = max(0, min(shared - len(calibration), len(new)))
    chosen = answers[: (wanted + 1) // 2]
    rest = [d for d in new if d not in chosen and d not in answers]
    chosen += rest[: wanted - len(chosen)]
    calibration |= set(chosen)
    load = {name: [*old.get(name, ())] for name in annotators}
    for name in annotators:
        load[name] += [d for d in sorted(calibration) if d not in load[name]]
    met: dict[frozenset[str], int] = {}
    for doc_id in new:
        if doc_id in calibration:
            continue
        group: list[str] = []
        while len(group) < overlap:
            group.append(
                min(
                    (name for name in annotators if name not in group),
                    key=lambda name: (
                        len(load[name]),
                        sum(met.get(frozenset((name, g)), 0) for g in group),
                        draw.random(),
                    ),
                )
            )
        for name in group:
            load[name].append(doc_id)
            for other in group:
                if other < name:
                    pair = frozenset((name, other))
                    met[pair] = met.get(pair, 0) + 1
    hidden = set(before.blind) if before else set()
    candidates = [d for d in new if d not in calibration] + [d for d in new if d in calibration]
    hidden |= set(candidates[: max(0, blind - len(hidden))])
    articles = dict(old)
    for name in annotators:
        fresh = [d for d in load[name] if d not in old.get(name, ())]
        draw.shuffle(fresh)  # so that calibration articles do not stand out
        articles[name] = (*old.get(name, ()), *fresh)
    return Assignment(
        seed,
        overlap,
        articles,
        frozenset(calibration),
        frozenset(calibration & set(gold)) | (before.gold if before else frozenset()),
        frozenset(hidden),
    )


def write_assignment(path: Path, made: Assignment) -> None:
    """Write an assignment as YAML."""
    text = yaml.safe_dump(
        {
            "seed": made.seed,
            "overlap": made.overlap,
            "shared": sorted(made.shared),
            "gold": sorted(made.gold),
            "blind": sorted(made.blind),
            "articles": {name: list(given) for name, given in sorted(made.articles.items())},
        },
        allow_unicode=True,
        sort_keys=False,
    )
    write_text(path, "# Who got which article; made by `toolkit push --annotators`.\n" + text)


def read_assignment(path: Path) -> Assignment | None:
    """The assignment of a project, or None; raises FileError."""
    if not path.is_file():
        return None
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Assignment(
            int(data["seed"]),
            int(data["overlap"]),
            {str(name): tuple(given) for name, given in data["articles"].items()},
            frozenset(data["shared"]),
            frozenset(data["gold"]),
            frozenset(data["blind"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError):
        raise FileError(
            f"{path} is not an assignment as `toolkit push --annotators` writes it; "
            "take it back from version control"
        ) from None
