"""A model folder put in place whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from toolkit.baselines.errors import BaselineError
from toolkit.baselines.models import CONFIG


@contextlib.contextmanager
def model_folder(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` to write to, put in its place at the end; gone after a failure.

    Raises BaselineError where ``out`` holds something else than a model, or cannot be written.
    """
    if out.exists() and not (out / CONFIG).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise BaselineError(f"{out} exists and is no model folder; choose another with -o")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise BaselineError(
            f"cannot write {out}: {error.strerror}; choose another folder with -o"
        ) from None
    try:
        yield part
        part.chmod(0o755)
        if out.exists():
            old = part.with_name(f"{part.name}.old")
            out.rename(old)
            part.rename(out)
            shutil.rmtree(old, ignore_errors=True)
        else:
            part.rename(out)
    except OSError as error:
        raise BaselineError(f"cannot write {out}: {error.strerror}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
