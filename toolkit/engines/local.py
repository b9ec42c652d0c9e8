"""All cores of one machine, in bounded memory, continued where it was stopped.

Articles are read one by one and grouped into numbered batches. Each coded batch is a part in a
folder beside the output until all are there; a rerun on the same input codes only what is missing.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from toolkit.articles import Skipped, check_language
from toolkit.articles.article import Article
from toolkit.articles.reading import articles_in
from toolkit.engines.batch import BatchCoder
from toolkit.engines.output import Format, Part, format_of, left_out_in, write
from toolkit.engines.parts import KEY_BYTES, Parts
from toolkit.engines.workers import Batch, Workers, available, code, seldom_collected
from toolkit.workspace import FileError

BATCH_DOCUMENTS, BATCH_CHARACTERS = 500, 400_000


@dataclass(frozen=True, slots=True)
class Done:
    """What a run made: documents coded, their events, and articles left out."""

    documents: int
    events: int
    skipped: int


def code_articles(
    articles: Iterable[Path],
    output: Path,
    coder: BatchCoder,
    *,
    workers: int | None = None,
    tick: Callable[[int], None] = lambda articles: None,
    left_out: Callable[[Skipped], None] = lambda skipped: None,
) -> Done:
    """Code articles into ``output`` (.jsonl, .parquet or .csv) with ``workers`` processes (all
    cores by default), what became of each article into ``NAME.documents.jsonl`` beside it, and
    those left out into ``NAME.skipped.jsonl``.

    ``tick`` is told how many articles each finished batch held, ``left_out`` of each that could not
    be read or coded. Raises ToolkitError where nothing can be done at all; what was coded until
    then stays for the next run.
    """
    form = format_of(output)
    if coder.lang is not None:
        check_language(coder.lang)
    parts = Parts(output, coder.fingerprint())
    try:
        made = [0, 0, 0]
        count = 0
        for batch in _coded(_batches(articles_in(articles), parts), coder, form, workers):
            assert batch.part is not None
            made = [a + b for a, b in zip(made, batch.part.numbers(), strict=True)]
            count += 1
            tick(len(batch.found))
        done = Done(*made)
        if not done.documents:
            reasons = [str(s) for part in parts.read(count) for s in left_out_in(part)]
            parts.remove()
            raise FileError(f"no article can be read: {'; '.join(reasons[:3])}")
        write(_telling(parts.read(count), left_out), output)
        parts.remove()
    finally:
        parts.release()
    return done


def _telling(parts: Iterator[Part], left_out: Callable[[Skipped], None]) -> Iterator[Part]:
    for part in parts:
        for skipped in left_out_in(part):
            left_out(skipped)
        yield part


def _batches(found: Iterator[Article | Skipped], parts: Parts) -> Iterator[Batch]:
    number, size = 0, 0
    held: list[Article | Skipped] = []
    for item in found:
        held.append(item)
        size += len(item.text or "") if isinstance(item, Article) else 0
        if len(held) >= BATCH_DOCUMENTS or size >= BATCH_CHARACTERS:
            yield Batch(tuple(held), parts.file(number, _key(held)))
            number, size, held = number + 1, 0, []
    if held:
        yield Batch(tuple(held), parts.file(number, _key(held)))


def _key(held: list[Article | Skipped]) -> bytes:
    """A hash of all that the outcome of a batch depends on."""
    key = hashlib.blake2b(digest_size=KEY_BYTES)
    for item in held:
        key.update(repr(item).encode("utf-8"))
    return key.digest()


def _coded(
    batches: Iterator[Batch], coder: BatchCoder, form: Format, workers: int | None
) -> Iterator[Batch]:
    """Each batch as its part is there, in any order."""
    count = workers or available()
    first = list(islice(batches, 2))
    waiting = chain(first, batches)
    if count == 1 or len(first) < 2:  # not worth a process
        with seldom_collected():
            for batch in waiting:
                if not _is_there(batch):
                    code(coder, form, batch)
                yield batch
        return
    there: deque[Batch] = deque()

    def missing() -> Iterator[Batch]:
        for batch in waiting:
            if _is_there(batch):
                there.append(batch)
            else:
                yield batch

    pool = Workers(coder, form, count)
    try:
        for batch in pool.run(missing()):
            yield batch
            while there:
                yield there.popleft()
        yield from there
    finally:
        pool.stop()


def _is_there(batch: Batch) -> bool:
    return batch.part is not None and batch.part.is_there()
