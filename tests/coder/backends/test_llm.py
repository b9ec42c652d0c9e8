"""The coder that asks a language model, on a server that does what servers do."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coder.backends.server import ModelServer, saying
from toolkit.checks import event_faults
from toolkit.coder.backends import BackendError, load_coder
from toolkit.coder.backends.llm import LLMCoder, LLMError, LLMStopError
from toolkit.coder.backends.llm.answer import Reader, events_in, numbered
from toolkit.coder.backends.llm.client import Client, Limits
from toolkit.coder.backends.llm.coder import windows
from toolkit.records import Document
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()
TEXT = (
    "Envoys of Chad met the president of Niger in Niamey on 4 March 2011. "
    "Police in Chad said that Niger would close the border."
)
DOCUMENT = Document("d1", TEXT, "en", dt.date(2011, 3, 5), "given", title="Envoys meet")


def actor(code: str, text: str | None) -> dict[str, Any]:
    return {"code": code, "text": text}


MEETING: dict[str, Any] = {
    "sentence": "Envoys of Chad met the president of Niger in Niamey on 4 March 2011.",
    "action": {"code": "041", "text": "met"},
    "source": actor("TCDGOV", "Envoys of Chad"),
    "target": actor("NERGOV", "the president of Niger"),
    "status": "asserted",
    "attribution": None,
    "date": {
        "start": "2011-03-04",
        "end": "2011-03-04",
        "precision": "day",
        "text": "on 4 March 2011",
    },
    "location": {"name": "Niamey", "country": "NER", "text": "Niamey"},
    "confidence": 0.9,
}


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def coder(server: ModelServer, cache: Path | None = None, **limits: Any) -> LLMCoder:
    clock = Clock()
    client = Client(
        server.url, "small", "secret", Limits(**{"timeout": 5.0, **limits}), clock.sleep, clock
    )
    return LLMCoder(client, CODEBOOK, cache)


def slept(made: LLMCoder) -> list[float]:
    return made.client.sleep.__self__.slept  # type: ignore[attr-defined]


def test_an_answer_becomes_an_event_that_is_true_to_text_and_codebook() -> None:
    with ModelServer(saying({"events": [MEETING]})) as server:
        made = coder(server)
        (event,) = made.code(DOCUMENT)
    assert event_faults(event, CODEBOOK, DOCUMENT) == []
    assert (event.action.code, event.action.span.text) == ("041", "met")
    assert event.source is not None
    assert (event.source.code, event.source.name) == ("TCDGOV", "Envoys of Chad")
    assert event.date is not None
    assert (event.date.start, event.date.precision) == (dt.date(2011, 3, 4), "day")
    assert event.location is not None
    assert event.location.country == "NER"
    assert event.coder == made.name == "llm-small/" + made.name.split("/")[1]
    asked = server.asked[0]
    assert asked["path"] == "/v1/chat/completions"
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["temperature"] == 0
    system, user = (m["content"] for m in asked["messages"])
    assert all(code.code in system for code in CODEBOOK)
    assert TEXT in user
    assert "2011-03-05" in user
    assert server.headers[0]["Authorization"] == "Bearer secret"


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


@pytest.mark.parametrize(
    "bad",
    [
        (500, {"error": {"message": "overloaded"}}),
        (503, b"<html>busy</html>"),
        "cut",
        (200, b"not json at all"),
        (200, {"choices": []}),
        (200, {"choices": [{"message": {"content": None}}]}),
        (200, []),
        saying('{"events": [{"sent', finish="length"),
        saying("I cannot help with that."),
        saying({"answer": 42}),
        saying('{"events": "none"}'),
        saying("[" * 100_000),
    ],
)
def test_faults_that_pass_are_tried_again(bad: Any) -> None:
    with ModelServer(bad, bad, saying({"events": [MEETING]})) as server:
        made = coder(server)
        assert len(made.code(DOCUMENT)) == 1
        assert len(server.asked) == 3


@pytest.mark.parametrize(
    "bad", [(500, {}), "cut", saying("no"), (200, b"x" * 5_000_000), (302, b"", {"Location": "/"})]
)
def test_faults_that_stay_fail_the_document_in_one_sentence(bad: Any) -> None:
    with ModelServer(bad) as server:
        with pytest.raises(LLMError) as failed:
            coder(server).code(DOCUMENT)
        assert not isinstance(failed.value, LLMStopError)
        assert "\n" not in str(failed.value)
        assert len(server.asked) <= 5


def test_a_busy_server_says_when_to_come_back_and_is_believed() -> None:
    busy = (429, {"error": {"message": "slow down"}}, {"Retry-After": "7"})
    with ModelServer(busy, busy, saying({"events": []})) as server:
        made = coder(server)
        assert made.code(DOCUMENT) == []
        assert slept(made) == [7.0, 7.0]


def test_waits_grow_but_an_absurd_one_is_not_kept() -> None:
    with ModelServer((500, {}), (500, {}), (500, {}), saying({"events": []})) as server:
        made = coder(server)
        made.code(DOCUMENT)
        first, second, third = slept(made)
        assert 1 <= first < second < third
    late = (429, {}, {"Retry-After": "86400"})
    with ModelServer(late, saying({"events": []})) as server:
        made = coder(server)
        made.code(DOCUMENT)
        assert slept(made) == [60.0]


@pytest.mark.parametrize(
    ("status", "says"), [(401, "OPENAI_API_KEY"), (403, "refuses"), (404, "knows no model small")]
)
def test_faults_that_every_document_would_meet_are_asked_about_once(status: int, says: str) -> None:
    with ModelServer((status, {"error": {"message": "no"}})) as server:
        made = coder(server)
        for _ in range(3):
            with pytest.raises(LLMStopError, match=says):
                made.code(DOCUMENT)
        assert len(server.asked) == 1


def test_a_server_without_schemas_is_asked_more_simply() -> None:
    def simple(body: dict[str, Any]) -> Any:
        if "response_format" in body:
            return 400, {"error": {"message": "unknown field response_format"}}
        return saying({"events": [MEETING]})

    with ModelServer(simple) as server:
        made = coder(server)
        assert len(made.code(DOCUMENT)) == 1
        made.code(Document("d2", TEXT, "en"))
        kinds = [a.get("response_format", {}).get("type") for a in server.asked]
        assert kinds == ["json_schema", "json_object", None, None]


def test_a_slow_server_is_given_up(tmp_path: Path) -> None:
    import time

    def slow(body: dict[str, Any]) -> Any:
        time.sleep(0.4)
        return saying({"events": []})

    with ModelServer(slow) as server, pytest.raises(LLMError, match="5 tries"):
        coder(server, timeout=0.05).code(DOCUMENT)


def test_a_rerun_asks_nothing_and_says_the_same(tmp_path: Path) -> None:
    with ModelServer(saying({"events": [MEETING]})) as server:
        first = coder(server, tmp_path / "kept.sqlite").code(DOCUMENT)
        again = coder(server, tmp_path / "kept.sqlite").code(DOCUMENT)
        assert again == first
        assert len(server.asked) == 1
        other = Document("d1", TEXT + " Nothing else happened.", "en")
        coder(server, tmp_path / "kept.sqlite").code(other)
        assert len(server.asked) == 2


def test_bad_answers_are_not_kept(tmp_path: Path) -> None:
    with ModelServer(saying("no")) as server, pytest.raises(LLMError):
        coder(server, tmp_path / "kept.sqlite").code(DOCUMENT)
    with ModelServer(saying({"events": [MEETING]})) as server:
        assert len(coder(server, tmp_path / "kept.sqlite").code(DOCUMENT)) == 1


def test_the_budget_ends_the_work_before_the_next_question() -> None:
    with ModelServer(saying({"events": []}, tokens=30)) as server:
        made = coder(server, tokens=100)
        for i in range(2):
            made.code(Document(f"d{i}", f"{TEXT} {i}", "en"))
        with pytest.raises(LLMStopError, match="TOOLKIT_LLM_MAX_TOKENS"):
            made.code(Document("d2", "More.", "en"))
        assert len(server.asked) == 2
        dear = coder(server, cost=0.001, price_in=10.0, price_out=30.0)
        dear.code(DOCUMENT)
        with pytest.raises(LLMStopError, match="TOOLKIT_LLM_MAX_COST"):
            dear.code(Document("d4", "More.", "en"))
        assert dear.client.spent.cost(dear.client.limits) == pytest.approx(30 * 40 / 1e6)


def test_requests_keep_the_rate() -> None:
    with ModelServer(saying({"events": []})) as server:
        made = coder(server, per_minute=30)
        for i in range(3):
            made.code(Document(f"d{i}", f"{TEXT} {i}", "en"))
        assert slept(made) == [2.0, 2.0]


def test_long_articles_go_in_stretches_and_offsets_are_of_the_article() -> None:
    filler = "Prices of rice rose again in the markets of the coast. " * 300
    document = Document("long", f"{filler}\n\n{TEXT}", "en")

    def found(body: dict[str, Any]) -> Any:
        there = "met the president" in body["messages"][1]["content"]
        return saying({"events": [MEETING] if there else []})

    with ModelServer(found) as server:
        (event,) = coder(server).code(document)
        assert len(server.asked) == 2
    assert event_faults(event, CODEBOOK, document) == []
    assert event.action.span.start == document.text.index(" met ") + 1


@given(st.text(alphabet="ab. \n", max_size=300), st.integers(5, 60))
def test_stretches_cover_the_text_in_order(text: str, size: int) -> None:
    made = list(windows(text, size))
    assert all(0 < end - start <= size for start, end in made)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(made))
    covered = "".join(text[a:b] for a, b in made)
    assert covered.strip() == text.strip() or not text.strip()


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


def test_the_name_and_the_environment_make_the_coder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with ModelServer(saying({"events": [MEETING]})) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        assert len(load_coder("llm:small", CODEBOOK).code(DOCUMENT)) == 1
        assert "Authorization" not in server.headers[0]
    assert (tmp_path / "event-coding-toolkit" / "llm.sqlite").is_file()
    with pytest.raises(BackendError, match="llm:MODEL"):
        load_coder("llm", CODEBOOK)
    monkeypatch.setenv("OPENAI_BASE_URL", "ftp://elsewhere")
    with pytest.raises(LLMStopError, match="begin with http"):
        load_coder("llm:small", CODEBOOK)
    monkeypatch.setenv("TOOLKIT_LLM_MAX_COST", "much")
    with pytest.raises(LLMStopError, match="TOOLKIT_LLM_MAX_COST"):
        load_coder("llm:small", CODEBOOK)
    with pytest.raises(BackendError, match="choose rules"):
        load_coder("human", CODEBOOK)
    with pytest.raises(BackendError, match="cannot load"):
        load_coder("no_such_module:make", CODEBOOK)


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(Client("http://127.0.0.1:1", "small", "secret"))
