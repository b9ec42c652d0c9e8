"""The batch coder on an engine that users already have: partitioned Parquet in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from toolkit.articles import Skipped, check_language
from toolkit.engines.batch import BatchCoder
from toolkit.engines.local import Done
from toolkit.engines.partitioned import Folder
from toolkit.engines.pieces import pieces_of
from toolkit.extras import EXTRAS
from toolkit.records import ToolkitError

ENGINES = ("spark", "ray")


def code_on(
    engine: str,
    articles: Iterable[Path],
    output: Path,
    coder: BatchCoder,
    *,
    workers: int | None = None,
    tick: Callable[[int], None] = lambda articles: None,
    left_out: Callable[[Skipped], None] = lambda skipped: None,
) -> Done:
    """Code Parquet files of articles into a folder ``output`` of Parquet files, row for row what
    :func:`toolkit.engines.code_articles` writes, and the same lists beside it.

    ``engine`` is one of ``ENGINES``. ``workers`` counts processes where the engine's own settings
    name no cluster. All machines must see the articles and the folder of the output under their
    paths. Raises ToolkitError where the engine is not installed or gives up; nothing is written
    then.
    """
    extra = EXTRAS[engine]
    if extra.lacking:
        raise ToolkitError(f"the engine {engine} is not installed: {extra.install}")
    if coder.lang is not None:
        check_language(coder.lang)
    _ = coder.coder  # a fault in codebook or coder comes before the engine starts
    pieces = pieces_of(articles)
    folder = Folder(output, left_out)
    if engine == "spark":
        from toolkit.engines import spark

        batches = spark.coded(pieces, coder, output.with_name(f".{output.name}.coded"), workers)
    else:
        from toolkit.engines import ray

        batches = ray.coded(pieces, coder, workers)
    folder.write(batches, tick)
    return Done(folder.documents, folder.events, folder.skipped)
