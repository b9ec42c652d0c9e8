"""How fast agreement is, beside the packages that compute the same, on the same arrays in one run.

Prints seconds, peak memory and ratios; ends with exit 1 where a promise is not kept. Packages that
are not installed are passed over.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from toolkit.agreement import alpha, ratings
from toolkit.agreement.bootstrap import Replicates, interval
from toolkit.agreement.coefficients import alpha_statistic, cohen_statistic, fleiss_statistic
from toolkit.gold.dawid_skene import dawid_skene

broken: list[str] = []


def noisy(people: int, units: int, codes: int, seed: int = 0) -> np.ndarray:
    """Annotators who give the true code three times in four and a chance one else."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(codes, size=units)
    chance = rng.integers(codes, size=(people, units))
    return np.where(rng.random((people, units)) < 0.75, truth, chance).astype(float)


def seconds(work: Callable[[], object], repeat: int = 1) -> float:
    """The shortest of some runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def megabytes(which: str) -> float:
    """What one call adds to a fresh process, in MB."""
    made = subprocess.run(
        [sys.executable, __file__, "--memory", which], capture_output=True, text=True, check=True
    )
    return float(made.stdout)


def peak() -> float:
    """The most memory that this process has held, in MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


def memory(which: str) -> None:
    """Print the peak that one call adds, in MB."""
    table = noisy(5, 100_000, 20)
    call = (
        (lambda: alpha(table))
        if which == "ours"
        else (
            lambda: importlib.import_module("krippendorff").alpha(
                reliability_data=table, level_of_measurement="nominal"
            )
        )
    )
    small = table[:, :100]
    if which == "ours":
        alpha(small)
    else:
        importlib.import_module("krippendorff").alpha(
            reliability_data=small, level_of_measurement="nominal"
        )
    before = peak()
    call()
    print(peak() - before)


def package(name: str) -> object | None:
    """A module, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"  {name} is not installed")
        return None


def line(what: str, ours: float, theirs: float | None = None, least: float | None = None) -> None:
    """One line of the table; ``least`` is the ratio promised."""
    text = f"  {what:<58} {ours:9.4f} s"
    if theirs is not None:
        ratio = theirs / ours
        text += f" {theirs:9.3f} s  {ratio:8.1f} x"
        if least is not None and ratio < least:
            broken.append(f"{what}: {ratio:.1f} x, promised {least:g} x")
            text += "  TOO SLOW"
    print(text)


def coefficients() -> None:
    print(f"{'':<60} {'ours':>9}   {'theirs':>9}      ratio")
    theirs = package("krippendorff")
    for people, units, codes, least in ((5, 100_000, 20, 10.0), (5, 2_000, 300, None)):
        table = noisy(people, units, codes)
        ours = seconds(lambda t=table: alpha(t), 3)
        other = None
        if theirs is not None:
            other = seconds(
                lambda t=table: theirs.alpha(  # type: ignore[attr-defined]
                    reliability_data=t, level_of_measurement="nominal"
                )
            )
        line(f"alpha, {people} x {units:,} x {codes} (krippendorff)", ours, other, least)
    if theirs is not None:
        ours, other = megabytes("ours"), megabytes("theirs")
        print(f"  {'memory, 5 x 100,000 x 20 (krippendorff)':<58} {ours:8.0f} MB {other:8.0f} MB")
        if ours * 10 > other:
            broken.append(f"memory: {ours:.0f} MB, promised a tenth of {other:.0f} MB")
    table = noisy(5, 100_000, 20)
    rater = package("statsmodels.stats.inter_rater")
    if rater is not None:

        def fleiss() -> None:
            counts, _ = rater.aggregate_raters(table.T)  # type: ignore[attr-defined]
            rater.fleiss_kappa(counts)  # type: ignore[attr-defined]

        ours = seconds(lambda: fleiss_statistic(ratings(table)).point(), 3)
        line("Fleiss' kappa, 5 x 100,000 x 20 (statsmodels)", ours, seconds(fleiss))
    line("mean of ten Cohen's kappas", seconds(lambda: cohen_statistic(ratings(table)).point()))


def bootstraps() -> None:
    for units, codes, documents in (
        (100_000, 20, 1_000),
        (100_000, 20, 10_000),
        (100_000, 20, 100_000),
        (100_000, 300, 1_000),
    ):
        table = noisy(5, units, codes)
        names = np.sort(np.random.default_rng(1).integers(documents, size=units)).tolist()

        def work(table: np.ndarray = table, names: list[int] = names) -> None:
            data = ratings(table, names)
            interval(alpha_statistic(data).replicates(Replicates(data.documents, 1000)))

        line(f"1,000 replicates, 5 x {units:,} x {codes}, {documents:,} documents", seconds(work))
    # Against computing alpha again for each replicate: ten such runs, taken a hundred times.
    table = noisy(5, 10_000, 20)
    names = np.repeat(np.arange(1_000), 10)
    data = ratings(table, names.tolist())
    statistic = alpha_statistic(data)
    ours = seconds(lambda: statistic.replicates(Replicates(1_000, 1000)), 3)
    columns = np.arange(10_000).reshape(1_000, 10)
    theirs = package("krippendorff")
    if theirs is not None:

        def again() -> None:
            rng = np.random.default_rng(0)
            for _ in range(10):
                drawn = columns[rng.integers(1_000, size=1_000)].ravel()
                theirs.alpha(  # type: ignore[attr-defined]
                    reliability_data=table[:, drawn], level_of_measurement="nominal"
                )

        what = "1,000 replicates, 5 x 10,000 x 20 (krippendorff, from 10)"
        line(what, ours, 100 * seconds(again), 1000.0)


def models() -> None:
    table = noisy(5, 20_000, 20)
    data = ratings(table)
    ours = seconds(lambda: dawid_skene(data, tolerance=0, most=20))
    aggregation, pandas = package("crowdkit.aggregation"), package("pandas")
    other = None
    if aggregation is not None and pandas is not None:
        frame = pandas.DataFrame(  # type: ignore[attr-defined]
            {"task": data.unit, "worker": data.annotator, "label": data.code}
        )
        model = aggregation.DawidSkene(n_iter=20, tol=0)  # type: ignore[attr-defined]
        other = seconds(lambda: model.fit(frame))
    line("Dawid-Skene, 20 rounds, 5 x 20,000 x 20 (crowd-kit)", ours, other)


if __name__ == "__main__":
    if "--memory" in sys.argv:
        memory(sys.argv[-1])
        sys.exit()
    warnings.simplefilter("ignore")
    coefficients()
    bootstraps()
    models()
    for promise in broken:
        print(f"broken: {promise}")
    sys.exit(bool(broken))
