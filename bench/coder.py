"""How fast articles become events, beside the bare scan for the same words, in one run.

On a generated corpus of 22,000 sentences (an argument sets another number) and the seed article:
sentences a second of one core for reading, coding and writing, each alone, by processor time; a
multi-pattern automaton over every surface form of the language packs on the same text as the limit;
what the distance consists of; start-up; peak memory; and two processes beside one by the clock.
Ends with exit 1 where a promise is not kept. What depends on the clock is judged only while nothing
else keeps the machine busy.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind
from corpus import LANGS, write

from toolkit import languages
from toolkit.articles import Skipped
from toolkit.articles.article import Article
from toolkit.articles.language import detect
from toolkit.articles.reading import articles_in, document_of
from toolkit.engines import BatchCoder, code_articles
from toolkit.engines.output import FORMATS, Part, render
from toolkit.engines.output import write as write_parts
from toolkit.engines.workers import seldom_collected
from toolkit.publication import infer_published
from toolkit.records import Document

T = TypeVar("T")

SEED = Path(__file__).parent.parent / "seeds"
TOOLKIT = Path(sys.executable).parent / "toolkit"
SENTENCES = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 22_000
LEAST = 5_000  # sentences a second and core, from raw text to written events
LEAST_GAIN = 1.7  # of two processes over one
MOST_EXPLAIN = 2.0  # seconds from a cold start

broken: list[str] = []


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The outcome and the processor seconds of this process: what else runs here counts little."""
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def judge(kept: bool, promise: str) -> None:
    if not kept:
        broken.append(promise)


