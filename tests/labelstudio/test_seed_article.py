"""What the work of an annotator costs on the seed article, in clicks, keys and drags.

The counts stand in docs/howto/label-studio.md. ``make screenshots`` runs this with SCREENSHOTS=1,
which puts what the browser showed into docs/.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, REPOSITORY
from tests.labelstudio.annotator import Annotator
from tests.labelstudio.made import BOOK, NAMES, at
from tests.labelstudio.test_browser import CONFIG, pulled, said
from toolkit.labelstudio.faults import TaskChecker
from toolkit.labelstudio.guidelines import guidelines_page
from toolkit.labelstudio.project import Plan, ensure_project
from toolkit.labelstudio.push import push
from toolkit.labelstudio.tasks import task
from toolkit.records import Action, Actor, Document, Event, EventDate

pytestmark = pytest.mark.slow
SEED = next((REPOSITORY / "seeds").glob("*.txt"))
DOC = Document("seed", SEED.read_text("utf-8"), "id")


def coded() -> list[Event]:
    """A pre-coding with one wrong code, one wrong actor and one spurious event, and one missing."""

    def here(code: str, quote: str) -> Actor:
        return Actor(code, quote, at(quote, DOC))

    def event(number: int, code: str, words: str, *actors: Actor, **more: EventDate) -> Event:
        action = Action(code, at(words, DOC))
        return Event(f"seed{number}", DOC.doc_id, action, "sample/1", *actors, **more)

    tuesday = dt.date(2016, 9, 20)
    kerry = here("USAGOV", "Menteri Luar Negeri John Kerry")
    lavrov = here("RUSGOV", "Sergei Lavrov")
    assad = here("SYRGOV", "rezim Assad")
    return [
        event(1, "013", "ditahan", here("USAMIL", "pejabat pertahanan AS"), here("RUS", "Rusia")),
        event(2, "040", "bertemu", kerry, assad,
              date=EventDate(tuesday, tuesday, "day", at("hari Selasa", DOC))),
        event(3, "046", "berbicara tentang kesepakatan", lavrov, kerry),
        event(4, "112", "mengkritik", here("USAMIL", "pejabat militer AS"), here("RUS", "Rusia")),
    ]  # fmt: skip


def test_what_it_costs(browser, server, client, title, tmp_path):
    images = DOCS / "images" if os.environ.get("SCREENSHOTS") else tmp_path
    guidelines = guidelines_page(REPOSITORY / "schemas/guidelines.md")
    project = ensure_project(client, Plan(title, CONFIG, guidelines))
    push(client, project, [task(DOC, coded(), NAMES)], TaskChecker(BOOK, CONFIG))
    (number,) = (t["id"] for t in client.tasks(project))
    one = Annotator(browser, server)
    try:
        one.sign_in()
        one.open(project, number)
        costs = correct(one, images)
        one.submit()
    finally:
        one.page.close()
    assert costs == {
        "a right event": (0, 0, 0),
        "a wrong code": (3, 7, 0),
        "a wrong actor": (3, 0, 0),
        "a spurious event": (1, 1, 0),
        "a missing event": (4, 8, 1),
    }
    annotation = pulled(client, project, DOC)
    assert [said(e) for e in annotation.events] == [
        ("040", "bertemu", "USAGOV", "RUSGOV", "asserted"),
        ("046", "berbicara tentang kesepakatan", "RUSGOV", "USAGOV", "asserted"),
        ("111", "mengkritik", "USAMIL", "RUS", "asserted"),
        ("051", "mendukung", "RUS", "SYRGOV", "asserted"),
    ]


def correct(one: Annotator, images: Path) -> dict[str, tuple[int, int, int]]:
    """Mend the pre-coding; what each kind of correction cost."""
    costs = {"a right event": one.counts()}
    one.click(one.region("mengkritik"))
    one.drop_code()
    one.code_box()
    one.type("111")
    one.page.screenshot(path=images / "label-studio-code.png")
    one.press("ArrowDown", "ArrowDown", "Enter", "Escape")
    costs["a wrong code"] = one.counts()
    one.click(one.region("bertemu"))
    one.pick("Sasaran", "SYRGOV")
    one.pick("Sasaran", "RUSGOV")
    costs["a wrong actor"] = one.counts()
    one.page.screenshot(path=images / "label-studio-fields.png")
    one.click(one.region("ditahan"))
    one.press("Backspace")
    costs["a spurious event"] = one.counts()
    one.press("1")
    one.drag("mendukung", "mendukung rezim Assad")
    one.click(one.region("mendukung"))
    one.code_box()
    one.type("051")
    one.press("ArrowDown", "ArrowDown", "Enter", "Escape")
    one.pick("Pelaku", "RUS ·")
    one.pick("Sasaran", "SYRGOV")
    costs["a missing event"] = one.counts()
    return costs
