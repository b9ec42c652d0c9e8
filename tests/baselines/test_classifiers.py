"""The classifiers: sure probabilities, and codes that agree with their tree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("sklearn")

from scipy import sparse

from toolkit.baselines.classifiers import CalibratedSVM, CodeTree, SparseLogistic

CODES = ["04", "042", "19", "193", "195", "1951", "1952", "173", "1711", "0841"]


def data(seed: int, codes: list[str], rows: int = 60):
    """Features that hint at the code in half of the rows."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(codes, size=rows)
    matrix = rng.random((rows, len(CODES))) * (rng.random((rows, len(CODES))) < 0.3)
    for i, label in enumerate(labels):
        if rng.random() < 0.5:
            matrix[i, CODES.index(label)] += 1
    return sparse.csr_matrix(matrix), labels


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.lists(st.sampled_from(CODES), min_size=2, unique=True))
def test_a_code_never_contradicts_the_root_above_it(seed, codes) -> None:
    matrix, labels = data(seed, codes)
    tree = CodeTree(SparseLogistic()).fit(matrix, labels)
    held, _ = data(seed + 1, codes)
    predicted = tree.predict(held)
    assert set(predicted) <= set(labels)
    roots = np.array([code[:2] for code in labels])
    if len(set(roots)) > 1:
        flat = SparseLogistic().fit(matrix, roots)
        assert [code[:2] for code in predicted] == list(flat.predict(held))
    chances = tree.predict_proba(held)
    assert np.allclose(chances.sum(axis=1), 1)
    assert (chances >= 0).all()


def test_codes_that_words_tell_apart_are_found_at_every_depth() -> None:
    labels = np.array(CODES * 6)
    matrix = sparse.csr_matrix(np.eye(len(CODES))[[CODES.index(c) for c in labels]])
    for base in (SparseLogistic(), CalibratedSVM(C=10)):
        assert (CodeTree(base).fit(matrix, labels).predict(matrix) == labels).all()


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_one_against_the_rest_is_scikit_learns(classes: int) -> None:
    from sklearn.linear_model import LogisticRegression

    matrix, labels = data(3, CODES[:classes], 200)
    weights = np.linspace(0.5, 1.5, 200)
    ours = SparseLogistic(C=1.0).fit(matrix, labels, weights)
    assert list(ours.classes_) == sorted(CODES[:classes])
    for j, label in enumerate(ours.classes_):
        theirs = LogisticRegression(C=1.0, solver="liblinear", tol=1e-4)
        theirs.fit(matrix, labels == label, sample_weight=weights)
        wanted = theirs.predict_proba(matrix)[:, 1]
        odds = ours.decision_function(matrix)[:, j]
        assert np.allclose(1 / (1 + np.exp(-odds)), wanted, atol=0.02)


def test_a_weight_counts_as_so_many_rows() -> None:
    matrix, labels = data(5, CODES[:3], 90)
    twice = SparseLogistic().fit(matrix, labels, np.full(90, 2.0))
    repeated = SparseLogistic().fit(
        sparse.vstack([matrix, matrix]).tocsr(), np.concatenate([labels, labels])
    )
    assert np.allclose(twice.predict_proba(matrix), repeated.predict_proba(matrix), atol=0.02)


def test_a_support_vector_machine_gives_probabilities_even_with_rare_classes() -> None:
    matrix, labels = data(7, CODES[:3], 80)
    labels[:2] = "0841"
    made = CalibratedSVM().fit(matrix, labels, groups=np.arange(80) // 4)
    chances = made.predict_proba(matrix)
    assert chances.shape == (80, len(set(labels)))
    assert np.allclose(chances.sum(axis=1), 1)
    assert list(made.predict(matrix)) == list(made.classes_[chances.argmax(axis=1)])


@pytest.mark.parametrize("kind", [SparseLogistic, CalibratedSVM])
def test_many_processes_learn_what_one_does(kind, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.baselines import classifiers

    # Large enough for joblib to hand the matrix over as a file that cannot be written.
    matrix = sparse.random(4000, 3000, density=0.02, format="coo", random_state=0).tocsr()
    matrix.has_sorted_indices = False
    labels = np.array(CODES[:4])[np.random.default_rng(0).integers(0, 4, 4000)]
    alone = kind().fit(matrix.copy(), labels).predict_proba(matrix)
    monkeypatch.setattr(classifiers, "_WORTH_PROCESSES", 10)
    assert np.array_equal(kind().fit(matrix, labels).predict_proba(matrix), alone)