def busy() -> float:
    """The share of the machine that others use at this moment, 0..1."""

    def ticks() -> tuple[int, int]:
        numbers = [int(n) for n in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
        return sum(numbers), numbers[3] + numbers[4]

    before = ticks()
    time.sleep(0.5)
    after = ticks()
    return 1 - (after[1] - before[1]) / max(1, after[0] - before[0])


def peak(pid: int | str = "self") -> float:
    """The most memory that a process has held, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


# -- the limit -----------------------------------------------------------------------------------


def scan(documents: list[Document]) -> tuple[int, int, float]:
    """Forms in the automata, matches, and seconds for all texts."""
    automata = {}
    forms = 0
    for lang in LANGS:
        pack = languages.load(lang)
        listed = set(pack.words)
        listed |= {" ".join(n.words) for names in pack.names.values() for n in names}
        forms += len(listed)
        automata[lang] = AhoCorasick(sorted(listed), matchkind=MatchKind.LeftmostLongest)

    def run() -> int:
        return sum(len(automata[d.lang].find_matches_as_indexes(d.text.lower())) for d in documents)

    matches, seconds = timed(run)
    return forms, matches, seconds


# -- the steps -----------------------------------------------------------------------------------


def steps(given: list[Path], sentences: int, folder: Path) -> list[Document]:
    """Time each step over all articles; gives the documents."""
    coder = BatchCoder()
    detect("x")  # loading is start-up, and timed there
    for lang in LANGS:
        coder.coder.code(Document("warm", "x", lang))
        infer_published("x", lang)
    articles, parsing = timed(lambda: list(articles_in(given)))
    assert all(isinstance(a, Article) for a in articles)
    documents, finishing = timed(lambda: [_document(a) for a in articles])
    with seldom_collected():
        coded, coding = timed(lambda: [coder.coder.code(d) for d in documents])
    # What rows() does besides: it makes the documents again, so that is taken off.
    with seldom_collected():
        rows, whole = timed(lambda: coder.rows(articles))
    assert sum(len(r["events"]) for r in rows) == sum(map(len, coded))
    form = FORMATS[".jsonl"]

    def out() -> list[Part]:
        parts = [render(rows[i : i + 500], form) for i in range(0, len(rows), 500)]
        write_parts(parts, folder / "events.jsonl")
        return parts

    _, writing = timed(out)
    writing += max(0.0, whole - finishing - coding)
    total = parsing + finishing + coding + writing
    print(f"{'step':34}{'sentences/s':>14}{'share':>8}")
    for name, seconds in (
        ("reading: files to articles", parsing),
        ("reading: language, date, document", finishing),
        ("coding", coding),
        ("writing", writing),
        ("all, from raw text to file", total),
    ):
        print(f"{name:34}{sentences / seconds:14,.0f}{seconds / total:8.0%}")
    rate = sentences / total
    judge(rate >= LEAST, f"{rate:,.0f} sentences/s and core from raw text, not {LEAST:,}")
    forms, matches, scanning = scan(documents)
    print(f"{f'bare scan for {forms:,} forms':34}{sentences / scanning:14,.0f}")
    print(f"coding takes {coding / scanning:.0f} times as long as the scan ({matches:,} matches)")
    events = sum(map(len, coded))
    print(f"{events:,} events, {events / sentences:.2f} a sentence")
    where_time_goes(coder, documents)
    return documents


def _document(article: Article | Skipped) -> Document:
    assert isinstance(article, Article)
    made = document_of(article, None, infer_published)
    assert isinstance(made, Document)
    return made


def where_time_goes(coder: BatchCoder, documents: list[Document]) -> None:
    """The distance to the scan, module by module: own time under the profiler, as shares."""
    profile = cProfile.Profile()
    some = documents[: max(1, len(documents) // 5)]
    profile.runcall(lambda: [coder.coder.code(d) for d in some])
    own: Counter[str] = Counter()
    caller_of_builtins: Counter[str] = Counter()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for (file, _, _), (_, _, seconds, _, callers) in stats.items():
        if "toolkit" in file:
            own[Path(file).stem] += seconds
        else:  # the time of built-in functions is their caller's
            for (from_file, _, _), (_, _, spent, _) in callers.items():
                caller_of_builtins[Path(from_file).stem] += spent
    for name, seconds in caller_of_builtins.items():
        if name in own:
            own[name] += seconds
    total = sum(own.values())
    listed = ", ".join(f"{name} {seconds / total:.0%}" for name, seconds in own.most_common(12))
    print(f"coding consists of: {listed}")


# -- start-up, memory, processes -----------------------------------------------------------------


def clock(command: Iterable[object], repeat: int = 3) -> float:
    """The shortest of some runs of a command, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        subprocess.run([str(c) for c in command], check=True, capture_output=True)
        best = min(best, time.perf_counter() - start)
    return best


def start_up(quiet: bool) -> None:
    for name, command, most in (
        ("toolkit --help", (TOOLKIT, "--help"), 0.5),
        (
            "toolkit explain",
            (TOOLKIT, "explain", "Rusia menyerang Suriah.", "--lang", "id"),
            MOST_EXPLAIN,
        ),
    ):
        seconds = clock(command)
        print(f"{name} from a cold start: {seconds:.2f} s (promised {most} s)")
        judge(not quiet or seconds <= most, f"{name} takes {seconds:.2f} s")


def processes(folder: Path, quiet: bool) -> None:
    """Two processes beside one, by the clock, on three times the corpus."""
    sentences = write(folder / "large.jsonl", 3 * SENTENCES, seed=1)
    rates = []
    for workers in (1, 2):
        command = (TOOLKIT, "code", folder / "large.jsonl", "-o", folder / f"w{workers}.jsonl",
                   "--workers", workers)  # fmt: skip
        rates.append(sentences / clock(command, 1))
    same = (folder / "w1.jsonl").read_bytes() == (folder / "w2.jsonl").read_bytes()
    judge(same, "two processes write the bytes that one writes")
    gain = rates[1] / rates[0]
    print(
        f"toolkit code on {sentences:,} sentences, start-up and all: 1 process {rates[0]:,.0f}, "
        f"2 processes {rates[1]:,.0f} sentences/s, {gain:.2f} times"
    )
    if quiet and (os.cpu_count() or 1) > 1:
        judge(gain >= LEAST_GAIN, f"two processes give {gain:.2f} times one, not {LEAST_GAIN}")


def memory(path: str) -> None:
    """Code a file in this process, and print the peak in MB."""
    with tempfile.TemporaryDirectory() as folder:
        code_articles([Path(path)], Path(folder) / "events.jsonl", BatchCoder(), workers=1)
    print(peak())


def main() -> None:
    share = busy()
    quiet = share < 0.1
    print(f"others use {share:.0%} of the machine" + ("" if quiet else ": the clock is not judged"))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        sentences = write(folder / "articles.jsonl", SENTENCES)
        given = [folder / "articles.jsonl", SEED]
        documents = steps(given, sentences + _of_seed(), folder)
        size = sum(len(d.text.encode()) for d in documents) / 2**20
        out = subprocess.run(
            [sys.executable, __file__, "--memory", folder / "articles.jsonl"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        print(f"peak memory of one process on {size:.0f} MB of text: {float(out):.0f} MB")
        start_up(quiet)
        processes(folder, quiet)
    for promise in broken:
        print(f"BROKEN: {promise}")
    sys.exit(bool(broken))


def _of_seed() -> int:
    (seed,) = map(_document, articles_in([SEED]))
    return len(languages.load(seed.lang).sentences(seed.text))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        memory(sys.argv[2])
    else:
        main()
