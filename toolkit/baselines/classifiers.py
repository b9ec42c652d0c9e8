"""The classifiers of the baselines, on features already made.

Each has scikit-learn's ``fit(X, y, sample_weight)``, ``predict`` and ``predict_proba``.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed, parallel_config
from scipy import sparse
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC

Labels = npt.NDArray[np.str_]
Reals = npt.NDArray[np.float64]

# From here on two processes are faster than one, for all that starting them costs.
_WORTH_PROCESSES = 20_000
_FOLDS = 3


def _binary(X: Any, positive: Any, weight: Any, C: float, seed: int) -> tuple[Reals, float]:  # noqa: N803
    # The dual solver of liblinear (Yu, Huang and Lin 2011) is the fastest on sparse text.
    made = LogisticRegression(C=C, solver="liblinear", dual=True, tol=0.1, random_state=seed)
    made.fit(X, positive, sample_weight=weight)
    return made.coef_[0], float(made.intercept_[0])


def _settle(matrix: Any) -> None:
    """Sort a sparse matrix in place: other processes get it read-only and could not."""
    if sparse.issparse(matrix):
        matrix.sum_duplicates()


class SparseLogistic(ClassifierMixin, BaseEstimator):
    """Logistic regression, one class against the rest, for sparse features.

    ``coef_`` has shape (classes, features). Large data goes to as many processes as there are
    cores (threads would share liblinear's random numbers, and two runs would differ).
    """

    def __init__(self, C: float = 10.0, seed: int = 0) -> None:  # noqa: N803
        self.C = C
        self.seed = seed

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> SparseLogistic:  # noqa: N803
        """``X`` of shape (n, features), ``y`` and ``sample_weight`` of shape (n,)."""
        y = np.asarray(y)
        _settle(X)
        self.classes_ = np.unique(y)
        # Of two classes one says all.
        against = self.classes_[1:] if len(self.classes_) == 2 else self.classes_
        if len(self.classes_) == 1:
            self.coef_, self.intercept_ = np.zeros((1, X.shape[1])), np.zeros(1)
            return self
        jobs = -1 if X.shape[0] >= _WORTH_PROCESSES else 1
        fitted = Parallel(n_jobs=jobs)(
            delayed(_binary)(X, y == label, sample_weight, self.C, self.seed) for label in against
        )
        self.coef_ = np.vstack([coef for coef, _ in fitted]).astype(np.float32)
        self.intercept_ = np.array([b for _, b in fitted])
        return self

    def decision_function(self, X: Any) -> Reals:  # noqa: N803
        """Log odds against the rest, shape (n, classes)."""
        odds = np.asarray(X @ self.coef_.T, dtype=np.float64) + self.intercept_
        return np.hstack([-odds, odds]) if len(self.classes_) == 2 else odds

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities, shape (n, classes)."""
        odds = self.decision_function(X)
        if len(self.classes_) == 1:
            return np.ones((len(odds), 1))
        # Scaled sigmoids would be too modest: the softmax of the odds comes nearer to the truth.
        return expit(odds) if len(self.classes_) == 2 else softmax(odds, axis=1)

    def predict(self, X: Any) -> Labels:  # noqa: N803
        """The likeliest class of each row."""
        return self.classes_[self.decision_function(X).argmax(axis=1)]


class CalibratedSVM(ClassifierMixin, BaseEstimator):
    """A linear support vector machine whose margins are turned into probabilities by Platt's
    sigmoid (1999), fitted on folds held out by ``groups`` (near-duplicate clusters). Where so few
    rows of a class are there that no folds can be made, it is logistic regression."""

    def __init__(self, C: float = 0.3, seed: int = 0) -> None:  # noqa: N803
        self.C = C
        self.seed = seed

    def fit(
        self,
        X: Any,  # noqa: N803
        y: Any,
        sample_weight: Any = None,
        groups: Any = None,
    ) -> CalibratedSVM:
        """As SparseLogistic; ``groups`` of shape (n,)."""
        y = np.asarray(y)
        _settle(X)
        groups = np.arange(len(y)) if groups is None else np.asarray(groups)
        splits = _folds(y, groups, self.seed)
        if splits is None:
            self.machine_ = SparseLogistic(seed=self.seed).fit(X, y, sample_weight)
            self.classes_ = self.machine_.classes_
            return self
        svm = LinearSVC(C=self.C, random_state=self.seed, tol=0.01)
        jobs = -1 if X.shape[0] >= _WORTH_PROCESSES else 1
        made = CalibratedClassifierCV(svm, cv=splits, n_jobs=jobs)
        with parallel_config("loky"):
            made.fit(X, y, sample_weight=sample_weight)
        made.cv = None  # the splits are of the training data, which is not saved with the model
        self.machine_ = made
        self.classes_ = made.classes_
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Calibrated probabilities, shape (n, classes)."""
        return self.machine_.predict_proba(X)

    def predict(self, X: Any) -> Labels:  # noqa: N803
        """The likeliest class of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def _folds(y: Any, groups: Any, seed: int) -> list[Any] | None:
    """Folds whose training parts hold two classes or more: by group if it can be, else by row; None
    where neither can."""
    for kind in (StratifiedGroupKFold, StratifiedKFold):
        folds = kind(_FOLDS, shuffle=True, random_state=seed)
        with warnings.catch_warnings():  # that a class has fewer rows than there are folds
            warnings.simplefilter("ignore", UserWarning)
            try:
                splits = list(folds.split(np.zeros(len(y)), y, groups))
            except ValueError:  # that all have
                return None
        if all(len(np.unique(y[train])) > 1 for train, _ in splits):
            return splits
    return None


class CodeTree(ClassifierMixin, BaseEstimator):
    """A classifier at each node of the code tree (Silla and Freitas 2011, local classifiers per
    parent node): the root first, then among its children, down to a leaf or a stop.

    Labels are codes in which no bare root stands beside its ``x0``. ``predict`` goes down by the
    likeliest branch, so the predicted code always lies under the predicted root; the probability
    of a code is the product along its path.
    """

    def __init__(self, base: Any) -> None:
        self.base = base

    def fit(self, X: Any, y: Any, sample_weight: Any = None, **more: Any) -> CodeTree:  # noqa: N803
        """As the base classifier's."""
        codes = np.asarray(y)
        self.classes_ = np.unique(codes)
        self.nodes_: dict[str, Any] = {}
        for node in ["", *sorted({c[:n] for c in self.classes_ for n in (2, 3) if len(c) > n})]:
            rows = np.flatnonzero([c.startswith(node) for c in codes])
            below = np.array([_branch(node, c) for c in codes[rows]])
            if len(np.unique(below)) == 1:
                self.nodes_[node] = str(below[0])
                continue
            weight = None if sample_weight is None else np.asarray(sample_weight)[rows]
            of_node = {name: np.asarray(values)[rows] for name, values in more.items()}
            self.nodes_[node] = clone(self.base).fit(X[rows], below, weight, **of_node)
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of the codes seen in training, shape (n, classes)."""
        branches: dict[tuple[str, str], Any] = {}
        for node, fitted in self.nodes_.items():
            if isinstance(fitted, str):
                branches[node, fitted] = 1.0
            else:
                chances = fitted.predict_proba(X)
                for j, label in enumerate(fitted.classes_):
                    branches[node, str(label)] = chances[:, j]
        made = np.ones((X.shape[0], len(self.classes_)))
        for j, code in enumerate(self.classes_):
            for node in _nodes_above(code):
                if node in self.nodes_:
                    made[:, j] *= branches[node, _branch(node, code)]
        return made

    def predict(self, X: Any) -> Labels:  # noqa: N803
        """The code at the end of the likeliest branches."""
        at = np.full(X.shape[0], "", dtype=self.classes_.dtype)
        for length in (0, 2, 3):
            for node in [n for n in self.nodes_ if len(n) == length]:
                rows = np.flatnonzero(at == node)
                fitted = self.nodes_[node]
                if len(rows):
                    at[rows] = fitted if isinstance(fitted, str) else fitted.predict(X[rows])
        # A stop says "this node and nothing finer"; the mark has done its work.
        return np.array([label.rstrip(_STOP) for label in at], dtype=self.classes_.dtype)


_STOP = "."  # on a branch: the code ends here


def _branch(node: str, code: str) -> str:
    """Which branch of ``node`` leads to ``code``: the next prefix, or the stop."""
    if code == node:
        return node + _STOP
    return code[: max(2, len(node) + 1)]


def _nodes_above(code: str) -> Sequence[str]:
    return ["", *(code[:n] for n in range(2, len(code) + 1))]


def dense_logistic(seed: int) -> LogisticRegression:
    """Multinomial logistic regression for embeddings."""
    return LogisticRegression(C=10.0, max_iter=500, random_state=seed)


def majority() -> DummyClassifier:
    """Always the commonest class, with the class shares as probabilities."""
    return DummyClassifier(strategy="prior")


def stratified(seed: int) -> DummyClassifier:
    """A class drawn by the class shares."""
    return DummyClassifier(strategy="stratified", random_state=seed)
