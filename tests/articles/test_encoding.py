"""Bytes to text, or a clear refusal."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.articles.encoding import EncodingError, decode, encoding_of

TEXT = "“Kami tidak akan bergerak,” kata José – Senin.\r\nBaris kedua 😀.\n"
WESTERN = "“Kami tidak akan bergerak,” kata José – Senin.\r\nEl niño pidió ayuda.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_as_it_is_without_its_mark(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_a_mark(encoding: str) -> None:
    assert decode(WESTERN.encode(encoding)) == WESTERN


def test_windows_1252_is_detected() -> None:
    assert decode(WESTERN.encode("cp1252")) == WESTERN
    assert encoding_of(WESTERN.encode("cp1252")) == ("cp1252", WESTERN)


def test_only_the_first_mark_is_dropped() -> None:
    assert decode("\ufeff\ufeffa\ufeff".encode()) == "\ufeffa\ufeff"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_utf_8_reads_back_equal(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x01\x02\x03" * 30, "binary"),
        (gzip.compress(TEXT.encode() * 9), "binary|cannot be told"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "binary"),
        (b"Teks\x00dengan\x01nol", "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "Word"),
        ("Министр иностранных дел встретился в Москве".encode("cp1251"), "cannot be told"),
        (b"\xef\xbb\xbfPolisi \xff", "marked as utf-8"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(EncodingError, match=says):
        decode(data)


def test_a_sample_may_end_within_a_character() -> None:
    assert encoding_of("kata José".encode()[:-1], cut=True) == ("utf-8", "kata Jos")
    assert encoding_of("kata José".encode("utf-8-sig")[:-1], cut=True) == ("utf-8-sig", "kata Jos")
