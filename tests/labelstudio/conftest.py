"""One real Label Studio for all the slow tests of a session."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from toolkit.labelstudio.client import Client
from toolkit.labelstudio.server import LocalServer

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
