"""The model of Dawid and Skene: true values and annotators' errors, estimated together.

Every unit has one true class j, with probability p_j; annotator k gives it the value l with
probability π^k_jl, independently of the others. EM alternates between the probabilities of each
unit's true class and the maximum-likelihood p and π. Source: A. P. Dawid and A. M. Skene, "Maximum
likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics 28 (1979).

``tied`` replaces each annotator's table of errors by one number, the probability a_k of giving the
true value; errors fall on the other values in proportion to their frequency. It is the model to use
where there are many values and few units (the "one-coin" model of Zhang et al. 2014, with unequal
frequencies).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from toolkit.agreement.ratings import Ratings, RatingsError

Floats = NDArray[np.float64]

_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """The fitted model of U units, A annotators and V categories: ``posterior`` (U, V), ``prior``
    (V,), ``errors`` (A, V true, V given), ``log_likelihood``, ``iterations`` of EM."""

    categories: tuple[Any, ...]
    posterior: Floats
    prior: Floats
    errors: Floats
    log_likelihood: float
    iterations: int

    @property
    def reliability(self) -> Floats:
        """The probability that an annotator gives the true value, shape (A,)."""
        diagonal: Floats = np.einsum("kjj->kj", self.errors)
        return diagonal @ self.prior


def dawid_skene(
    data: Ratings,
    *,
    tied: bool = False,
    smoothing: float = 0.0,
    tolerance: float = 1e-9,
    most: int = 1000,
) -> DawidSkene:
    """Fit the model by EM from the shares of each unit's values.

    ``smoothing`` is added to every count of an annotator's table (where tied, to those of true and
    of false values). Stops when the log likelihood grows by less than ``tolerance`` times its size,
    or after ``most`` iterations. An annotator may give a unit several values. Raises RatingsError
    where there is no value.
    """
    if not len(data.code):
        raise RatingsError("there are no values to fit a model to")
    units, people, size = data.units, data.annotators, len(data.categories)
    given = sparse.csr_matrix(
        (np.ones(len(data.code)), (data.unit, data.annotator * size + data.code)),
        shape=(units, people * size),
    )
    counts = np.asarray(data.counts.todense())
    rated = counts.sum(axis=1)
    posterior = counts / np.maximum(rated, 1)[:, None]
    posterior[rated == 0] = 1 / size
    frequency = counts.sum(axis=0) / counts.sum()
    before = -np.inf
    iterations = 0
    while True:
        prior = posterior.mean(axis=0)
        tally = np.asarray(given.T @ posterior).reshape(people, size, size).transpose(0, 2, 1)
        errors = _one_coin(tally, frequency, smoothing) if tied else _rows_to_one(tally + smoothing)
        table = np.log(np.maximum(errors.transpose(0, 2, 1).reshape(people * size, size), _TINY))
        joint = np.asarray(given @ table) + np.log(np.maximum(prior, _TINY))
        top = joint.max(axis=1, keepdims=True)
        likely = np.exp(joint - top)
        total = likely.sum(axis=1, keepdims=True)
        posterior = likely / total
        now = float((np.log(total) + top).sum())
        iterations += 1
        if now - before <= tolerance * abs(now) or iterations >= most:
            return DawidSkene(data.categories, posterior, prior, errors, now, iterations)
        before = now


def _rows_to_one(errors: Floats) -> Floats:
    total = errors.sum(axis=2, keepdims=True)
    uniform = np.full_like(errors, 1 / errors.shape[2])
    return np.divide(errors, total, out=uniform, where=total > 0)


def _one_coin(errors: Floats, frequency: Floats, smoothing: float) -> Floats:
    """Tables of one number each, from the expected counts of true and given values."""
    right = np.einsum("kjj->k", errors) + smoothing
    total = errors.sum(axis=(1, 2)) + 2 * smoothing
    accuracy = np.divide(right, total, out=np.full(len(total), 0.5), where=total > 0)
    accuracy = np.clip(accuracy, 1e-6, 1 - 1e-6)
    size = len(frequency)
    if size == 1:
        return np.ones_like(errors)
    rest = np.tile(frequency, (size, 1))
    np.fill_diagonal(rest, 0.0)
    rest = _rows_to_one(rest[None])[0]
    made: Floats = (1 - accuracy)[:, None, None] * rest[None]
    index = np.arange(size)
    made[:, index, index] = accuracy[:, None]
    return made
