"""The batch coder on Spark: ``mapInArrow`` over pieces of partitioned Parquet.

Where Spark runs is its own business (``spark-submit``, ``spark-defaults.conf``,
``PYSPARK_SUBMIT_ARGS``); where nothing says so, on the cores of this machine, with four attempts a
task.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.engines.batch import CODED, BatchCoder
from toolkit.engines.pieces import Piece, code_piece
from toolkit.engines.workers import available
from toolkit.records import ToolkitError


def coded(
    pieces: list[Piece], coder: BatchCoder, scratch: Path, workers: int | None
) -> Iterator[pa.RecordBatch]:
    """Coded batches in the order of the pieces. They lie in the folder ``scratch``, which all
    machines must see, until they have been read. Raises ToolkitError where Spark gives up."""
    from pyspark.sql.pandas.types import from_arrow_schema

    session = _session(workers)
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        # A task a piece, so that the files of the tasks stand in the order of the pieces.
        tasks = session.range(0, len(pieces), 1, len(pieces))
        made = tasks.mapInArrow(_work(pieces, coder), from_arrow_schema(CODED))
        made.write.parquet(scratch.resolve().as_uri())
        for path in sorted(scratch.glob("part-*.parquet")):
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(10_000):
                    yield (
                        pa.Table.from_batches([batch]).cast(CODED).combine_chunks().to_batches()[0]
                    )
    except Exception as error:
        if type(error).__module__.startswith(("pyspark", "py4j")):
            raise ToolkitError(f"Spark gave up: {_reason(error)}") from None
        raise
    finally:
        session.stop()
        shutil.rmtree(scratch, ignore_errors=True)


def _work(
    pieces: list[Piece], coder: BatchCoder
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch["id"].to_pylist():
                yield from code_piece(coder, pieces[number])

    return work


def _session(workers: int | None) -> Any:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise ToolkitError("Spark needs Java 17 or later; install it, or set JAVA_HOME")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    SparkContext._ensure_initialized()  # reads Spark's own settings, which SparkConf then holds
    settings = SparkConf()
    if settings.get("spark.master", "local[*]") == "local[*]":
        settings.setMaster(f"local[{workers or available()},4]")
        settings.setIfMissing("spark.driver.bindAddress", "127.0.0.1")
        settings.setIfMissing("spark.driver.host", "127.0.0.1")
    settings.setIfMissing("spark.app.name", "toolkit code")
    settings.setIfMissing("spark.ui.enabled", "false")
    shown = "true" if sys.stderr.isatty() else "false"
    settings.setIfMissing("spark.ui.showConsoleProgress", shown)
    session = SparkSession.builder.config(conf=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _reason(error: Exception) -> str:
    """The last line that names an error, of the many that Spark gives."""
    lines = [line.strip() for line in str(error).splitlines() if "Error" in line]
    return lines[-1] if lines else str(error).splitlines()[0]
