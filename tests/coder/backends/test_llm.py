"""The coder that asks a language model, from the question to the event."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coder.backends.asking import CODEBOOK, DOCUMENT, MEETING, TEXT, coder
from tests.coder.backends.server import ModelServer, saying
from toolkit.checks import event_faults
from toolkit.coder.backends import BackendError, load_coder
from toolkit.coder.backends.llm import LLMError, LLMStopError
from toolkit.coder.backends.llm.coder import windows
from toolkit.records import Document


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
