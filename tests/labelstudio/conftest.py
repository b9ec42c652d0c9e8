"""One real Label Studio, and one headless Chromium, for all the slow tests of a session."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from toolkit.labelstudio.client import Client
from toolkit.labelstudio.server import LocalServer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[LocalServer]:
    with LocalServer(tmp_path_factory.mktemp("label-studio"), local_backends=True) as running:
        yield running


@pytest.fixture
def client(server) -> Iterator[Client]:
    with Client(server.url, server.access.token, pause=0.2) as one:
        yield one


@pytest.fixture
def title() -> str:
    """A title that no other test has."""
    return f"proyek {next(_numbers)}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
