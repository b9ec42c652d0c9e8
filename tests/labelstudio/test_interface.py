from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import toolkit
from tests.labelstudio.made import BOOK, DOC, EVENTS, NAMES
from toolkit.labelstudio.interface import labelling_config
from toolkit.labelstudio.names import languages
from toolkit.labelstudio.tasks import task
from toolkit.records import ToolkitError

COMMITTED = Path(toolkit.__file__).parent.parent / "schemas" / "label-studio.xml"


def test_the_committed_interface_is_the_one_of_the_codebook():
    assert COMMITTED.read_text(encoding="utf-8") == labelling_config(BOOK, "id"), (
        "run python -m toolkit.labelstudio.interface > schemas/label-studio.xml"
    )


@pytest.mark.parametrize("language", languages())
def test_every_code_has_its_place_its_name_and_its_definition(language):
    root = ET.fromstring(labelling_config(BOOK, language))
    taxonomy = root.find(".//Taxonomy[@name='code']")
    choices = list(taxonomy.iter("Choice"))
    assert [c.get("alias") for c in choices] == list(BOOK.codes)
    assert all(c.get("value").startswith(c.get("alias") + " ") and c.get("hint") for c in choices)
    for parent in choices:
        for child in parent.findall("Choice"):
            assert BOOK[child.get("alias")].parent == parent.get("alias")


def test_no_two_keys_of_the_interface_and_of_an_article_are_the_same():
    keys = [e.get("hotkey") for e in ET.fromstring(labelling_config(BOOK, "id")).iter()]
    options = task(DOC, EVENTS, NAMES)["data"]["options"]
    keys += [o.get("hotkey") for picks in options.values() for o in picks]
    given = [key for key in keys if key]
    assert len(given) == len(set(given)) > 15


def test_stored_values_do_not_depend_on_the_language():
    def stored(language):
        return [
            (e.get("name"), e.get("alias"))
            for e in ET.fromstring(labelling_config(BOOK, language)).iter()
        ]

    assert stored("id") == stored("en")


def test_a_language_without_an_interface_is_refused():
    with pytest.raises(ToolkitError, match="no language 'xx'; it has en, "):
        labelling_config(BOOK, "xx")


def test_label_studio_accepts_the_interface_and_a_task():
    pytest.importorskip("label_studio_sdk")
    from label_studio_sdk.label_interface import LabelInterface

    made = task(DOC, EVENTS, NAMES)
    interface = LabelInterface(labelling_config(BOOK, "id"))
    interface.validate()
    assert interface.validate_prediction(made["predictions"][0], return_errors=True) == []
