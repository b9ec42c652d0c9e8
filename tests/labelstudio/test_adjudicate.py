"""An adjudication on a real server, from the dispute to gold without open events."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.labelstudio.annotator import Annotator
from toolkit.labelstudio.client import Client

pytestmark = pytest.mark.slow


def test_an_adjudicator_settles_the_sample_article(
    workspace: Path, cli, server, client: Client, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", server.url)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", server.access.token)
    assert cli("read", "seeds", "-o", "build/documents.parquet").code == 0
    for _ in range(2):  # pushing again doubles nothing
        told = cli("adjudicate")
        assert (told.code, told.err) == (0, "")
        assert "0 decisions" in told.out
        assert "1 disputed articles" in told.out
    (project,) = client.projects("indonesian-event-seed / adjudication")
    (task,) = client.tasks(project["id"])

    judge = Annotator(browser, server)
    judge.sign_in()
    judge.open(project["id"], task["id"])
    assert judge.page.locator(".ec-rivals table").count() > 0
    judge.submit()
    judge.page.close()

    told = cli("adjudicate")
    assert "1 decisions" in told.out
    assert "0 disputed articles" in told.out
    assert "0 open, 1 of 1 documents settled" in cli("gold", "-o", "gold.jsonl").out
