"""The report as a whole: what it finds on annotators whose habits are known, and on nothing."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.simulated import Habits, corpus
from toolkit import formats
from toolkit.agreement import CodeList, measure, write_report
from toolkit.records import Annotation
from toolkit.workspace import packaged_codebook

CODEBOOK = packaged_codebook()
PEOPLE = {
    "ani": Habits(0.1, 0.2, 0.1, 0.1, 0.1),
    "budi": Habits(0.2, 0.1, 0.1, 0.1, 0.1),
    "citra": Habits(0.1, 0.3, 0.2, 0.2),
}


def numbers(value: Any) -> Any:
    """Every number and None of a report, in order."""
    if isinstance(value, dict):
        return [numbers(v) for v in value.values()]
    if isinstance(value, list):
        return [numbers(v) for v in value]
    return value if isinstance(value, float | int | None) else 0


def test_known_error_rates_are_recovered_within_their_intervals() -> None:
    # Values drawn anew at rates e and f leave alpha at (1 - e)(1 - f), events missed at rates m
    # and n leave F1 at 2 (1 - m)(1 - n) / (2 - m - n).
    people = {"ani": Habits(0.1, 0.2, 0.1), "budi": Habits(0.2, 0.3, 0.4)}
    truth = {
        "action.root": 0.8 * 0.7,
        "source.code": 0.9 * 0.6,
        "f1": 2 * 0.9 * 0.8 / 1.7,
    }
    runs = 20
    covered = dict.fromkeys(truth, 0)
    for seed in range(runs):
        made, texts, _ = corpus(seed, people, documents=50)
        report = measure(made, texts, CODEBOOK, replicates=200)
        for key, value in truth.items():
            estimate = report.detection("f1_aligned") if key == "f1" else report.alpha(key)
            covered[key] += estimate["low"] <= value <= estimate["high"]
    assert all(n >= 16 for n in covered.values()), covered


@given(st.integers(0, 1000))
@settings(max_examples=8, deadline=None)
def test_no_order_of_anything_changes_a_report(seed: int) -> None:
    made, texts, _ = corpus(seed, PEOPLE, documents=8)
    rng = random.Random(seed)
    moved = [
        replace(a, events=tuple(rng.sample(a.events, len(a.events))))
        for a in rng.sample(made, len(made))
    ]
    first = measure(made, texts, CODEBOOK, replicates=20)
    again = measure(moved, rng.sample(texts, len(texts)), CODEBOOK, replicates=20)
    assert first.row == again.row


def test_perfect_agreement_is_one_everywhere() -> None:
    made, texts, _ = corpus(2, {"ani": Habits(), "budi": Habits(), "citra": Habits()}, documents=12)
    report = measure(made, texts, CODEBOOK, replicates=50)
    for field in report.row["fields"]:
        if field["alpha"]["value"] is not None:
            assert field["alpha"]["value"] == 1, field["title"]
            assert (field["alpha"]["low"], field["alpha"]["high"]) == (1, 1)
    assert report.alpha("status.status")["note"].startswith("every value is the same (asserted)")
    for name in ("f1_aligned", "f1_overlap", "f1_triple", "f1_strict", "alpha_unitizing"):
        assert report.detection(name)["value"] == 1
    assert not report.row["units"]


def test_a_report_tells_who_differs_and_where() -> None:
    made, texts, _ = corpus(4, {**PEOPLE, "dewi": Habits(0.4, 0.8, 0.5)}, documents=40)
    row = measure(made, texts, CODEBOOK, replicates=100).row
    effect = {a["annotator"]: a["effect"]["action.root"]["value"] for a in row["annotators"]}
    assert min(effect, key=lambda name: effect[name] or 0) == "dewi"
    assert max(row["annotators"], key=lambda a: a["missed"])["annotator"] == "dewi"
    pairs = {
        s["name"]: s["alphas"]["action.root"]["value"] for s in row["slices"] if s["kind"] == "pair"
    }
    assert len(pairs) == 6
    assert max(pairs, key=lambda p: pairs[p] or 0) == "ani + budi"
    assert {s["name"] for s in row["slices"] if s["kind"] == "language"} == {"en", "id"}
    assert len([s for s in row["slices"] if s["kind"] == "period"]) == 8
    amounts = [d["disagreement"] for d in row["documents"]]
    assert amounts == sorted(amounts, reverse=True)
    named = {u["unit"] for u in row["units"]}
    for field in row["fields"]:
        assert set(field["differ"]) <= named
    diagonal = sum(
        c["pairs"] for c in row["confusion"] if c["field"] == "action.root" and c["a"] == c["b"]
    )
    every = sum(c["pairs"] for c in row["confusion"] if c["field"] == "action.root")
    agreed = next(f for f in row["fields"] if f["level"] == "root")
    assert 0 < diagonal < every
    assert agreed["percent"]["value"] == pytest.approx(diagonal / every, abs=0.05)


def test_a_higher_threshold_leaves_fewer_and_easier_pairs() -> None:
    made, texts, _ = corpus(5, PEOPLE, documents=30)
    sweep = measure(made, texts, CODEBOOK, replicates=20).row["sweep"]
    shares = [s["aligned_pairs"] for s in sweep]
    assert shares == sorted(shares, reverse=True)
    assert sweep[-1]["alphas"]["action.root"] > sweep[0]["alphas"]["action.root"]


def test_text_seen_before_stands_apart_from_new_text() -> None:
    made, texts, _ = corpus(6, PEOPLE, documents=10)
    later = [
        replace(a, created="2026-03-01T00:00:00")
        for a in made
        if a.doc_id in {"doc-0001", "doc-0002"} and a.annotator == "ani"
    ]
    row = measure([*made, *later], texts, CODEBOOK, replicates=20).row
    parts = {s["name"]: s["documents"] for s in row["slices"] if s["kind"] == "text"}
    assert parts == {"new text": 8, "text seen before": 2}
    assert row["totals"]["repeated"] == 2


def test_articles_coded_from_a_proposal_stand_apart() -> None:
    made, texts, _ = corpus(7, PEOPLE, documents=10)
    made = [
        replace(a, events=tuple(replace(e, derived_from="machine") for e in a.events))
        if a.doc_id < "doc-0004"
        else a
        for a in made
    ]
    row = measure(made, texts, CODEBOOK, replicates=20).row
    parts = {s["name"]: s["documents"] for s in row["slices"] if s["kind"] == "coding"}
    assert parts == {"from a proposal": 4, "from nothing": 6}


def nothing(doc_id: str, name: str, **how: Any) -> Annotation:
    return Annotation(doc_id, name, "2026-01-01T00:00:00", "1.0", **how)


CASES: dict[str, tuple[list[Annotation], str]] = {
    "no annotation": ([], "looked at by two annotators"),
    "one annotator": (
        corpus(1, {"ani": Habits()}, documents=3)[0],
        "looked at by two annotators",
    ),
    "no overlap": (
        [
            a
            for i, a in enumerate(corpus(1, {"ani": Habits(), "budi": Habits()}, documents=4)[0])
            if i % 3
            if (i // 2 % 2 == 0) == (a.annotator == "ani")
        ],
        "looked at by two annotators",
    ),
    "no events": (
        [nothing(d, name, no_events=True) for d in "de" for name in ("ani", "budi")],
        "no annotator marked an event",
    ),
    "everyone skipped": (
        [nothing("d", name, skipped=True) for name in ("ani", "budi")],
        "looked at by two annotators",
    ),
    "not yet looked at": (
        [nothing("d", name) for name in ("ani", "budi")],
        "do not say that there",
    ),
    "one document": (corpus(1, PEOPLE, documents=1)[0], "one document"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_measured_is_said_in_words(case: str, tmp_path: Path) -> None:
    annotations, words = CASES[case]
    report = measure(annotations, (), CODEBOOK, replicates=20)
    write_report(report, tmp_path)
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert words in text
    assert "NaN" not in text
    assert "nan" not in re.findall(r"[a-z]+", (tmp_path / "report.md").read_text(encoding="utf-8"))
    for field in report.row["fields"]:
        assert field["alpha"]["value"] is not None or field["alpha"]["note"]


def test_codes_and_actors_of_another_kind() -> None:
    made, texts, _ = corpus(8, PEOPLE, documents=10)
    other = [
        replace(
            a,
            events=tuple(
                replace(e, action=replace(e.action, code="kode " + e.action.code)) for e in a.events
            ),
        )
        for a in made
    ]
    report = measure(other, texts, replicates=20)
    keys = [f"{f['field']}.{f['level']}" for f in report.row["fields"]]
    assert "action.code" in keys
    assert not {"action.root", "action.tree", "source.country"} & set(keys)
    cameo = measure(made, texts, CODEBOOK, replicates=20)
    assert report.alpha("action.code")["value"] == cameo.alpha("action.code")["value"]
    paths = CodeList.of(CODEBOOK).paths
    tree = CodeList({f"kode {c}": tuple(f"kode {s}" for s in paths[c]) for c in paths}, {}, "ours")
    as_tree = measure(other, texts, codes=tree, replicates=20)
    assert as_tree.alpha("action.tree") == cameo.alpha("action.tree")


def test_files_keep_their_schema_and_their_bytes(tmp_path: Path) -> None:
    made, texts, _ = corpus(9, PEOPLE, documents=12)
    for folder in ("first", "second"):
        write_report(measure(made, texts, CODEBOOK, replicates=50), tmp_path / folder)
    for name in ("report.json", "report.md", "report.html"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    row = json.loads((tmp_path / "first" / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(row, formats.schema("report"))
    page = (tmp_path / "first" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page), "the page must stand alone"
    assert row["methods"] in (tmp_path / "first" / "report.md").read_text(encoding="utf-8")


def test_every_number_on_the_page_has_its_list() -> None:
    from toolkit.agreement.show.html import embedded_data, html

    made, texts, _ = corpus(10, PEOPLE, documents=30)
    report = measure(made, texts, CODEBOOK, replicates=20)
    page, data = html(report), embedded_data(report)
    asked = set(re.findall(r'data-list="([^"]+)"', page))
    assert asked
    assert asked <= set(data["lists"])
    assert all(0 <= i < len(data["units"]) for found in data["lists"].values() for i in found)


def test_text_of_articles_cannot_break_the_page() -> None:
    from toolkit.agreement.show.html import html

    made, texts, _ = corpus(12, PEOPLE, documents=3)
    nasty = [replace(t, title="</script><script>alert(1)</script>") for t in texts]
    page = html(measure(made, nasty, CODEBOOK, replicates=20))
    assert "<script>alert" not in page
