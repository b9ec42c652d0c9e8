"""The folder beside an output in which coded batches wait for the end, so that a run that was
stopped goes on where it was."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.engines.output import Part
from toolkit.workspace import FileError, write_json

KEY_BYTES = 32
_HEAD = struct.Struct(f"<{KEY_BYTES}sQQQQQ")  # key, numbers, lengths of the first two sections


@dataclass(frozen=True, slots=True)
class PartFile:
    """Where one part goes, and the key of the batch that it is made of."""

    path: Path
    key: bytes

    def is_there(self) -> bool:
        """Whether a run has left a part of just this batch."""
        try:
            with self.path.open("rb") as file:
                return file.read(KEY_BYTES) == self.key
        except OSError:
            return False

    def numbers(self) -> tuple[int, int, int]:
        """How many documents, events and articles left out the part holds."""
        with self.path.open("rb") as file:
            _, documents, events, skipped, _, _ = _HEAD.unpack(file.read(_HEAD.size))
        return documents, events, skipped

    def write(self, part: Part) -> None:
        """Write the part whole or not at all."""
        beside = self.path.with_suffix(f".{os.getpid()}")
        with beside.open("wb") as out:
            numbers = part.documents, part.events, part.skipped
            lengths = len(part.event_bytes), len(part.document_bytes)
            out.write(_HEAD.pack(self.key, *numbers, *lengths))
            out.write(part.event_bytes)
            out.write(part.document_bytes)
            out.write(part.skipped_bytes)
        beside.replace(self.path)

    def read(self) -> Part:
        """The part as it was written."""
        data = self.path.read_bytes()
        _, documents, events, skipped, first, second = _HEAD.unpack_from(data)
        a = _HEAD.size
        b, c = a + first, a + first + second
        return Part(documents, events, skipped, data[a:b], data[b:c], data[c:])


class Parts:
    """The parts of one output; held by one run at a time."""

    def __init__(self, output: Path, made_from: Mapping[str, Any]) -> None:
        """Keep what an earlier run left where it was made from the same; else begin anew.

        Raises FileError where nothing can be written there or another run is at work.
        """
        self.folder = output.with_name(f".{output.name}.parts")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(
                f"cannot write beside {output}: {error.strerror}; choose another folder with -o"
            ) from None
        self._lock = _hold(self.folder, output)
        note = self.folder / "made-from.json"
        if _read(note) != dict(made_from):
            for path in self.folder.iterdir():
                path.unlink()
            write_json(note, dict(made_from))

    def file(self, number: int, key: bytes) -> PartFile:
        """The file of the part with a number; ``key`` has ``KEY_BYTES`` bytes."""
        return PartFile(self.folder / f"{number:08d}.part", key)

    def read(self, count: int) -> Iterator[Part]:
        """The first parts in order."""
        for number in range(count):
            yield self.file(number, b"").read()

    def remove(self) -> None:
        """The output is there: the parts can go."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def release(self) -> None:
        """Let another run have the folder; what lies in it stays."""
        os.close(self._lock)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _hold(folder: Path, output: Path) -> int:
    """Lock the folder itself; the lock goes with the process, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows has no such lock
        pass
    except OSError:
        os.close(handle)
        raise FileError(
            f"another run is writing {output}; wait for it to end, or name another file with -o"
        ) from None
    return handle
