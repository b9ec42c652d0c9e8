"""Which split an article goes to, so that no text stands on both sides.

Near-duplicates form clusters and a cluster lies in one split. Released articles stay where they
are (:mod:`toolkit.dataset.ledger`); the others are admitted one by one, and one that would tie
articles of two splits together is held back, with the reason.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.dataset.clusters import Pair, near_duplicates, straddling
from toolkit.dataset.features import SPLITS
from toolkit.dataset.ledger import Ledger
from toolkit.records import Document
from toolkit.workspace import SplitRule

# Below this many clusters a test set would hold one or two texts, and measure nothing.
FEWEST_CLUSTERS = 10


@dataclass(frozen=True, slots=True)
class Assignment:
    """Split and cluster of every admitted article, why others are held back, what to tell the
    reader about the splits, how many near-duplicate pairs there are, and which of them lie in
    different splits all the same (released so, before the copy was known)."""

    split: Mapping[str, str]
    cluster: Mapping[str, str]
    held_back: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    pairs: int = 0
    leaks: tuple[tuple[str, str, float], ...] = ()

    def used(self) -> list[str]:
        """The splits that hold an article, in order."""
        present = set(self.split.values())
        return [name for name in SPLITS if name in present]


class _Clusters:
    """Union-find over article ids; each component knows the one split it is bound to."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.bound: dict[str, str | None] = {}

    def find(self, item: str) -> str:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def add(self, item: str, split: str | None) -> None:
        self.parent[item] = item
        self.bound[item] = split

    def split(self, item: str) -> str | None:
        return self.bound[self.find(item)]

    def join(self, a: str, b: str) -> None:
        a, b = sorted((self.find(a), self.find(b)))
        if a != b:
            self.parent[b] = a
            self.bound[a] = self.bound[a] or self.bound.pop(b)

    def members(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.parent:
            found[self.find(item)].append(item)
        return found


def assign(
    documents: Sequence[Document],
    rule: SplitRule,
    ledger: Ledger,
    annotated: Iterable[str] = (),
) -> Assignment:
    """Find near-duplicates and give every article its split by the maintainer's ``rule``.

    ``annotated`` names the articles that people coded: they are spread over the splits apart from
    the others, and so is each language.
    """
    ids = [d.doc_id for d in documents]
    texts = [d.text for d in documents]
    pairs = near_duplicates(texts, rule.seed)
    made = assign_pairs(documents, pairs, rule, ledger, frozenset(annotated))
    # A pair that the hashing missed would be a leak: look for such pairs exactly, and bind them.
    while True:
        leaks = list(_leaks(ids, texts, made))
        missed = [p for p in leaks if not {ids[p.first], ids[p.second]} <= ledger.keys()]
        if not missed:
            told = tuple((ids[p.first], ids[p.second], round(p.similarity, 3)) for p in leaks)
            return replace(made, leaks=told)
        pairs = [*pairs, *missed]
        made = assign_pairs(documents, pairs, rule, ledger, frozenset(annotated))


def _leaks(ids: Sequence[str], texts: Sequence[str], made: Assignment) -> Iterator[Pair]:
    """Near-duplicates in different splits, looked for exactly."""
    if len(made.used()) < 2:
        return
    kept = [i for i, doc_id in enumerate(ids) if doc_id in made.split]
    splits = [made.split[ids[i]] for i in kept]
    for pair in straddling([texts[i] for i in kept], splits):
        yield Pair(kept[pair.first], kept[pair.second], pair.similarity)


def assign_pairs(
    documents: Sequence[Document],
    pairs: Iterable[Pair],
    rule: SplitRule,
    ledger: Ledger,
    annotated: frozenset[str],
) -> Assignment:
    """Splits for documents whose near-duplicate ``pairs`` (positions) are known."""
    pairs = list(pairs)
    neighbours: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        a, b = documents[pair.first].doc_id, documents[pair.second].doc_id
        neighbours[a].add(b)
        neighbours[b].add(a)
    notes: list[str] = []
    held: dict[str, str] = {}
    publisher_split: Mapping[str, str] = {}
    if rule.by == "publisher":
        publisher_split = _publishers(documents, rule, ledger)
        if len(set(publisher_split.values())) < len(_wanted(rule)):
            notes.append("There are too few publishers to keep each in one split.")
    clusters = _Clusters()
    for document in sorted(documents, key=lambda d: d.doc_id):
        if document.doc_id in ledger:
            clusters.add(document.doc_id, ledger[document.doc_id].split)
            for other in sorted(neighbours[document.doc_id]):
                if other in clusters.parent and clusters.split(other) == clusters.split(
                    document.doc_id
                ):
                    clusters.join(document.doc_id, other)
    # The earliest of several copies is admitted first: a copy is held back, not the original.
    new = [d for d in documents if d.doc_id not in ledger]
    for document in sorted(new, key=lambda d: (d.published or dt.date.max, d.doc_id)):
        if rule.by == "time" and document.published is None:
            held[document.doc_id] = "it has no date, and the splits are by time"
            continue
        bound = publisher_split.get(_publisher(document))
        met = sorted(other for other in neighbours[document.doc_id] if other in clusters.parent)
        ties = {clusters.split(other): other for other in reversed(met) if clusters.split(other)}
        if bound:
            ties.setdefault(bound, f"its publisher {document.publisher}")
        if len(ties) > 1:
            told = " and ".join(f"{ties[s]} ({s})" for s in SPLITS if s in ties)
            held[document.doc_id] = f"it would tie two splits together: {told}"
            continue
        clusters.add(document.doc_id, bound)
        for other in met:
            clusters.join(document.doc_id, other)
    members = clusters.members()
    free = [root for root in members if clusters.bound[root] is None]
    by_id = {d.doc_id: d for d in documents}
    if free and len(members) < FEWEST_CLUSTERS and set(clusters.bound.values()) <= {None, "train"}:
        notes.append(
            f"All articles are in the split train: {len(members)} distinct "
            f"{'text is' if len(members) == 1 else 'texts are'} too few to set some aside "
            f"(from {FEWEST_CLUSTERS} on they are split)."
        )
        chosen = dict.fromkeys(free, "train")
    elif rule.by == "time":
        chosen = _by_time(members, free, by_id, rule, ledger)
    else:
        chosen = _at_random(members, free, by_id, rule, clusters.bound, annotated)
    split, cluster = {}, {}
    for root, docs in members.items():
        released = sorted({ledger[d].cluster for d in docs if d in ledger})
        name = released[0] if released else min(docs)
        for doc_id in docs:
            split[doc_id] = clusters.bound[root] or chosen[root]
            cluster[doc_id] = ledger[doc_id].cluster if doc_id in ledger else name
    return Assignment({d: split[d] for d in sorted(split)}, cluster, held, tuple(notes), len(pairs))


def _wanted(rule: SplitRule) -> dict[str, float]:
    shares = {"train": rule.train, "validation": rule.validation, "test": rule.test}
    total = sum(shares.values()) or 1.0
    return {name: share / total for name, share in shares.items() if share > 0} or {"train": 1.0}


def _draw(rule: SplitRule, name: str) -> str:
    """A reproducible random rank for a name."""
    return hashlib.sha256(f"{rule.seed}\x1f{name}".encode("utf-8", "surrogatepass")).hexdigest()


def _fill(
    sizes: Iterable[tuple[str, int]], shares: Mapping[str, float], counts: Counter[str]
) -> dict[str, str]:
    """Give each item in turn to the split that lags most behind its share of all so far."""
    chosen = {}
    seen = counts.total()
    for name, size in sizes:
        seen += size
        best = max(shares, key=lambda s: (shares[s] * seen - counts[s], shares[s]))
        chosen[name] = best
        counts[best] += size
    return chosen


def _at_random(
    members: Mapping[str, Sequence[str]],
    free: Sequence[str],
    by_id: Mapping[str, Document],
    rule: SplitRule,
    bound: Mapping[str, str | None],
    annotated: frozenset[str],
) -> dict[str, str]:
    counts: Counter[str] = Counter()
    for root, docs in members.items():
        if (split := bound[root]) is not None:
            counts[split] += len(docs)

    # Filling stratum after stratum spreads each over the splits (systematic sampling).
    def rank(root: str) -> tuple[bool, str, str]:
        docs = members[root]
        return not annotated.intersection(docs), by_id[min(docs)].lang, _draw(rule, min(docs))

    ordered = sorted(free, key=rank)
    return _fill(((root, len(members[root])) for root in ordered), _wanted(rule), counts)


def _by_time(
    members: Mapping[str, Sequence[str]],
    free: Sequence[str],
    by_id: Mapping[str, Document],
    rule: SplitRule,
    ledger: Ledger,
) -> dict[str, str]:
    """Oldest to train, newest to test; a cluster is as old as its newest article. After a release
    the released articles' dates are the bounds."""

    def newest(root: str) -> dt.date:
        return max(by_id[d].published or dt.date.min for d in members[root])

    order = [name for name in SPLITS if name in _wanted(rule)]
    if ledger:
        upper = {
            name: max(
                (
                    published
                    for doc_id, released in ledger.items()
                    if released.split == name
                    and doc_id in by_id
                    and (published := by_id[doc_id].published)
                ),
                default=None,
            )
            for name in order
        }
        chosen = {}
        for root in free:
            fits = [n for n in order[:-1] if (last := upper[n]) and newest(root) <= last]
            chosen[root] = fits[0] if fits else order[-1]
        return chosen
    total = sum(len(members[root]) for root in free)
    chosen, seen = {}, 0
    bounds, share = [], 0.0
    for name in order:
        share += _wanted(rule)[name]
        bounds.append((name, share * total))
    by_day: dict[dt.date, list[str]] = defaultdict(list)
    for root in free:
        by_day[newest(root)].append(root)
    for day in sorted(by_day):  # a day lies in one split
        size = sum(len(members[root]) for root in by_day[day])
        middle = seen + size / 2
        name = next((n for n, bound in bounds if middle <= bound), order[-1])
        chosen.update(dict.fromkeys(by_day[day], name))
        seen += size
    return chosen


def _publisher(document: Document) -> str:
    return document.publisher or f"\x1f{document.doc_id}"


def _publishers(documents: Sequence[Document], rule: SplitRule, ledger: Ledger) -> dict[str, str]:
    """The split of every publisher; an article without one is its own."""
    sizes = Counter(_publisher(d) for d in documents)
    fixed: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        if document.doc_id in ledger:
            fixed[_publisher(document)][ledger[document.doc_id].split] += 1
    chosen = {name: max(SPLITS, key=lambda s: found[s]) for name, found in fixed.items()}
    if len(sizes) < 3 and not chosen:
        return dict.fromkeys(sizes, "train")
    counts: Counter[str] = Counter()
    for name, split in chosen.items():
        counts[split] += sizes[name]
    free = sorted((n for n in sizes if n not in chosen), key=lambda n: (-sizes[n], _draw(rule, n)))
    return chosen | _fill(((n, sizes[n]) for n in free), _wanted(rule), counts)
