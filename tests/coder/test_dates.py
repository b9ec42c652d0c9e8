"""Time expressions: what is found, what it quotes, which days it means."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from toolkit import languages
from toolkit.coder.dates import DateFinder, DateMention, infer_published
from toolkit.languages import LanguageError

FOLDER = Path(languages.__file__).parent
PUBLISHED = dt.date(2016, 9, 21)  # a Wednesday


def words(lang: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / lang / "dates.yaml").read_text(encoding="utf-8"))


FINDERS = {lang: DateFinder(words(lang)) for lang in ("id", "en")}


def find(lang: str, text: str, published: dt.date | None = PUBLISHED) -> list[DateMention]:
    return FINDERS[lang].find(text, 0, len(text), published)


def shown(mention: DateMention) -> str:
    date = mention.date
    days = f"{date.start}" if date.start == date.end else f"{date.start}..{date.end}"
    return f"{days} {date.precision}"


INDONESIAN = [
    ("Rapat dibuka Senin, 5 September 2016.", "Senin, 5 September 2016", "2016-09-05 day"),
    ("Ia ditahan pada 5 September 2016.", "5 September 2016", "2016-09-05 day"),
    ("Berkas bertanggal 2016-09-05 hilang.", "2016-09-05", "2016-09-05 day"),
    ("Surat tertanggal 5/9/2016 itu palsu.", "5/9/2016", "2016-09-05 day"),
    ("Demo pecah di Bandung (19/9).", "19/9", "2016-09-19 day"),
    ("Warga mengungsi pada Senin (19/9) malam.", "Senin (19/9) malam", "2016-09-19 day"),
    ("Kapal tenggelam hari Senin.", "hari Senin", "2016-09-19 day"),
    ("Ia tiba Rabu pagi.", "Rabu pagi", "2016-09-21 day"),
    ("Mereka bertemu Rabu lalu.", "Rabu lalu", "2016-09-14 day"),
    ("Sidang digelar Rabu mendatang.", "Rabu mendatang", "2016-09-28 day"),
    ("Pasukan mundur Selasa pekan lalu.", "Selasa pekan lalu", "2016-09-13 day"),
    ("Pemilu diadakan Selasa pekan depan.", "Selasa pekan depan", "2016-09-27 day"),
    ("Bom meledak kemarin.", "kemarin", "2016-09-20 day"),
    ("Menteri berangkat hari ini.", "hari ini", "2016-09-21 day"),
    ("Delegasi pulang besok.", "besok", "2016-09-22 day"),
    ("Baku tembak terjadi tadi malam.", "tadi malam", "2016-09-20 day"),
    ("Harga naik pekan lalu.", "pekan lalu", "2016-09-12..2016-09-18 week"),
    ("Harga turun akhir pekan lalu.", "akhir pekan lalu", "2016-09-17..2016-09-18 range"),
    ("Perundingan gagal bulan lalu.", "bulan lalu", "2016-08-01..2016-08-31 month"),
    ("Jembatan roboh awal tahun ini.", "awal tahun ini", "2016-01-01..2016-12-31 year"),
    ("Kudeta terjadi tahun lalu.", "tahun lalu", "2015-01-01..2015-12-31 year"),
    ("Wartawan itu hilang tiga hari lalu.", "tiga hari lalu", "2016-09-18 day"),
    ("Kapal disita 10 hari yang lalu.", "10 hari yang lalu", "2016-09-11 day"),
    ("Mereka berpisah setahun silam.", "setahun silam", "2015-01-01..2015-12-31 year"),
    ("Ia dilantik pada April lalu.", "April lalu", "2016-04-01..2016-04-30 month"),
    ("Ia mundur September lalu.", "September lalu", "2015-09-01..2015-09-30 month"),
    ("Banjir melanda April tahun lalu.", "April tahun lalu", "2015-04-01..2015-04-30 month"),
    ("Perang mulai 3 Maret.", "3 Maret", "2016-03-03 day"),
    ("Perjanjian diteken 20 Oktober mendatang.", "20 Oktober mendatang", "2016-10-20 day"),
    ("Gempa pada Desember 2004.", "Desember 2004", "2004-12-01..2004-12-31 month"),
    ("Timor merdeka pada 2002.", "2002", "2002-01-01..2002-12-31 year"),
    ("Partai itu berdiri tahun 1999.", "tahun 1999", "1999-01-01..1999-12-31 year"),
    ("Konflik memanas pada 1990-an.", "1990-an", "1990-01-01..1999-12-31 range"),
    ("KTT digelar 19-21 Agustus 2016.", "19-21 Agustus 2016", "2016-08-19..2016-08-21 range"),
    (
        "KTT digelar 3 - 5 Oktober mendatang.",
        "3 - 5 Oktober mendatang",
        "2016-10-03..2016-10-05 range",
    ),
    ("Antara 1998 dan 2001 ia buron.", "1998 dan 2001", "1998-01-01..2001-12-31 range"),
    (
        "Blokade sejak pertengahan Juli menyengsarakan warga.",
        "sejak pertengahan Juli",
        "2016-07-01..2016-09-21 range",
    ),
    (
        "Bandara tutup sejak Senin.",
        "sejak Senin",
        "2016-09-19..2016-09-21 range",
    ),
    ("Dalam tiga hari terakhir hujan.", "tiga hari terakhir", "2016-09-18..2016-09-21 range"),
]

ENGLISH = [
    ("Talks opened on Monday, 5 September 2016.", "Monday, 5 September 2016", "2016-09-05 day"),
    ("He was held on September 5, 2016.", "September 5, 2016", "2016-09-05 day"),
    ("He was held on Sept. 5.", "Sept. 5", "2016-09-05 day"),
    ("They met on the 5th of September, 2016.", "the 5th of September, 2016", "2016-09-05 day"),
    ("A file dated 2016-09-05 is missing.", "2016-09-05", "2016-09-05 day"),
    ("A letter of 25/9/2015 was read.", "25/9/2015", "2015-09-25 day"),
    ("The ship sank on Monday.", "Monday", "2016-09-19 day"),
    ("The ship sank Wednesday night.", "Wednesday night", "2016-09-21 day"),
    ("They met last Wednesday.", "last Wednesday", "2016-09-14 day"),
    ("The trial opens next Wednesday.", "next Wednesday", "2016-09-28 day"),
    ("Troops left on Tuesday last week.", "Tuesday last week", "2016-09-13 day"),
    ("The vote is on Tuesday next week.", "Tuesday next week", "2016-09-27 day"),
    ("A bomb went off yesterday.", "yesterday", "2016-09-20 day"),
    ("The minister leaves today.", "today", "2016-09-21 day"),
    ("The delegation returns tomorrow morning.", "tomorrow morning", "2016-09-22 day"),
    ("Shots were fired last night.", "last night", "2016-09-20 day"),
    ("Prices rose last week.", "last week", "2016-09-12..2016-09-18 week"),
    ("Prices fell this week.", "this week", "2016-09-19..2016-09-25 week"),
    ("Talks failed last month.", "last month", "2016-08-01..2016-08-31 month"),
    ("A bridge fell earlier this year.", "earlier this year", "2016-01-01..2016-12-31 year"),
    ("The coup was last year.", "last year", "2015-01-01..2015-12-31 year"),
    ("She vanished three days ago.", "three days ago", "2016-09-18 day"),
    ("They split a year ago.", "a year ago", "2015-01-01..2015-12-31 year"),
    ("He took office last April.", "last April", "2016-04-01..2016-04-30 month"),
    ("Floods hit in April last year.", "April last year", "2015-04-01..2015-04-30 month"),
    ("War began on 3 March.", "3 March", "2016-03-03 day"),
    ("The quake was in December 2004.", "December 2004", "2004-12-01..2004-12-31 month"),
    ("Timor became free in 2002.", "2002", "2002-01-01..2002-12-31 year"),
    ("Violence grew in the early 1990s.", "the early 1990s", "1990-01-01..1999-12-31 range"),
    ("The summit ran from 3 to 5 May.", "3 to 5 May", "2016-05-03..2016-05-05 range"),
    ("The summit ran on May 3-5, 2015.", "May 3-5, 2015", "2015-05-03..2015-05-05 range"),
    (
        "Camps were open from December 28 to January 3.",
        "December 28 to January 3",
        "2016-12-28..2017-01-03 range",
    ),
    ("Between 1998 and 2001 he was on the run.", "1998 and 2001", "1998-01-01..2001-12-31 range"),
    (
        "Thirty people have died since mid-July.",
        "since mid-July",
        "2016-07-01..2016-09-21 range",
    ),
    (
        "Over the past two weeks it rained.",
        "the past two weeks",
        "2016-09-07..2016-09-21 range",
    ),
]


@pytest.mark.parametrize(
    ("lang", "text", "quoted", "meant"),
    [("id", *row) for row in INDONESIAN] + [("en", *row) for row in ENGLISH],
)
def test_found_and_resolved(lang: str, text: str, quoted: str, meant: str) -> None:
    (mention,) = find(lang, text)
    assert mention.date.span is not None
    assert mention.date.span.text == text[mention.start : mention.end] == quoted
    assert shown(mention) == meant


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Theresa May may march with 2000 others."),
        ("en", "She told the Sunday Times that 9/11 changed her."),
        ("en", "After the September 11 attacks the law was tightened."),
        ("en", "They paid $2,004 million."),
        ("en", "February 30 was never heard of."),
        ("id", "Harga beras naik 2004 rupiah per kilogram."),
        ("id", "Setelah salat Jumat massa bubar."),
        ("id", "Sejak tragedi 11 September penjagaan diperketat."),
        ("id", "Beberapa bulan terakhir ia diam."),
        ("id", "Skor akhir 2/3 bagi tuan rumah."),
        ("id", "Rombongan itu berjumlah seribu orang."),
    ],
)
def test_nothing_found(lang: str, text: str) -> None:
    assert find(lang, text) == []


def test_several_in_one_sentence() -> None:
    text = "Setelah gagal pada Juli lalu, mereka bertemu lagi Senin dan Selasa."
    assert [text[m.start : m.end] for m in find("id", text)] == ["Juli lalu", "Senin", "Selasa"]


def test_offsets_are_those_of_the_document() -> None:
    text = "Kemarin hujan. Ia pergi Senin."
    (mention,) = FINDERS["id"].find(text, 15, len(text), PUBLISHED)
    assert text[mention.start : mention.end] == "Senin"


def test_weekday_decides_the_year() -> None:
    # 19 September was a Monday in 2016, a Friday in 2014.
    (mention,) = find("en", "on Monday, 19 September", dt.date(2017, 3, 1))
    assert shown(mention) == "2016-09-19 day"


def test_a_plan_reads_a_weekday_as_the_coming_one() -> None:
    (mention,) = find("en", "They will meet on Friday.")
    assert shown(mention) == "2016-09-16 day"
    assert mention.coming is not None
    assert mention.coming.start == dt.date(2016, 9, 23)
    (fixed,) = find("en", "They met on Friday, 16 September.")
    assert fixed.coming is None


def test_without_a_publication_date_only_the_absolute_is_resolved() -> None:
    text = "Kemarin, Senin dan 3 Maret; tahun 2004, pada Mei 2005 dan 6 Juni 2007, sejak 2001."
    found = find("id", text, None)
    assert [text[m.start : m.end] for m in found] == [
        "tahun 2004",
        "Mei 2005",
        "6 Juni 2007",
        "2001",
    ]


def test_infer_published_takes_the_latest_full_date() -> None:
    text = "Sejak 1 Mei 2014 dan lagi pada 20 September 2016; sebelumnya Juni 2017, 5 Mei 2015."
    assert infer_published(text, FINDERS["id"]) == dt.date(2016, 9, 20)
    assert infer_published("Tidak ada tanggal, hanya kemarin.", FINDERS["id"]) is None


SPANISH = {
    "capitalised": False,
    "weekdays": [["lunes"], ["martes"], ["miércoles"], ["jueves"], ["viernes"], ["sábado"]],
    "months": [["enero"], ["febrero"], ["marzo"], ["abril"]],
    "numbers": {"dos": 2, "tres": 3},
    "units": {"day": ["día", "días"], "week": ["semana", "semanas"]},
    "offsets": {"ayer": -1},
    "since": ["desde el"],
    "words": {"daypart": ["por la noche"]},
    "patterns": {
        "date": ["[el] {weekday} {day} de {month} de {year}", "{day} de {month}", "{weekday}"],
        "past": ["el {weekday} pasado", "la {unit} pasada"],
        "ago": ["hace {number} {unit}"],
        "offset": ["{offset} [{daypart}]"],
        "range": ["del {day} al {day} de {month}"],
    },
}


@pytest.mark.parametrize(
    ("text", "quoted", "meant"),
    [
        ("Llegó el martes 20 de enero de 2015.", "el martes 20 de enero de 2015", "2015-01-20 day"),
        ("Huyó el lunes pasado.", "el lunes pasado", "2016-09-19 day"),
        ("Cayó hace tres días.", "hace tres días", "2016-09-18 day"),
        ("Cayó ayer por la noche.", "ayer por la noche", "2016-09-20 day"),
        ("Fue del 3 al 5 de marzo.", "del 3 al 5 de marzo", "2016-03-03..2016-03-05 range"),
        ("Cerrado desde el lunes.", "desde el lunes", "2016-09-19..2016-09-21 range"),
    ],
)
def test_another_language_is_data_only(text: str, quoted: str, meant: str) -> None:
    (mention,) = DateFinder(SPANISH).find(text, 0, len(text), PUBLISHED)
    assert (text[mention.start : mention.end], shown(mention)) == (quoted, meant)


def test_a_language_without_dates_finds_none() -> None:
    assert DateFinder({}).find("20 September 2016", 0, 17, PUBLISHED) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"patterns": {"date": ["{dya} {month}"]}}, "{dya} {month}"),
        ({"patterns": {"date": ["[{day}"]}}, "[{day}"),
        ({"patterns": {"dates": ["{day}"]}}, "dates"),
        ({"units": {"fortnight": ["fortnight"]}}, "fortnight"),
    ],
)
def test_faults_in_the_file_are_named(data: dict[str, Any], said: str) -> None:
    with pytest.raises(LanguageError) as caught:
        DateFinder(data)
    assert said in str(caught.value)


PIECES = {
    lang: sorted(
        {w for row in rows for w in row[0].split()}
        | {"31", "0", "99/99/9999", "(", ")", "-", "’", "sejak", "9999", "ſince", "dayſ", "hari"}
    )
    for lang, rows in (("id", INDONESIAN), ("en", ENGLISH))
}


@given(st.data(), st.sampled_from(["id", "en"]), st.none() | st.dates())
def test_spans_quote_the_text_and_dates_run_forward(
    data: st.DataObject, lang: str, published: dt.date | None
) -> None:
    text = data.draw(
        st.lists(st.sampled_from(PIECES[lang]) | st.text(max_size=3), max_size=12).map(" ".join)
    )
    reached = 0
    for mention in find(lang, text, published):
        assert reached <= mention.start < mention.end <= len(text)
        assert mention.date.start <= mention.date.end
        span = mention.date.span
        assert span is not None
        assert text[span.start : span.end] == span.text
        reached = mention.end


@given(st.text(max_size=200), st.dates())
def test_any_text_is_read(text: str, published: dt.date) -> None:
    for finder in FINDERS.values():
        finder.find(text, 0, len(text), published)
