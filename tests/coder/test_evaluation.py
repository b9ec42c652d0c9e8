"""Scoring coded events against gold: the matching rules, the files, the figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.coder.evaluation import (
    EvaluationError,
    GoldRecord,
    Match,
    code_gold,
    difference,
    evaluate,
    read_gold,
    read_predictions,
)
from toolkit.coder.evaluation.matching import Triple, pairs
from toolkit.records import Action, Actor, Document, Event, ToolkitError
from toolkit.workspace import packaged_codebook

MATCH = Match(packaged_codebook())


def record(doc_id: str, *events: Triple, lang: str = "en") -> GoldRecord:
    return GoldRecord(doc_id, lang, "Some words.", None, events)


@pytest.mark.parametrize(
    ("gold", "coded", "counts"),
    [
        ("TURGOV", "TUR", True),
        ("TUR", "TURMIL", True),
        ("TUR", "SYR", False),
        (None, "SYR", True),
        (None, None, True),
        ("TUR", None, False),
        ("IGOUNO", "IGO", True),
        ("IGOUNO", "IGOUNO", True),
        ("IGOUNO", "IGONAT", False),
        ("SYRREB", "INS", True),
        ("REB", "SYRSEP", True),
        ("REB", "SYRMIL", False),
        ("BUS", "USABUS", True),
        ("COP", "TURMIL", True),
        ("IMGISI", "SYRREB", True),
    ],
)
def test_actors(gold: str | None, coded: str | None, counts: bool) -> None:
    assert MATCH.actor(gold, coded) is counts


def test_four_depths_are_counted_apart() -> None:
    gold = record("a", Triple("TUR", "190", "SYR"), Triple("EGY", "036", "LBY"))
    coded = {"a": [Triple("TUR", "18", "SYR"), Triple("EGY", "03", "MAR")]}
    made = evaluate([gold], coded, MATCH)
    matched = {depth: m.recall * 2 for depth, m in made.depths.items()}
    assert matched == {"root": 1, "quad": 2, "dyad": 1, "dyad+root": 0}
    assert made.by_label["19"][1:] == (1, 0)
    assert made.by_label["18"][1:] == (0, 1)
    assert [str(e) for e in made.misses[0].missed] == ["TUR 190 SYR", "EGY 036 LBY"]


def test_a_repeated_event_counts_once_and_each_coded_event_is_used_once() -> None:
    gold = record("a", Triple("TUR", "19", "SYR"), Triple("TUR", "193", "SYR"))
    coded = {"a": [Triple("TUR", "19", "SYR"), Triple("TUR", "19", "SYR")]}
    made = evaluate([gold], coded, MATCH)
    assert (made.gold, made.coded) == (2, 1)
    assert made.depths["dyad+root"].precision == 1.0
    assert made.depths["dyad+root"].recall == 0.5


def test_an_open_side_does_not_take_the_pair_another_needs() -> None:
    gold = [Triple(None, "19", "SYR"), Triple("TUR", "19", "SYR")]
    coded = [Triple("TUR", "19", "SYR"), Triple("RUS", "19", "SYR")]
    assert len(pairs(gold, coded, MATCH.dyad)) == 2


def test_gold_texts_that_nobody_coded_are_misses_and_others_are_not_looked_at() -> None:
    records = [record("a", Triple("TUR", "19", "SYR")), record("b")]
    made = evaluate(records, {"c": [Triple("TUR", "19", "SYR")]}, MATCH)
    assert made.depths["root"].f1 == 0.0
    assert (made.gold, made.coded, made.texts) == (1, 0, 2)


triples = st.builds(
    Triple,
    st.sampled_from([None, "TUR", "SYR", "SYRREB", "REB", "IGOUNO", "IGO"]),
    st.sampled_from(["19", "193", "18", "04", "111"]),
    st.sampled_from([None, "TUR", "SYR", "IGONAT", "MIL"]),
)


@given(st.lists(triples, max_size=5), st.lists(triples, max_size=5), st.randoms())
def test_order_does_not_matter_and_deeper_is_never_more(gold, coded, random) -> None:
    made = evaluate([record("a", *gold)], {"a": coded}, MATCH)
    random.shuffle(gold)
    random.shuffle(coded)
    again = evaluate([record("a", *gold)], {"a": coded}, MATCH)
    assert (made.counts == again.counts).all()
    root, quad, dyad, both, n_coded, n_gold = made.counts[0]
    assert both <= min(root, dyad)
    assert root <= quad <= min(n_coded, n_gold)


@given(st.lists(triples, min_size=1, max_size=5))
def test_gold_against_itself_is_perfect_where_no_actor_is_open(events) -> None:
    named = [Triple(e.source or "TUR", e.code, e.target or "SYR") for e in events]
    made = evaluate([record("a", *named)], {"a": named}, MATCH)
    assert all(m.f1 == 1.0 for m in made.depths.values())


def test_an_interval_holds_the_estimate_and_equal_coders_do_not_differ() -> None:
    records = [record(f"d{i}", Triple("TUR", "19", "SYR")) for i in range(40)]
    coded = {r.doc_id: list(r.events) for r in records[:30]}
    made = evaluate(records, coded, MATCH)
    whole = made.depths["dyad+root"]
    assert whole.low is not None
    assert whole.high is not None
    assert 0.5 < whole.low < whole.f1 < whole.high < 1.0
    assert set(difference(made, made).values()) == {(0.0, 0.0, 0.0)}
    better = evaluate(records, {r.doc_id: list(r.events) for r in records}, MATCH)
    point, low, _ = difference(made, better)["root"]
    assert 0 < low < point


def lines(path: Path, *items: object) -> Path:
    path.write_text("".join(json.dumps(i) + "\n" for i in items), encoding="utf-8")
    return path


def test_lines_of_gold(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "gold.jsonl",
        {
            "id": "s1",
            "lang": "en",
            "published": "2011-02-03",
            "text": "Egypt welcomed envoys of Libya.",
            "events": [{"source": "EGY", "code": "051", "target": "---"}],
        },
    )
    (made,) = read_gold(path, MATCH).records
    assert made.events == (Triple("EGY", "051", None),)
    document = made.document()
    assert (document.lang, str(document.published), document.doc_id) == ("en", "2011-02-03", "s1")


PLOVER = [
    {"id": "about", "event": "DOCUMENT", "eventText": "What this file is."},
    {
        "id": "r1",
        "date": "2001-05-06",
        "language": "en",
        "event": "DEMAND",
        "text": "Peru and Chile told Bolivian police to leave.",
        "source": [{"actorText": "Peru", "code": "PER"}, {"actorText": "Chile", "code": "CHL"}],
        "target": [{"actorText": "Bolivian police", "code": "BOL", "sector": "COP"}],
    },
    {
        "id": "r2",
        "date": "2001-05-06",
        "language": "en",
        "event": "FIGHT",
        "text": "Rebels fought in Chad.",
        "source": [{"actorText": "Rebels", "code": "TCD", "sector": "***"}],
        "target": "",
    },
]


def test_published_plover_records_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    path.write_text(json.dumps(PLOVER), encoding="utf-8")
    made = read_gold(path, MATCH)
    assert made.scheme == "plover"
    assert made.skipped == ()
    first, second = made.records
    assert first.events == (
        Triple("PER", "DEMAND", "BOLCOP"),
        Triple("CHL", "DEMAND", "BOLCOP"),
    )
    assert second.events == (Triple("TCD", "FIGHT", None),)
    coded = {"r1": [Triple("PER", "102", "BOL")], "r2": [Triple("TCDREB", "193", "TCD")]}
    scores = evaluate(made.records, coded, MATCH, made.scheme)
    assert scores.depths["dyad+root"].precision == 1.0
    assert scores.depths["quad"].precision == 1.0
    assert set(scores.by_label) == {"REQUEST", "ASSAULT"}


def test_two_published_records_of_one_id_are_both_gold(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    other = {**PLOVER[1], "text": "Peru told Chile to leave.", "target": ""}
    path.write_text(json.dumps([*PLOVER, other]), encoding="utf-8")
    made = read_gold(path, MATCH)
    assert [r.doc_id for r in made.records] == ["r1", "r2", "r1#2"]
    assert made.skipped == ()
    assert "r1#2" in made.notes[0]


def test_event_lines_are_gold_and_predictions_alike(tmp_path: Path) -> None:
    def event(code: str, status: str = "asserted") -> dict[str, object]:
        return {
            "doc_id": "d1",
            "event_id": code,
            "action": {"code": code},
            "source": {"code": "TUR"},
            "target": None,
            "status": status,
        }

    path = lines(tmp_path / "events.jsonl", event("19"), event("04"), event("05", "planned"))
    (gold,) = read_gold(path, MATCH).records
    assert gold.events == (Triple("TUR", "19", None), Triple("TUR", "04", None))
    coded = read_predictions(path, MATCH, ("asserted",))
    assert coded == {"d1": list(gold.events)}
    with pytest.raises(EvaluationError, match="no text"):
        gold.document()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "broken JSON"),
        ('{"id": "b", "lang": "en", "text": "x"}', "events"),
        ('{"id": "b", "lang": "en", "text": "x", "events": [{"code": "99"}]}', "'99'"),
        ('{"id": "a", "lang": "en", "text": "x", "events": []}', "twice"),
        ("7", "no JSON object"),
    ],
)
def test_a_faulty_record_is_passed_over_and_told(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "lang": "en", "text": "x", "events": []}\n' + line + "\n")
    made = read_gold(path, MATCH)
    assert len(made.records) == 1
    (told,) = made.skipped
    assert "gold.jsonl:2" in told
    assert says in told


def test_a_file_with_nothing_to_score_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no file"):
        read_gold(tmp_path / "none.jsonl", MATCH)
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(EvaluationError, match="no gold"):
        read_gold(tmp_path / "empty.jsonl", MATCH)


class Echo:
    """A coder that finds one event in every text but those it chokes on."""

    name = "echo"

    def code(self, document: Document) -> list[Event]:
        if document.doc_id == "bad":
            raise ToolkitError("cannot code this")
        action = Action("04", document.span(0, 1))
        return [
            Event("1", document.doc_id, action, "echo", Actor("TUR", "Turkey")),
            Event("2", document.doc_id, action, "echo", status="planned"),
        ]


def test_one_text_that_fails_does_not_stop_the_others() -> None:
    coded, failed = code_gold(Echo(), [record("bad"), record("good")])
    assert coded == {"bad": [], "good": [Triple("TUR", "04", None)]}
    assert failed == ["bad: cannot code this"]
