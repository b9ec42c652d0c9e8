"""What grows with the corpus and what does not: engines beside the plain loop, memory beside size.

On generated articles in Parquet (an argument sets the number of sentences, 60,000 without):
sentences a second of the plain loop in one process, ``toolkit code`` with one and two processes,
Spark and Ray on this machine with two workers, start-up and all; the same rows from each; and the
peak memory of one process at 10,000 and at 200,000 short articles. Ends with exit 1 where a promise
is not kept. An engine that is not installed is passed over.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from corpus import articles

from toolkit.articles.article import from_fields
from toolkit.engines import BatchCoder, code_articles
from toolkit.extras import EXTRAS

TOOLKIT = Path(sys.executable).parent / "toolkit"
SENTENCES = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 60_000
SMALL, LARGE = 10_000, 200_000
MOST_GROWTH = 1.15

broken: list[str] = []


def write_parts(folder: Path, sentences: int, files: int = 4) -> int:
    """A corpus as partitioned Parquet; returns the number of its sentences."""
    made = list(articles(sentences, seed=2))
    folder.mkdir()
    each = -(-len(made) // files)
    for number in range(files):
        rows = [row for row, _ in made[number * each : (number + 1) * each]]
        pq.write_table(pa.Table.from_pylist(rows), folder / f"part-{number}.parquet",
                       row_group_size=400)  # fmt: skip
    return sum(count for _, count in made)


def plain_loop(folder: Path) -> float:
    """Seconds of the coder alone: a loop over articles in this process, nothing written."""
    coder = BatchCoder()
    start = time.perf_counter()
    for path in sorted(folder.glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            coder.rows([from_fields(row, "here")])
    return time.perf_counter() - start


def engines(folder: Path) -> None:
    sentences = write_parts(folder / "in", SENTENCES)
    plain = sentences / plain_loop(folder / "in")
    print(f"{'plain loop':24}{plain:10,.0f} sentences/s")
    runs: list[tuple[str, list[str]]] = [
        ("1 process", ["--workers", "1"]),
        ("2 processes", ["--workers", "2"]),
    ]
    for engine in ("spark", "ray"):
        if EXTRAS[engine].lacking or (engine == "spark" and shutil.which("java") is None):
            print(f"{engine:24}not installed")
        else:
            runs.append((f"{engine}, 2 workers", ["--engine", engine, "--workers", "2"]))
    first: pa.Table | None = None
    for name, options in runs:
        out = folder / f"{name.split(',')[0].replace(' ', '-')}.parquet"
        start = time.perf_counter()
        subprocess.run([TOOLKIT, "code", folder / "in", "-o", out, *options],
                       check=True, capture_output=True)  # fmt: skip
        rate = sentences / (time.perf_counter() - start)
        table = pq.read_table(out)
        first = table if first is None else first
        same = table.equals(first)
        print(f"{name:24}{rate:10,.0f} sentences/s, {rate / plain:.2f} times the plain loop"
              f"{'' if same else ', OTHER ROWS'}")  # fmt: skip
        if not same:
            broken.append(f"{name} gives other rows")


def memory(folder: Path) -> None:
    """Peak memory of one process, at two sizes, on short articles of JSON lines."""
    peaks = []
    for count in (SMALL, LARGE):
        given = folder / f"{count}.jsonl"
        write_short(given, count)
        made = subprocess.run([sys.executable, __file__, "--memory", given],
                              check=True, capture_output=True, text=True)  # fmt: skip
        peaks.append(float(made.stdout))
        print(f"peak memory of one process at {count:>7,} short articles: {peaks[-1]:.0f} MB")
    growth = peaks[1] / peaks[0]
    if growth > MOST_GROWTH:
        broken.append(f"memory grows {growth:.2f} times from {SMALL:,} to {LARGE:,} articles")


def write_short(path: Path, count: int) -> None:
    """Articles of two sentences, cut from those of the corpus."""
    texts = [t for row, _ in articles(20_000, seed=3) for t in row["text"].split("\n\n")]
    with path.open("w", encoding="utf-8") as out:
        for number, text in zip(range(count), itertools.cycle(texts), strict=False):
            lang = "id" if " di " in text or " yang " in text else "en"
            start = ". ".join(text.replace('"', "'").split(". ")[:2])
            out.write(f'{{"id": "s{number:07d}", "text": "{start}", "lang": "{lang}"}}\n')


def peak_of(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        code_articles([Path(path)], Path(folder) / "events.jsonl", BatchCoder(), workers=1)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(float(status.partition("VmHWM:")[2].split()[0]) / 1024)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        engines(Path(made))
        memory(Path(made))
    for promise in broken:
        print(f"BROKEN: {promise}")
    sys.exit(bool(broken))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        peak_of(sys.argv[2])
    else:
        main()
