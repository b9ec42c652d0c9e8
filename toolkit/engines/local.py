"""All cores of one machine, in bounded memory, continued where it was stopped.

Articles are read one by one and grouped into numbered batches. Each coded batch is a file in a
folder beside the output until all are there; a rerun on the same input codes only what is missing.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa

from toolkit import languages
from toolkit.articles import Skipped, read
from toolkit.engines.batch import CODED, BatchCoder, documents_batch
from toolkit.engines.output import Writer, fingerprint_of
from toolkit.publication import infer_published
from toolkit.records import Document
from toolkit.workspace import FileError, write_json

BATCH_DOCUMENTS, BATCH_CHARACTERS = 500, 400_000
_AHEAD = 3  # batches in hand for each worker


@dataclass(frozen=True, slots=True)
class Done:
    """What a run made: documents coded, events, and what was left out with the reason."""

    documents: int
    events: int
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    number: int
    documents: tuple[Document, ...]
    key: str


def code_articles(
    articles: Iterable[Path],
    output: Path,
    coder: BatchCoder,
    *,
    lang: str | None = None,
    workers: int | None = None,
    tick: Callable[[int], None] = lambda documents: None,
) -> Done:
    """Code articles into ``output`` (.jsonl, .parquet or .csv) with ``workers`` processes (all
    cores by default).

    ``tick`` is told how many documents each finished batch held. Raises ToolkitError where nothing
    can be done at all; articles that cannot be read or coded are in ``Done.skipped``.
    """
    writer = Writer(output)
    parts = output.with_name(f".{output.name}.parts")
    _prepare(parts, coder)
    skipped: list[Skipped] = []
    count = 0
    numbers = 0
    batches = _batches(read(articles, lang, infer_published), skipped)
    for number, documents in _coded(batches, parts, coder, workers or os.cpu_count() or 1):
        tick(documents)
        count += documents
        numbers = max(numbers, number + 1)
    if not count:
        shutil.rmtree(parts, ignore_errors=True)
        first = "; ".join(map(str, skipped[:3]))
        raise FileError(f"no article can be read: {first}")
    uncoded: list[Skipped] = []
    writer.write(chain(_parts(parts, numbers, uncoded), _unread(skipped, coder.coder.name)))
    shutil.rmtree(parts, ignore_errors=True)
    return Done(count - len(uncoded), writer.events, (*skipped, *uncoded))


def _prepare(parts: Path, coder: BatchCoder) -> None:
    """Keep what an earlier run left where it used the same coder and data; else begin anew."""
    made_from = {
        "coder": coder.coder.name,
        "languages": languages.digest(coder.packs),
        "codebook": coder.codebook.version,
    }
    if parts.exists() and fingerprint_of(parts) != made_from:
        shutil.rmtree(parts)
    try:
        parts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            f"cannot write beside {parts.parent}: {error.strerror}; choose another folder with -o"
        ) from None
    write_json(parts / "made-from.json", made_from)


def _batches(found: Iterator[Document | Skipped], skipped: list[Skipped]) -> Iterator[_Batch]:
    number, size = 0, 0
    held: list[Document] = []
    for item in found:
        if isinstance(item, Skipped):
            skipped.append(item)
            continue
        held.append(item)
        size += len(item.text)
        if len(held) >= BATCH_DOCUMENTS or size >= BATCH_CHARACTERS:
            yield _batch(number, held)
            number, size, held = number + 1, 0, []
    if held:
        yield _batch(number, held)


def _batch(number: int, documents: list[Document]) -> _Batch:
    key = hashlib.sha256()
    for d in documents:
        key.update(f"{d.doc_id}\x1f{d.sha256}\x1f{d.lang}\x1f{d.published}\x1e".encode())
    return _Batch(number, tuple(documents), key.hexdigest())


def _coded(
    batches: Iterator[_Batch], parts: Path, coder: BatchCoder, workers: int
) -> Iterator[tuple[int, int]]:
    """Number and size of each batch as its part is there."""
    first = next(batches, None)
    if first is None:
        return
    second = next(batches, None) if workers > 1 else None
    waiting = chain([first] if second is None else [first, second], batches)
    if workers == 1 or second is None:
        for batch in waiting:
            if not _there(parts, batch):
                _code(coder, parts, batch)
            yield batch.number, len(batch.documents)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        running: deque[tuple[_Batch, Future[None] | None]] = deque()
        try:
            for batch in waiting:
                done = _there(parts, batch)
                running.append((batch, None if done else pool.submit(_code, coder, parts, batch)))
                while len(running) > workers * _AHEAD:
                    yield _finished(running.popleft())
            while running:
                yield _finished(running.popleft())
        except BrokenProcessPool:
            raise FileError(
                "a worker process was killed (out of memory?); run the same command again to go on"
            ) from None
        finally:
            for _, future in running:
                if future is not None:
                    future.cancel()


def _finished(item: tuple[_Batch, Future[None] | None]) -> tuple[int, int]:
    batch, future = item
    if future is not None:
        future.result()
    return batch.number, len(batch.documents)


_WORKER: dict[str, BatchCoder] = {}  # one coder a process: language packs take a while to load


def _code(coder: BatchCoder, parts: Path, batch: _Batch) -> None:
    own = _WORKER.setdefault(repr(coder), coder)
    table = own(documents_batch(list(batch.documents)))
    path = _path(parts, batch.number)
    part = path.with_suffix(f".{os.getpid()}")
    schema = CODED.with_metadata({"key": batch.key})
    with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, schema) as out:
        out.write(table.replace_schema_metadata({"key": batch.key}))
    part.replace(path)


def _path(parts: Path, number: int) -> Path:
    return parts / f"{number:08d}.arrow"


def _there(parts: Path, batch: _Batch) -> bool:
    """Whether a part of an earlier run holds just this batch."""
    try:
        with pa.OSFile(str(_path(parts, batch.number)), "rb") as source:
            metadata = pa.ipc.open_file(source).schema.metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return metadata.get(b"key") == batch.key.encode()


def _parts(parts: Path, numbers: int, uncoded: list[Skipped]) -> Iterator[pa.RecordBatch]:
    for number in range(numbers):
        with pa.OSFile(str(_path(parts, number)), "rb") as source:
            batch = pa.ipc.open_file(source).get_batch(0)
        for doc_id, reason in zip(
            batch["doc_id"].to_pylist(), batch["skipped"].to_pylist(), strict=True
        ):
            if reason is not None:
                uncoded.append(Skipped(doc_id, reason, doc_id))
        yield batch


def _unread(skipped: list[Skipped], coder: str) -> Iterator[pa.RecordBatch]:
    """Articles that could not be read stand in the list of documents too."""
    made: list[dict[str, object]] = [
        {"doc_id": s.doc_id or s.where, "sha256": None, "coder": coder, "skipped": s.reason,
         "events": []}
        for s in skipped
    ]  # fmt: skip
    if made:
        yield pa.RecordBatch.from_pylist(made, schema=CODED)
