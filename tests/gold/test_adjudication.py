"""Disputed articles on their way to an adjudicator, and the decisions on their way back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.agreement.simulated import Habits, corpus
from toolkit.agreement import CodeList
from toolkit.gold import make_gold
from toolkit.gold.adjudication import (
    adjudication_config,
    adjudication_tasks,
    disputes,
    letters,
    proposal,
)
from toolkit.labelstudio.faults import TaskChecker
from toolkit.labelstudio.project import is_ours
from toolkit.labelstudio.tasks import events_of
from toolkit.workspace import packaged_codebook, read_annotations

CODEBOOK = packaged_codebook()
CODES = CodeList.of(CODEBOOK)
TWO = {"ani": Habits(0.1, 0.3, 0.2, 0.1, 0.1), "budi": Habits(0.2, 0.2, 0.1, 0.1)}


def test_articles_whose_decision_tells_most_come_first() -> None:
    made, _, _ = corpus(1, TWO, documents=20)
    gold = make_gold(made, CODEBOOK)
    found = disputes(gold)
    assert [d.bits for d in found] == sorted((d.bits for d in found), reverse=True)
    assert {d.document.doc_id for d in found} == {o.unit.doc_id for o in gold.open}
    # With two annotators every open field is a question of one bit.
    for dispute in found:
        for still in dispute.document.open:
            expected = 1.0 if still.fields == ("event",) else len(still.fields)
            assert still.bits == pytest.approx(expected)


def test_a_task_shows_the_proposal_and_every_rival_coding() -> None:
    made, texts, _ = corpus(2, TWO, documents=12)
    by_id = {t.doc_id: t for t in texts}
    found = disputes(make_gold(made, CODEBOOK))
    tasks = adjudication_tasks(found, by_id, CODEBOOK, language="id", guidelines="1.0")
    assert [t["data"]["doc_id"] for t in tasks] == [d.document.doc_id for d in found]
    checker = TaskChecker(CODEBOOK, adjudication_config(CODEBOOK, "id"))
    for task, dispute in zip(tasks, found, strict=True):
        assert checker.faults(task) == []
        document = by_id[dispute.document.doc_id]
        shown = {e.event_id for e in events_of(document, task, CODEBOOK)}
        assert shown == {e.event_id for e in proposal(dispute, CODES)}
        page = task["data"]["rivals"]
        assert page.count("<table>") == len(dispute.document.open)
        for still in dispute.document.open:
            for event in still.unit.events.values():
                assert event.action.code in page
        assert "ani" not in page.split()


def test_an_open_field_of_a_gold_event_is_filled_for_the_adjudicator() -> None:
    made, _, _ = corpus(3, {"ani": Habits(date=1.0), "budi": Habits()}, documents=3)
    found = disputes(make_gold(made, CODEBOOK))
    assert found
    for dispute in found:
        assert all(e.date is not None for e in proposal(dispute, CODES))


def test_letters_hide_who_is_who() -> None:
    people = ["ani", "budi", "citra"]
    first = {letters(f"doc-{i}", people)["ani"] for i in range(30)}
    assert first == {"A", "B", "C"}
    assert letters("doc-1", people) == letters("doc-1", reversed(people))


def test_the_interface_is_one_that_pull_understands() -> None:
    config = adjudication_config(CODEBOOK, "en")
    assert is_ours(config)
    assert '<HyperText name="rivals" value="$rivals" inline="true"' in config


def test_codings_of_people_are_escaped() -> None:
    made, texts, _ = corpus(4, TWO, documents=6)
    nasty = [
        replace(
            a,
            events=tuple(
                replace(e, location=replace(e.location, name="<script>alert(1)</script>"))
                if e.location
                else e
                for e in a.events
            ),
        )
        for a in made
    ]
    found = disputes(make_gold(nasty, CODEBOOK))
    tasks = adjudication_tasks(found, {t.doc_id: t for t in texts}, CODEBOOK)
    assert tasks
    assert all("<script>" not in t["data"]["rivals"] for t in tasks)


def test_a_decision_from_an_export_settles_the_article(workspace: Path, cli) -> None:
    assert cli("read", "seeds", "-o", "build/documents.parquet").code == 0
    told = cli("adjudicate", "-o", "adjudication")
    assert told.code == 0
    assert "1 disputed articles" in told.out
    (task,) = json.loads(Path("adjudication/tasks.json").read_text(encoding="utf-8"))
    done = {
        "id": 7,
        "project": 3,
        "data": task["data"],
        "annotations": [
            {
                "id": 9,
                "completed_by": 5,
                "created_at": "2026-12-01T08:00:00Z",
                "result": task["predictions"][0]["result"],
            }
        ],
    }
    Path("export.json").write_text(json.dumps([done]), encoding="utf-8")
    told = cli("adjudicate", "--from", "export.json")
    assert (told.code, told.err) == (0, "")
    decided = read_annotations(Path("annotations/adjudication"), CODEBOOK)
    assert [a.annotator for a in decided] == ["annotator-5"]

    told = cli("gold", "-o", "gold.jsonl")
    assert "0 open, 1 of 1 documents settled" in told.out
    origins = [
        o["origin"]
        for line in Path("gold.jsonl").read_text(encoding="utf-8").splitlines()
        for o in json.loads(line)["origin"]
    ]
    assert {"unanimous", "adjudicated"} <= set(origins)
    # An adjudicator saw both codings: the decisions are no third independent one.
    told = cli("agree", "-o", "report")
    assert "2 annotators" in told.out


def test_without_a_server_the_command_says_what_to_do(
    workspace: Path, cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LABEL_STUDIO_URL", raising=False)
    told = cli("adjudicate")
    assert told.code == 1
    assert told.err.count("\n") == 1
    assert "LABEL_STUDIO_URL" in told.err
    told = cli("adjudicate", "-o", "adjudication")
    assert told.code == 1
    assert "toolkit read" in told.err
