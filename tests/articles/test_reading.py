"""Articles in every format become the same documents; a bad one is named and passed over."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.articles.given import EXPECTED, FIELDS, TEXT, one, put, refused
from tests.strategies import documents
from toolkit.articles import ArticlesError, Skipped, read
from toolkit.records import Document
from toolkit.workspace import write_documents


def readable(document: Document) -> bool:
    """What a reader takes: a text that is not empty, an id without odd characters."""
    doc_id = document.doc_id
    return bool(document.text.strip()) and doc_id.isprintable() and doc_id == doc_id.strip()


# -- the formats


@pytest.mark.parametrize("name", ["a1.txt", "a1.md", "a1.TXT"])
def test_plain_files_are_taken_as_they_are_under_their_stem(tmp_path: Path, name: str) -> None:
    document = one(put(tmp_path / name, "\ufeff" + TEXT))
    assert (document.doc_id, document.text, document.lang) == ("a1", TEXT, "id")
    assert document.published is document.published_source is document.title is None


def test_json_lines(tmp_path: Path) -> None:
    assert one(put(tmp_path / "x.jsonl", "\ufeff" + json.dumps(FIELDS) + "\n\n")) == EXPECTED


@pytest.mark.parametrize(("suffix", "delimiter"), [("csv", ","), ("csv", ";"), ("tsv", "\t")])
def test_tables(tmp_path: Path, suffix: str, delimiter: str) -> None:
    path = tmp_path / f"x.{suffix}"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, [*FIELDS, "url"], delimiter=delimiter)
        writer.writeheader()
        writer.writerow(FIELDS)
    assert one(path) == EXPECTED


def test_a_table_in_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("id;text\n7;“Polisi menangkap José,” kata polisi\n".encode("cp1252"))
    assert one(path).text == "“Polisi menangkap José,” kata polisi"


def test_a_cell_longer_than_the_csv_modules_own_limit(tmp_path: Path) -> None:
    long = "Polisi menangkap tiga orang. " * 6_000
    assert one(put(tmp_path / "x.csv", f"id,text\n1,{long}\n")).text == long


@pytest.mark.parametrize("published", [dt.date(2016, 9, 20), "2016-09-20", "2016-09-20T08:00:00Z",
                                       dt.datetime(2016, 9, 20, 8)])  # fmt: skip
def test_parquet(tmp_path: Path, published: object) -> None:
    row = FIELDS | {"published": published, "length": 3}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "x.parquet")
    assert one(tmp_path / "x.parquet") == EXPECTED


PAGE = """<!doctype html><html lang="id"><head><meta charset="%s"><title>Judul - Koran</title>
<meta property="og:title" content="Judul"><meta property="og:site_name" content="Koran Contoh">
<meta property="article:published_time" content="2016-09-20T10:00:00+07:00">
<link rel="canonical" href="https://example.org/a1"></head><body>
<nav><a href="/">Beranda</a> <a href="/b">Berita</a></nav><article><h1>Judul</h1>%s</article>
<footer>Hak cipta 2019</footer></body></html>"""
PARAGRAPHS = [
    "Menteri luar negeri kedua negara bertemu di Jakarta pada hari Senin untuk membahas damai.",
    "Mereka sepakat melanjutkan perundingan pada bulan depan, kata José seusai pertemuan itu.",
    "Sebelumnya pemberontak menyerang sebuah pos polisi dan menewaskan dua orang di perbatasan.",
]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_web_pages_give_their_main_text_and_what_they_say_of_themselves(
    tmp_path: Path, encoding: str
) -> None:
    page = PAGE % (encoding, "".join(f"<p>{p}</p>" for p in PARAGRAPHS))
    (tmp_path / "a1.html").write_bytes(page.encode(encoding))
    document = one(tmp_path / "a1.html")
    assert document.doc_id == "a1"
    assert all(p in document.text for p in PARAGRAPHS)
    assert "Beranda" not in document.text
    assert "Hak cipta" not in document.text
    assert document.title == "Judul"
    assert document.url == "https://example.org/a1"
    assert document.publisher == "Koran Contoh"
    assert (document.published, document.published_source) == (dt.date(2016, 9, 20), "given")


def test_a_page_that_does_not_date_itself_has_no_date(tmp_path: Path) -> None:
    page = f"<html><body><p>{PARAGRAPHS[0]} 3 Mei 2014.</p><footer>© 2019</footer></body></html>"
    assert one(put(tmp_path / "a.html", page)).published is None


def test_a_page_of_one_sentence_is_read(tmp_path: Path) -> None:
    page = "<p>Polisi menangkap <b>tiga</b> orang\ndi Medan.</p>"
    assert one(put(tmp_path / "a.html", page)).text == "Polisi menangkap tiga orang di Medan."


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(st.data())
def test_documents_that_were_written_are_read_equal(
    tmp_path: Path, suffix: str, data: st.DataObject
) -> None:
    made = [data.draw(documents().filter(readable))]
    path = tmp_path / f"documents{suffix}"
    write_documents(path, made)
    assert list(read([path])) == made


# -- ids, languages, dates


def test_without_an_id_it_is_derived_from_the_text(tmp_path: Path) -> None:
    first = one(put(tmp_path / "x.jsonl", json.dumps({"text": TEXT})))
    again = one(put(tmp_path / "y.jsonl", json.dumps({"text": TEXT, "title": "T"})))
    other = one(put(tmp_path / "z.jsonl", json.dumps({"text": TEXT + "."})))
    assert first.doc_id == again.doc_id != other.doc_id


def test_ids_that_are_numbers_become_texts(tmp_path: Path) -> None:
    assert one(put(tmp_path / "x.jsonl", json.dumps({"id": 7, "text": TEXT}))).doc_id == "7"


def test_the_second_article_with_an_id_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", json.dumps(FIELDS) + "\n" + json.dumps(FIELDS | {"text": "Lain."}))
    first, second = read([tmp_path])
    assert first == EXPECTED
    assert isinstance(second, Skipped)
    assert (second.doc_id, second.where) == ("a1", str(tmp_path / "a.jsonl:2"))


def test_a_given_language_wins(tmp_path: Path) -> None:
    put(tmp_path / "x.jsonl", json.dumps(FIELDS | {"lang": "EN"}))
    assert one(tmp_path / "x.jsonl").lang == "en"
    assert one(tmp_path / "x.jsonl", lang="id").lang == "en"
    put(tmp_path / "y.txt", TEXT)
    assert one(tmp_path / "y.txt", lang="en").lang == "en"


def test_a_date_is_inferred_only_where_none_is_given_and_marked_so(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def infer(text: str, lang: str) -> dt.date | None:
        asked.append((text, lang))
        return dt.date(2001, 2, 3)

    given_one = one(put(tmp_path / "x.jsonl", json.dumps(FIELDS)), infer_published=infer)
    assert (given_one, asked) == (EXPECTED, [])
    inferred = one(put(tmp_path / "y.txt", TEXT), infer_published=infer)
    assert (inferred.published, inferred.published_source) == (dt.date(2001, 2, 3), "inferred")
    assert asked == [(TEXT, "id")]
    nothing = one(tmp_path / "y.txt", infer_published=lambda text, lang: None)
    assert (nothing.published, nothing.published_source) == (None, None)


# -- sidecars


def test_a_sidecar_says_what_the_file_does_not(tmp_path: Path) -> None:
    put(tmp_path / "f.txt", TEXT)
    put(
        tmp_path / "f.yaml",
        "id: a1\nlang: id\npublished: 2016-09-20\ntitle: Tiga, “orang”\norigin: a test\n",
    )
    assert list(read([tmp_path])) == [EXPECTED]
    assert one(tmp_path / "f.txt") == EXPECTED


def test_the_sidecar_of_a_table_stands_for_what_its_rows_leave_open(tmp_path: Path) -> None:
    rows = [FIELDS, {"id": "a2", "text": TEXT, "publisher": "Lain"}]
    put(tmp_path / "t.jsonl", "\n".join(json.dumps(r) for r in rows))
    put(tmp_path / "t.yaml", "publisher: Koran\npublished: 2001-01-01\n")
    first, second = read([tmp_path])
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.publisher, str(first.published)) == ("Koran", "2016-09-20")
    assert (second.publisher, str(second.published)) == ("Lain", "2001-01-01")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lnag: id\n", "unknown key 'lnag'"),
        ("published: September\n", "published 'September' is not a full ISO date"),
        ("title: [a\n", "not valid YAML"),
        ("lang: xx\n", "unknown language 'xx'; the toolkit knows en"),
        ("- a\n", "title: …"),
    ],
)
def test_a_faulty_sidecar_is_named(tmp_path: Path, text: str, says: str) -> None:
    put(tmp_path / "f.yaml", text)
    assert says in refused(put(tmp_path / "f.txt", TEXT))


def test_an_empty_sidecar_says_nothing(tmp_path: Path) -> None:
    put(tmp_path / "f.yaml", "# nothing yet\n")
    assert one(put(tmp_path / "f.txt", TEXT)).lang == "id"


# -- folders


def test_a_folder_is_read_in_order_of_names_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "c.md", ".hidden.txt", ".git/x.txt"):
        put(tmp_path / name, TEXT)
    found = [d.doc_id for d in read([tmp_path]) if isinstance(d, Document)]
    assert found == ["z", "b", "c"]


def test_a_folder_without_articles_says_what_to_put_there(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match=r"no articles in .*\.txt"):
        list(read([tmp_path]))


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match="no file or folder"):
        list(read([tmp_path / "none"]))


def test_an_unknown_language_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match="unknown language 'xx'"):
        list(read([put(tmp_path / "a.txt", TEXT)], lang="xx"))


# -- faults, each named, none stopping the rest


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\t", "is empty"),
        ("a.txt", b"\x00\x01\x02\xff" * 50, "binary"),
        ("a.html", b"", "is empty"),
        ("a.html", b"<html><body></body></html>", "no article text"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf\n", "is empty"),
        ("a.csv", b"id,body\n1,x\n", "no column called text (columns: id, body)"),
        ("a.csv", b"id,text\n1,Polisi menangkap,tiga\n", ":2: the row has 3 cells, the header 2"),
        ("a.csv", b'id,text\n1,"Polisi\n', ":2: the table breaks off here"),
        ("a.csv", b"\x00\x01\x02\x00", "binary"),
        ("a.parquet", b"PAR1 no", "no Parquet file"),
        ("a.parquet", b"", "no Parquet file"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"{broken\n", ":1: the line is not JSON"),
        ("a.jsonl", b"[1]\n", ":1: the line is not a JSON object"),
        ("a.jsonl", b"\xff\xfe\n", ":1: the line is not UTF-8"),
        ("a.jsonl", b"[" * 100_000, ":1: the line"),
        ("a.jsonl", b'{"id": "x"}\n', ":1: "),
        ("a.jsonl", b'{"id": "x", "text": 3}\n', ":1: text must be a text, not 3"),
        ("a.jsonl", b'{"text": "Polisi \\ud800"}\n', "half a surrogate pair at character 7"),
        ("a.jsonl", b'{"id": "a\\nb", "text": "Polisi"}\n', ":1: the id 'a\\nb'"),
        ("a.jsonl", b'{"text": "Polisi di Medan", "published": "2016-09"}\n', "'2016-09' is not"),
        ("a.jsonl", b'{"text": "Polisi di Medan", "lang": "xx"}\n', "unknown language 'xx'"),
        ("a.jsonl", b'{"text": "xqz kkpl"}\n', "language cannot be told"),
        ("a.jsonl", b'{"text": "Polisi di Medan", "sha256": "00"}\n', "does not match its sha256"),
        ("a.docx", b"PK\x03\x04", "no reader for a name that ends in '.docx'"),
    ],
)
def test_faults_are_named(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert says in refused(tmp_path / name)


def test_a_parquet_file_without_rows(tmp_path: Path) -> None:
    write_documents(tmp_path / "a.parquet", [])
    assert "is empty" in refused(tmp_path / "a.parquet")


def test_a_parquet_file_without_text(tmp_path: Path) -> None:
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "a.parquet")
    assert "no column called text (columns: body)" in refused(tmp_path / "a.parquet")


@pytest.mark.parametrize("suffix", ["txt", "html", "jsonl", "csv", "parquet"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    data=st.binary(max_size=200) | st.text(max_size=200).map(lambda s: s.encode("utf-8", "ignore"))
)
def test_no_bytes_whatever_raise(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    assert all(isinstance(item, Document | Skipped) for item in read([path], "id"))


def test_one_bad_article_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", "{broken\n" + json.dumps(FIELDS) + "\n{}\n")
    put(tmp_path / "b.txt", "")
    put(tmp_path / "c.txt", TEXT)
    found = list(read([tmp_path]))
    assert [type(f) for f in found] == [Skipped, Document, Skipped, Skipped, Document]
    assert [f.doc_id for f in found if isinstance(f, Document)] == ["a1", "c"]


def test_an_article_may_vanish_while_the_folder_is_read(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    put(tmp_path / "b.txt", TEXT)
    items = read([tmp_path])
    next(items)
    (tmp_path / "b.txt").unlink()
    (gone,) = items
    assert isinstance(gone, Skipped)
    assert "cannot be read" in str(gone)


def test_articles_are_read_one_at_a_time(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl", json.dumps(FIELDS) + "\n")
    put(tmp_path / "b.txt", TEXT)
    items = read([tmp_path])
    assert next(items) == EXPECTED
    put(tmp_path / "b.txt", "")
    assert isinstance(next(items), Skipped)
