"""One event a day, months of dyads, country numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dataset.corpus import article, coded
from toolkit.dataset.dyads import day_events, dyad_months
from toolkit.records import Actor, Event, EventDate
from toolkit.workspace import packaged_codebook

BOOK = packaged_codebook()
DAY = dt.date(2016, 9, 19)


def event(doc: int, source: str | None, target: str | None, code: str, day: dt.date | None = DAY,
          **changes: object) -> Event:  # fmt: skip
    base = coded(article(doc), "gold")
    return replace(
        base,
        event_id=f"{doc}-{source}-{target}-{code}-{day}",
        action=replace(base.action, code=code),
        source=Actor(source, source) if source else None,
        target=Actor(target, target) if target else None,
        date=EventDate(day, day, "day") if day else None,
        **changes,  # type: ignore[arg-type]
    )


def test_reports_of_one_day_are_one_event_with_all_its_articles() -> None:
    reports = [
        event(1, "USAGOV", "RUSGOV", "040"),
        event(2, "USAGOV", "RUSGOV", "04"),  # the bare root is its x0
        event(2, "USAGOV", "RUSGOV", "040"),
        event(3, "USAGOV", "RUSGOV", "040", dt.date(2016, 9, 20)),
        event(4, "USAGOV", "RUSGOV", "042"),
        event(5, "RUSGOV", "USAGOV", "040"),
    ]
    days = day_events(reports, BOOK, {})
    assert len(days) == 4
    first = next(d for d in days if d["code"] == "04" and d["reports"] == 2)
    assert first["doc_ids"] == ["doc-0001", "doc-0002"]
    assert len(first["event_ids"]) == 3
    assert (first["source_country"], first["source_cow"]) == ("USA", 2)
    assert (first["target_country"], first["target_cow"]) == ("RUS", 365)
    assert len({d["day_event_id"] for d in days}) == 4


def test_what_does_not_count() -> None:
    ranged = EventDate(DAY, dt.date(2016, 9, 30), "month")
    reports = [
        event(1, None, "RUS", "040"),
        event(1, "USA", None, "040"),
        event(1, "USA", "RUS", "040", status="planned"),
        replace(event(1, "USA", "RUS", "040"), date=ranged),
        event(1, "USA", "RUS", "040", None),
    ]
    assert day_events(reports, BOOK, {}) == []


def test_the_day_of_publication_stands_in() -> None:
    days = day_events([event(1, "USA", "RUS", "040", None)], BOOK, {"doc-0001": DAY})
    assert (days[0]["date"], days[0]["date_source"]) == (DAY, "published")


def test_months_count_events_and_reports() -> None:
    reports = [
        event(1, "USAGOV", "RUSMIL", "040"),
        event(2, "USAGOV", "RUSMIL", "040"),
        event(3, "USA", "RUS", "051", dt.date(2016, 9, 2)),
        event(4, "USA", "RUS", "190", dt.date(2016, 10, 2)),
        event(5, "GOV", "RUS", "190"),
        event(6, "IGOUNO", "SYR", "190"),
    ]
    rows = dyad_months(day_events(reports, BOOK, {}))
    assert [(r["month"], r["source_country"], r["target_country"], r["quad"]) for r in rows] == [
        ("2016-09", "IGOUNO", "SYR", 4),
        ("2016-09", "USA", "RUS", 1),
        ("2016-10", "USA", "RUS", 4),
    ]
    assert (rows[1]["events"], rows[1]["reports"]) == (2, 3)
    assert rows[1]["goldstein_mean"] == (BOOK.goldstein("04") + BOOK.goldstein("051")) / 2
    assert rows[0]["source_cow"] is None


CODES = st.sampled_from(["04", "040", "051", "111", "190", "19"])
SIDES = st.sampled_from(["USA", "USAMIL", "RUS", "SYRREB", "GOV", None])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), SIDES, SIDES, CODES), max_size=25))
def test_counts_add_up(told: list[tuple[int, str | None, str | None, str]]) -> None:
    reports = [event(*one) for one in told]
    days = day_events(reports, BOOK, {})
    keys = [(d["date"], d["source"], d["target"], d["code"]) for d in days]
    assert len(set(keys)) == len(keys)
    usable = [e for e in reports if e.source and e.target]
    assert sum(len(d["event_ids"]) for d in days) == len(usable)
    months = dyad_months(days)
    placed = [d for d in days if d["source_country"] and d["target_country"]]
    assert sum(m["events"] for m in months) == len(placed)
    assert sum(m["reports"] for m in months) == sum(d["reports"] for d in placed)
    assert all(-10 <= m["goldstein_mean"] <= 10 for m in months)
