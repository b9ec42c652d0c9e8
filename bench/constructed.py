"""Sentences with codes that anybody can rebuild: the examples of the action lexicons.

They were made up to show one pattern each, so they serve to time and to simulate. A figure on them
says nothing of how well a model or coder does on news. Running this file says what there is.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from toolkit.baselines.sentences import Dataset, Sentence
from toolkit.languages import load
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()


def examples(langs: tuple[str, ...] = ("en", "id")) -> list[Sentence]:
    """Every example of the lexicons as a sentence; those of one pattern are one cluster."""
    made = []
    for lang in langs:
        for pattern in load(lang).actions:
            for example in pattern.examples:
                first = example.events[0] if example.events else None
                code = first.code if first and first.code in CODEBOOK else None
                made.append(
                    Sentence(
                        sentence_id=f"{lang}:{pattern.file}:{example.line}",
                        doc_id=f"{lang}:{pattern.place}",
                        lang=lang,
                        text=example.text,
                        has_event=code is not None,
                        code=code,
                        codes=(code,) if code else (),
                        source=_named(first.source) if first and code else None,
                        target=_named(first.target) if first and code else None,
                        label_source="gold",
                        weight=1.0,
                        votes=(),
                        cluster=f"{lang}:{pattern.place}",
                    )
                )
    return made


def _named(actor: str) -> str | None:
    return None if actor == "-" else actor


def many(number: int, seed: int = 0) -> Dataset:
    """A split ``train`` of so many sentences: examples with an event, each with words of others
    behind it, about as long as sentences of news."""
    rng = np.random.default_rng(seed)
    found = [s for s in examples() if s.code]
    words = [w for s in found for w in s.text.split()]
    made = []
    for n, i in enumerate(rng.integers(len(found), size=number)):
        one = found[i]
        more = " ".join(words[j] for j in rng.integers(len(words), size=rng.integers(6, 26)))
        made.append(
            Sentence(
                f"s{n}", f"d{n // 10}", one.lang, f"{one.text} {more}", True, one.code, one.codes,
                one.source, one.target, "gold", 1.0, (), f"c{n // 10}",
            )
        )  # fmt: skip
    return Dataset("constructed", "1", {"train": tuple(made)})


if __name__ == "__main__":
    all_of_them = examples()
    roots = Counter(s.code[:2] if s.code else "none" for s in all_of_them)
    print(f"{len(all_of_them)} sentences:", ", ".join(f"{r} {n}" for r, n in sorted(roots.items())))
