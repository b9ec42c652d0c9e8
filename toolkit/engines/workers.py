"""Processes that code batches, one in hand each; a batch whose process dies is given to another.

An own small pool, because it must say which batch a dead process had in hand: so an article that
kills its process (by its size, say) is found and left out, and the rest goes on.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from toolkit.articles import Skipped
from toolkit.articles.article import Article
from toolkit.engines.batch import BatchCoder
from toolkit.engines.output import Format, render
from toolkit.engines.parts import PartFile
from toolkit.records import ToolkitError
from toolkit.workspace import FileError

_TRIES = 2  # before the articles of a batch are tried one by one


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are coded together, and where the result goes: nowhere where it is a trial."""

    found: tuple[Article | Skipped, ...]
    part: PartFile | None


def code(coder: BatchCoder, form: Format, batch: Batch) -> None:
    """Code one batch into its part."""
    part = render(coder.rows(batch.found), form)
    if batch.part is not None:
        batch.part.write(part)


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """Coding makes many small objects and few cycles among them, while the language packs are large
    and stay: the garbage collector, called as often as usual, would take a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def available() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _serve(link: Connection, coder: BatchCoder, form: Format) -> None:
    """What a worker process does until the other end is closed, be it that its parent died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    with seldom_collected(), contextlib.suppress(EOFError, OSError):  # when the link is closed
        while True:
            batch = link.recv()
            link.send(_answer_to(batch, coder, form))


def _answer_to(batch: Batch, coder: BatchCoder, form: Format) -> ToolkitError | None:
    """None when the batch is done, else why it cannot be."""
    try:
        code(coder, form, batch)
    except ToolkitError as error:
        return error
    except OSError as error:
        return FileError(f"cannot write the part of a batch: {error.strerror or error}")
    return None


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    link: Connection
    batch: Batch | None = None


class Workers:
    """At most ``count`` processes, started as there is work for them."""

    def __init__(self, coder: BatchCoder, form: Format, count: int) -> None:
        self._made_of = coder, form
        self._count = count
        self._workers: list[_Worker] = []
        self._deaths: dict[int, int] = {}
        # A server process that has the modules loaded forks the workers: quick to start, and free
        # of the threads and files of this process.
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context(
            "forkserver" if "forkserver" in methods else "spawn"
        )
        if "forkserver" in methods:
            self._context.set_forkserver_preload([__name__])

    def run(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Code batches in any order; gives each as its part is there.

        Raises ToolkitError where a worker does, and FileError where processes keep dying.
        """
        ahead: deque[Batch] = deque()
        more = True
        while True:
            while ahead and (worker := self._idle()) is not None:
                self._give(worker, ahead.popleft())
            room = more and len(ahead) < self._count
            if room:
                read = next(batches, None)
                more = read is not None
                if read is not None:
                    ahead.append(read)
            busy = {w.link: w for w in self._workers if w.batch is not None}
            if not busy:
                if not ahead and not more:
                    return
                continue
            for link in wait(list(busy), 0 if room else None):
                worker = busy[link]  # type: ignore[index]
                batch = worker.batch
                assert batch is not None
                if self._answer(worker):
                    self._deaths.pop(id(batch), None)
                    yield batch
                else:
                    ahead.appendleft(self._died(batch))

    def stop(self) -> None:
        """End the processes; what they have in hand is lost."""
        for worker in self._workers:
            worker.link.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
        self._workers = []

    def _idle(self) -> _Worker | None:
        for worker in self._workers:
            if worker.batch is None:
                return worker
        if len(self._workers) >= self._count:
            return None
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there, *self._made_of), daemon=True)
        process.start()
        there.close()
        worker = _Worker(process, here)
        self._workers.append(worker)
        return worker

    def _give(self, worker: _Worker, batch: Batch) -> None:
        worker.batch = batch
        with contextlib.suppress(OSError):  # it died while idle: the answer will say so
            worker.link.send(batch)

    def _answer(self, worker: _Worker) -> bool:
        """Whether a worker has done its batch; False where it died, and it is no more."""
        worker.batch = None
        try:
            answer = worker.link.recv()
        except (EOFError, OSError):
            worker.link.close()
            worker.process.join()
            self._workers.remove(worker)
            return False
        if answer is not None:
            raise answer
        return True

    def _died(self, batch: Batch) -> Batch:
        """What to do with a batch whose worker died: again, and then without what is to blame."""
        deaths = self._deaths[id(batch)] = self._deaths.get(id(batch), 0) + 1
        if deaths < _TRIES:
            return batch
        found = tuple(self._tried(item) for item in batch.found)
        fatal = sum(a is not b for a, b in zip(found, batch.found, strict=True))
        if not fatal or fatal == len(found) > 1:
            raise FileError(
                "worker processes are killed again and again (out of memory?); "
                "run the same command again with fewer --workers to go on"
            )
        return replace(batch, found=found)

    def _tried(self, item: Article | Skipped) -> Article | Skipped:
        if isinstance(item, Skipped):
            return item
        alone = Workers(*self._made_of, 1)
        try:
            worker = alone._idle()
            assert worker is not None
            alone._give(worker, Batch((item,), None))
            if alone._answer(worker):
                return item
        finally:
            alone.stop()
        reason = "coding it killed the process (out of memory?)"
        return Skipped(item.where, reason, item.doc_id)
