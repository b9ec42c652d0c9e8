"""What tests of every room use: the command line as a function, and a copy of this workspace."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.cli import main

REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True)
class Called:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


Cli = Callable[..., Called]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """``cli("read", path, "-o", out)`` calls the command line in this process."""

    def call(*arguments: object) -> Called:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        printed = capsys.readouterr()
        code = ended.value.code
        return Called(code if isinstance(code, int) else 0, printed.out, printed.err)

    return call


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of this repository's workspace without what is built, as the current folder."""
    root = tmp_path / "workspace"
    for part in ("schemas", "seeds", "annotations"):
        shutil.copytree(REPOSITORY / part, root / part)
    monkeypatch.chdir(root)
    return root
