"""What a language model may answer: it becomes sound events, or it is a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coder.backends.asking import CODEBOOK, DOCUMENT, MEETING, TEXT, actor, coder
from tests.coder.backends.server import ModelServer, saying
from toolkit.checks import event_faults
from toolkit.coder.backends.llm.answer import Reader, events_in, numbered


def test_what_is_not_in_the_text_is_dropped() -> None:
    ghost = {**MEETING, "action": {"code": "190", "text": "bombed"}}
    half = {
        **MEETING,
        "target": actor("NERGOV", "the king of Niger"),
        "date": {**MEETING["date"], "text": "on Friday"},
        "location": {"name": "Zinder", "country": "NER", "text": None},
    }
    with ModelServer(saying({"events": [ghost, half]})) as server:
        made = coder(server)
        (event,) = made.code(DOCUMENT)
    assert event.target is None
    assert event.date is None
    assert event.location is None
    assert event.source is not None
    assert "'bombed' is not in the text" in made.lost[0]
    assert sum("dropped: not in the text" in t for t in event.trace) == 3


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("041", "041"),
        ("0419", "04"),
        ("99", None),
        (None, None),
        (4, "04"),
        (41, "041"),
        ("", None),
    ],
)
def test_codes_fold_to_their_root_or_go(code: Any, kept: str | None) -> None:
    reader = Reader(DOCUMENT, CODEBOOK, "llm/1")
    event = reader.event({**MEETING, "action": {"code": code, "text": "met"}}, 0, len(TEXT))
    assert (event.action.code if event else None) == kept
    assert len(reader.lost) == (kept is None)


@pytest.mark.parametrize(
    ("code", "kept"),
    [("TCDGOV", "TCDGOV"), ("tcd gov", None), ("TCDXYZQRS", "TCDXYZ"), ("ZZZ", None), ("", None)],
)
def test_actor_codes_are_cut_to_what_is_known(code: str, kept: str | None) -> None:
    item = {**MEETING, "source": actor(code, "Envoys of Chad")}
    event = Reader(DOCUMENT, CODEBOOK, "llm/1").event(item, 0, len(TEXT))
    assert event is not None
    assert (event.source.code if event.source else None) == kept
    assert event_faults(event, CODEBOOK, DOCUMENT) == []


def test_a_quote_is_looked_for_in_its_sentence_first() -> None:
    close = {
        **MEETING,
        "sentence": "Police in Chad said that Niger would close the border.",
        "action": {"code": "1311", "text": "would close the border"},
        "source": actor("NER", "Niger"),
        "target": actor("TCD", "Chad"),
        "attribution": actor("TCDCOP", "Police"),
        "date": None,
        "location": None,
    }
    event = Reader(DOCUMENT, CODEBOOK, "llm/1").event(close, 0, len(TEXT))
    assert event is not None
    assert event.source is not None
    assert event.target is not None
    assert event.source.span is not None
    assert event.target.span is not None
    assert event.source.span.start > TEXT.index("Police")
    assert event.target.span.start > TEXT.index("Police")
    assert event.attribution is not None


def test_one_event_told_twice_is_one_and_ids_do_not_hang_on_order() -> None:
    reader = Reader(DOCUMENT, CODEBOOK, "llm/1")
    back = {**MEETING, "source": MEETING["target"], "target": MEETING["source"]}
    made = [reader.event(i, 0, len(TEXT)) for i in (MEETING, back, MEETING)]
    events = numbered([e for e in made if e is not None])
    assert len(events) == 2
    assert len({e.event_id for e in events}) == 2


JSON = json.dumps({"events": [MEETING]})


@pytest.mark.parametrize(
    "words",
    [JSON, f"```json\n{JSON}\n```", f"Here are the events:\n{JSON}\nI hope this helps."],
)
def test_json_is_found_where_models_put_it(words: str) -> None:
    with ModelServer(saying(words)) as server:
        assert len(coder(server).code(DOCUMENT)) == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 300) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "text", "start", "end", "name"]), inner, max_size=4
        )
    ),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(list(MEETING)), values))
def test_whatever_a_model_says_the_event_is_sound_or_there_is_none(changed: dict[str, Any]) -> None:
    event = Reader(DOCUMENT, CODEBOOK, "llm/1").event({**MEETING, **changed}, 0, len(TEXT))
    if event is not None:
        assert event_faults(event, CODEBOOK, DOCUMENT) == []


@given(st.text(max_size=60) | values.map(json.dumps))
def test_whatever_a_model_answers_it_is_events_or_a_fault(answer: str) -> None:
    try:
        assert isinstance(events_in(answer), list)
    except ValueError as error:
        assert "answer" in str(error)
