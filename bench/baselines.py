"""How fast baselines are beside scikit-learn's bare parts on the same text and matrix, in one run.

Prints seconds, sentences per second and ratios; ends with exit 1 where a promise is not kept. An
argument sets the number of sentences (100,000 without).
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

sys.path.insert(0, str(Path(__file__).parent))
from constructed import CODEBOOK, many

from toolkit.baselines.features import Words, words_and_characters
from toolkit.baselines.tasks import task
from toolkit.baselines.training import Choice, examples, train

T = TypeVar("T")
LIMIT = 120.0  # seconds to train the root baseline on 100,000 sentences with two cores
broken: list[str] = []


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    made = work()
    return made, time.perf_counter() - start


def promise(what: str, kept: bool) -> None:
    print(f"  {'kept' if kept else 'BROKEN'}: {what}")
    if not kept:
        broken.append(what)


def bare_vectors(texts: list[str]) -> Any:
    """Words, pairs and characters by scikit-learn's own vectorizers."""
    word = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+", dtype=np.float32
    )
    character = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), min_df=2, sublinear_tf=True, dtype=np.float32
    )
    return sparse.hstack([word.fit_transform(texts), character.fit_transform(texts)], format="csr")


def main(number: int) -> None:
    data = many(number)
    found = examples(data, "train", task("root"), CODEBOOK)
    texts, labels = found.texts, np.array(found.labels)
    mean = sum(map(len, texts)) / number
    print(f"{number} sentences of {mean:.0f} characters, {len(set(labels))} roots")

    part = texts[: min(number, 20_000)]
    matrix, ours_time = timed(lambda: words_and_characters().fit_transform(part))
    _, bare_time = timed(lambda: bare_vectors(part))
    _, word_time = timed(lambda: Words().fit_transform(part))
    print(
        f"vectorise {len(part)}: words and characters {len(part) / ours_time:,.0f}/s, "
        f"scikit-learn's {len(part) / bare_time:,.0f}/s, words alone "
        f"{len(part) / word_time:,.0f}/s; {matrix.shape[1]:,} columns"
    )
    promise(
        f"vectorising takes {ours_time / bare_time:.2f} of scikit-learn's time (at most 0.7)",
        ours_time <= 0.7 * bare_time,
    )

    model, train_time = timed(lambda: train(data, Choice("tfidf-lr"), CODEBOOK))
    print(f"train tfidf-lr: {train_time:.1f} s")
    for_all = train_time / number * 100_000
    promise(f"training takes {for_all:.0f} s for 100,000 (at most {LIMIT:.0f})", for_all <= LIMIT)

    matrix = model.features.transform(part)
    bare = OneVsRestClassifier(LogisticRegression(solver="liblinear", max_iter=5))
    few = min(len(part), 2_000)
    with warnings.catch_warnings():  # so few rounds do not converge
        warnings.simplefilter("ignore")
        bare.fit(matrix[:few], labels[:few])
    _, ours_time = timed(lambda: model.classifier.predict_proba(matrix))
    _, bare_time = timed(lambda: bare.predict_proba(matrix))
    whole, whole_time = timed(lambda: model.predict(part))
    print(f"predict {len(part)}: {len(part) / ours_time:,.0f}/s from the matrix, "
          f"{len(part) / whole_time:,.0f}/s from the text")  # fmt: skip
    promise(f"predicting takes {ours_time / bare_time:.2f} of scikit-learn's time (at most 1.1)",
            ours_time <= 1.1 * bare_time)  # fmt: skip
    right = np.mean([a == b for a, b in zip(whole.labels, labels, strict=False)])
    print(f"(share right on its own training sentences: {right:.3f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    sys.exit(bool(broken))
