"""The batch coder on Ray: ``map_batches`` over pieces of partitioned Parquet.

Where Ray runs is its own business (``RAY_ADDRESS``); where nothing says so, on the cores of this
machine.
"""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from toolkit.engines.batch import CODED, BatchCoder
from toolkit.engines.pieces import Piece, code_piece
from toolkit.engines.workers import available
from toolkit.records import ToolkitError


def _worker(pieces: list[Piece], coder: BatchCoder) -> type:
    """A class for Ray's actors, which keep what they have loaded. It holds its arguments itself, so
    that an actor that died can be made anew."""

    class CodePieces:
        def __init__(self) -> None:
            self.coder = coder

        def __call__(self, batch: pa.Table) -> Iterator[pa.Table]:
            for number in batch["id"].to_pylist():
                for coded_batch in code_piece(self.coder, pieces[number]):
                    yield pa.Table.from_batches([coded_batch])

    return CodePieces


def coded(pieces: list[Piece], coder: BatchCoder, workers: int | None) -> Iterator[pa.RecordBatch]:
    """Coded batches in the order of the pieces, as they come. Raises ToolkitError where Ray gives
    up."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray: Any = importlib.import_module("ray")
    data: Any = importlib.import_module("ray.data")
    ours = not ray.is_initialized()
    if ours:
        here = None if "RAY_ADDRESS" in os.environ else workers or available()
        ray.init(
            num_cpus=here, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR
        )
    context = data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context.print_on_execution_start = False
    most = max(1, int(ray.cluster_resources().get("CPU", 1)))
    try:
        made = data.range(len(pieces), override_num_blocks=len(pieces)).map_batches(
            _worker(pieces, coder),
            batch_size=1,
            batch_format="pyarrow",
            compute=data.ActorPoolStrategy(min_size=1, max_size=most),
        )
        for table in made.iter_batches(batch_size=None, batch_format="pyarrow"):
            yield from table.cast(CODED).combine_chunks().to_batches()
    except ray.exceptions.RayError as error:
        raise ToolkitError(f"Ray gave up: {str(error).strip().splitlines()[-1]}") from None
    finally:
        if ours:
            ray.shutdown()
