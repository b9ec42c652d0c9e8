"""The annotator's tutorial, with a real server and a real browser.

``make screenshots`` runs this with SCREENSHOTS=1, which puts what the browser showed into docs/.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, Session
from tests.labelstudio.annotator import Annotator

pytestmark = pytest.mark.slow


def test_from_the_first_look_to_the_file(browser, server, client, tmp_path) -> None:
    def annotate(folder: Path) -> None:
        project = max(client.get("/api/projects/")["results"], key=lambda p: p["id"])
        (task,) = [t for t in client.tasks(project["id"]) if t["data"]["doc_id"] == "example-en-02"]
        one = Annotator(browser, server)
        try:
            one.sign_in()
            one.open(project["id"], task["id"])
            shown = [words for label, words in one.highlights() if label == "Action"]
            assert "arrested" in shown
            one.click(one.region("arrested"))
            images = DOCS / "images" if os.environ.get("SCREENSHOTS") else tmp_path
            images.mkdir(exist_ok=True)
            one.page.screenshot(path=images / "annotator.png")
            one.click(one.page.get_by_role("button", name="Submit"))
            one.page.wait_for_timeout(1_000)
        finally:
            one.page.close()

    folder = tmp_path / "work"
    folder.mkdir()
    environment = {
        "LABEL_STUDIO_URL": server.url,
        "LABEL_STUDIO_API_KEY": server.access.token,
    }
    session = Session(folder, environment)
    session.run(DOCS / "tutorials/annotator.md", {"annotate": annotate})
    (pulled,) = [
        p for p in (folder / "example/annotations").rglob("*.jsonl") if "example-" not in p.name
    ]
    assert "example-en-02" in pulled.read_text("utf-8")
