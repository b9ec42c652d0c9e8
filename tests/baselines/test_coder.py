"""A trained model and the grammar as one coder."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("sklearn")
pytest.importorskip("skops")

from tests.baselines import corpus
from tests.baselines.corpus import CODEBOOK
from toolkit.baselines import BaselineError
from toolkit.baselines.models import Model
from toolkit.baselines.sentences import Dataset
from toolkit.baselines.training import Choice, train
from toolkit.checks import event_faults
from toolkit.coder import rule_coder
from toolkit.coder.backends import load_coder
from toolkit.records import Document

# A verb that no lexicon has, which the model learns to be an attack.
UNHEARD = "frobbed"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = corpus.dataset(400, 0, 0)
    rng = random.Random(0)
    taught = tuple(
        replace(
            s,
            sentence_id=f"t{i}",
            text=f"Turkey {UNHEARD} the army of Egypt in {rng.choice(corpus.PLACES)}.",
            lang="en",
            code="190",
            codes=("190",),
            has_event=True,
        )
        for i, s in enumerate(made["train"][:60])
    )
    more = Dataset(made.name, made.version, {"train": (*made["train"], *taught)})
    place = tmp_path_factory.mktemp("models")
    folders = {}
    for task in ("root", "code", "event", "quad"):
        folders[task] = place / task
        train(more, Choice("words-lr", task), CODEBOOK).save(folders[task])
    return folders


def document(text: str) -> Document:
    return Document("d1", text, "en", dt.date(2015, 6, 1), "given")


def test_the_model_is_one_coder_among_others_and_its_events_are_sound(
    folders: dict[str, Path],
) -> None:
    coder = load_coder(f"classifier:{folders['code']}", CODEBOOK)
    assert coder.name.startswith("classifier-words-lr/")
    text = document(
        "Turkey attacked the army of Egypt on 3 May 2015. Egypt criticised Turkey on Monday."
    )
    events = coder.code(text)
    assert len(events) == 2
    assert len({e.event_id for e in events}) == 2
    for event in events:
        assert event_faults(event, CODEBOOK, text) == []
        assert event.coder == coder.name
    ours = rule_coder(CODEBOOK).code(text)
    assert [(e.source, e.target, e.date) for e in events] == [
        (e.source, e.target, e.date) for e in ours
    ]
    assert events == coder.code(text)


def test_a_sure_model_overrules_the_lexicon_and_says_so(folders: dict[str, Path]) -> None:
    coder = load_coder(f"classifier:{folders['root']}@0.6", CODEBOOK)
    # The words of attack outnumber the verb of the lexicon, which alone says "meeting".
    text = document(
        f"Turkey met the army of Egypt, {UNHEARD}, {UNHEARD} the army, {UNHEARD} the army."
    )
    (first, *_) = coder.code(text)
    assert rule_coder(CODEBOOK).code(text)[0].action.code[:2] == "04"
    assert first.action.code == "19"
    assert any("not 04" in told for told in first.trace)
    assert first.confidence >= 0.6
    never = load_coder(f"classifier:{folders['root']}@1.1", CODEBOOK)
    assert never.code(text)[0].action.code[:2] == "04"


def test_an_act_that_no_lexicon_has_is_coded_where_a_model_sees_an_event(
    folders: dict[str, Path],
) -> None:
    text = document(f"Turkey {UNHEARD} the army of Egypt on 3 May 2015.")
    assert rule_coder(CODEBOOK).code(text) == []
    assert load_coder(f"classifier:{folders['root']}", CODEBOOK).code(text) == []
    both = load_coder(f"classifier:{folders['root']}+{folders['event']}", CODEBOOK)
    (event,) = both.code(text)
    assert event_faults(event, CODEBOOK, text) == []
    assert event.action.span.text == UNHEARD
    assert event.source is not None
    assert event.target is not None
    assert (event.source.code, event.action.code, event.target.code) == ("TUR", "19", "EGYMIL")
    assert event.date is not None
    assert event.date.start == dt.date(2015, 5, 3)


def test_plans_and_quiet_sentences_stay_what_they_are(folders: dict[str, Path]) -> None:
    both = load_coder(f"classifier:{folders['root']}+{folders['event']}", CODEBOOK)
    assert both.code(document("Rain fell on the coast near Lima.")) == []
    assert both.code(document("")) == []
    (event,) = both.code(document(f"Turkey would have {UNHEARD} the army of Egypt."))
    assert event.status != "asserted"


def test_wrong_models_are_named(folders: dict[str, Path]) -> None:
    with pytest.raises(BaselineError, match="root or code, not quad"):
        load_coder(f"classifier:{folders['quad']}", CODEBOOK)
    with pytest.raises(BaselineError, match="event, not root"):
        load_coder(f"classifier:{folders['root']}+{folders['root']}", CODEBOOK)
    with pytest.raises(BaselineError, match="must be a number"):
        load_coder(f"classifier:{folders['root']}@high", CODEBOOK)
    with pytest.raises(BaselineError, match="classifier:MODEL_DIR"):
        load_coder("classifier", CODEBOOK)
    assert Model.load(folders["root"]).config.task == "root"
