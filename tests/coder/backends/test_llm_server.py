"""Servers of language models that fail, refuse, are slow or busy, and what asking may cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.coder.backends.asking import DOCUMENT, MEETING, TEXT, coder, slept
from tests.coder.backends.server import ModelServer, saying
from toolkit.coder.backends.llm import LLMError, LLMStopError
from toolkit.coder.backends.llm.client import Client
from toolkit.records import Document


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


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(Client("http://127.0.0.1:1", "small", "secret"))
