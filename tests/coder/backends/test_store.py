"""Answers kept between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.coder.backends.store import Store, StoreError, key_of


def test_what_is_kept_is_there_next_time(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "kept.sqlite"
    with Store(path) as store:
        assert store.get("a") is None
        store.put({"a": b"one", "b": b"\x00two"})
        store.put({"a": b"three"})
    with Store(path) as store:
        assert store.get_all(["a", "b", "c"]) == {"a": b"three", "b": b"\x00two"}


def test_two_at_once_do_not_lose_anything(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    with Store(path) as one, Store(path) as two:
        one.put({"a": b"1"})
        two.put({"b": b"2"})
        assert one.get("b") == b"2"


def test_keys_differ_wherever_a_part_does() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("a", "b") == key_of("a", "b")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="XDG_CACHE_HOME"):
        Store(tmp_path / "file" / "kept.sqlite")
    (tmp_path / "broken.sqlite").write_text("this is no database at all " * 50)
    with pytest.raises(StoreError, match=r"broken\.sqlite"):
        Store(tmp_path / "broken.sqlite")
