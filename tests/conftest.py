"""What tests of every room use: the command line as a function, and a copy of this workspace."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from toolkit.cli import main

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# How long an example takes says more of the machine than of the code.
settings.register_profile("toolkit", deadline=None)
settings.load_profile("toolkit")

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One headless Chromium for all tests: Playwright allows one driver a thread."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    driver = pytest.importorskip("playwright.sync_api").sync_playwright()
    with driver as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
