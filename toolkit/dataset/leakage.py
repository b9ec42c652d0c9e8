"""The proof that no text stands in two splits: ``leakage.json``."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from toolkit.dataset.clusters import CONTAINMENT, THRESHOLD
from toolkit.dataset.plan import Plan


def leakage(made: Plan) -> dict[str, Any]:
    """What was compared and what was found. ``straddling`` lists the pairs of articles in different
    splits whose word 3-shingles have a Jaccard similarity at or above the threshold, looked for
    exactly; ``same_sentences`` counts, by split, the sentences that stand word for word in the
    training split too (datelines and other standing phrases, where the articles differ)."""
    clusters = Counter(made.assignment.cluster.values())
    words: dict[str, list[str]] = defaultdict(list)
    for split, rows in made.tables.get("sentences", {}).items():
        words[split] = [row["digest"] for row in rows]
    train = set(words.get("train", ()))
    return {
        "unit": "word 3-shingles",
        "jaccard_from": THRESHOLD,
        "containment_from": CONTAINMENT,
        "articles": len(made.assignment.split),
        "near_duplicate_pairs": made.assignment.pairs,
        "clusters": len(clusters),
        "largest_cluster": max(clusters.values(), default=0),
        "held_back": dict(made.assignment.held_back),
        "straddling": [
            {"articles": [a, b], "similarity": similarity}
            for a, b, similarity in made.assignment.leaks
        ],
        "same_sentences": {
            split: {"sentences": len(found), "also_in_train": sum(d in train for d in found)}
            for split, found in words.items()
            if split != "train"
        },
    }
