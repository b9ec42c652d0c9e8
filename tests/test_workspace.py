"""Finding a workspace, its settings, and files written whole and read back equal."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import annotations, documents, events
from toolkit import rows
from toolkit.ontology import CodebookError
from toolkit.records import Action, Actor, Annotation, Document, Event, ToolkitError
from toolkit.workspace import (
    FileError,
    Workspace,
    packaged_codebook,
    packaged_schemas,
    read_annotations,
    read_documents,
    read_events,
    read_rows,
    whole,
    write_annotations,
    write_documents,
    write_events,
    write_json,
    write_rows,
    write_text,
)

BOOK = packaged_codebook()
DOCUMENT = Document("d1", "Polisi menangkap tiga orang.\r\n😀", "id", dt.date(2020, 2, 29), "given")
EVENT = Event(
    event_id="e1",
    doc_id="d1",
    action=Action("173", DOCUMENT.span(7, 16)),
    coder="anna",
    source=Actor("COP", "Polisi", DOCUMENT.span(0, 6)),
)
ANNOTATION = Annotation("d1", "anna", "2020-03-01T10:00:00+00:00", "1.0", (EVENT,))

in_a_folder = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
@in_a_folder
@given(st.data())
def test_documents_read_back_equal(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    made = data.draw(st.lists(documents(), max_size=4))
    path = tmp_path / f"documents{suffix}"
    assert write_documents(path, made) == len(made)
    assert read_documents(path) == made


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
@in_a_folder
@given(st.data())
def test_events_read_back_equal(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    document = data.draw(documents())
    made = data.draw(st.lists(events(document), max_size=3))
    path = tmp_path / f"events{suffix}"
    write_events(path, made, BOOK)
    assert read_events(path, BOOK, {document.doc_id: document}) == made


@in_a_folder
@given(st.data())
def test_annotations_read_back_equal(tmp_path: Path, data: st.DataObject) -> None:
    document = data.draw(documents())
    made = [data.draw(annotations(document))]
    path = tmp_path / "project" / "anna.jsonl"
    write_annotations(path, made, BOOK)
    assert read_annotations(tmp_path, BOOK, {document.doc_id: document}) == made


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet", ".csv"])
def test_the_same_records_make_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
    write_events(one, [EVENT], BOOK)
    write_events(two, [EVENT], BOOK)
    assert one.read_bytes() == two.read_bytes()


def test_csv_flattens_an_event(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    write_events(path, [EVENT], BOOK)
    with path.open(encoding="utf-8", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert row["action.code"] == "173"
    assert row["source.text"] == "Polisi"
    assert row["target.code"] == ""
    assert json.loads(row["trace"]) == []


def test_annotations_are_sorted_by_document(tmp_path: Path) -> None:
    path = tmp_path / "anna.jsonl"
    made = [Annotation(d, "anna", "2020-01-01", "1.0", no_events=True) for d in ("c", "a", "b")]
    write_annotations(path, made, BOOK)
    assert [a.doc_id for a in read_annotations(path, BOOK)] == ["a", "b", "c"]


def lines(path: Path, *lines: str) -> Path:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


GOOD = json.dumps(rows.event_row(EVENT, BOOK), default=str)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("{broken", ":2: "),
        ('{"doc_id": 1}', ":2: doc_id"),
        (GOOD.replace('"173"', '"999"'), ":2: action code '999'"),
        (GOOD.replace('"start": 7', '"start": 6'), ":2: span 6..16 quotes 9"),
        (GOOD.replace("menangkap", "menangkip"), ":2: action span 7..16 says 'menangkip'"),
        (GOOD.replace('"asserted"', '"denied"'), ":2: status"),
        (GOOD.replace('"confidence": 1.0', '"confidence": 2.0'), ":2: confidence"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, second: str, says: str) -> None:
    path = lines(tmp_path / "events.jsonl", GOOD, second)
    with pytest.raises(ToolkitError) as caught:
        read_events(path, BOOK, {"d1": DOCUMENT})
    assert f"{path}{says}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_half_a_surrogate_pair_is_refused_in_one_sentence(tmp_path: Path) -> None:
    broken = json.dumps(rows.document_row(DOCUMENT), default=str).replace("Polisi", "\\ud83dolisi")
    with pytest.raises(ToolkitError, match=r":1: "):
        read_documents(lines(tmp_path / "documents.jsonl", broken))


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_a_document_with_half_a_surrogate_pair_is_not_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"documents{suffix}"
    with pytest.raises(ToolkitError, match="surrogate"):
        write_documents(path, [DOCUMENT, Document("d2", "a\ud83d", "id")])
    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no file"):
        read_documents(tmp_path / "none.parquet")
    with pytest.raises(FileError, match=r"\.jsonl or \.parquet"):
        read_documents(tmp_path / "documents.csv")
    (tmp_path / "no.parquet").write_bytes(b"not parquet")
    with pytest.raises(FileError, match="cannot read"):
        read_documents(tmp_path / "no.parquet")
    with pytest.raises(FileError, match=r"\.jsonl, \.parquet or \.csv"):
        write_documents(tmp_path / "documents.txt", [DOCUMENT])


def test_a_parquet_file_with_other_columns_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "documents.parquet"
    write_rows(
        path,
        [{"doc_id": "d", "sha256": None, "events": 0, "coder": "r", "skipped": None}],
        rows.CodedDocumentRow,
    )
    with pytest.raises(FileError, match="row 1: text"):
        list(read_rows(path, rows.DocumentRow))


# -- whole or not at all


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_text(path, "old")
    with pytest.raises(ZeroDivisionError), whole(path) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_output_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"cannot write .*choose a folder"):
        write_json(tmp_path / "file" / "out.json", {})


# -- where things lie


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(packaged_schemas(), tmp_path / "schemas")
    (tmp_path / "seeds" / "deep").mkdir(parents=True)
    return Workspace(tmp_path)


def test_a_workspace_is_found_from_within(workspace: Workspace) -> None:
    assert Workspace.find(workspace.seeds / "deep").root == workspace.root.resolve()


def test_outside_a_workspace_the_way_in_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="toolkit init"):
        Workspace.find(tmp_path)


def test_a_missing_schema_is_one_sentence(workspace: Workspace) -> None:
    (workspace.schemas / "cameo.yaml").unlink()
    with pytest.raises(CodebookError, match=r"cannot read .*cameo\.yaml"):
        _ = workspace.codebook


def test_settings_default_to_publishing_no_text(workspace: Workspace) -> None:
    (workspace.schemas / "dataset.yaml").write_text("name: mine\n")
    assert workspace.settings.name == "mine"
    assert workspace.settings.text_policy == "none"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: mine\ntext_policy: some\n", ":2: text_policy"),
        ("nmae: mine\n", ":1: nmae"),
        ("name: mine\nsplit:\n  by: moon\n", ":3: split.by"),
        ("name: [a\n", "not valid YAML"),
        ("name: a\nname: b\n", ":2: the key 'name' stands twice"),
        (b"name: \xff\n", "is not UTF-8"),
        ("name: \x07\n", "not valid YAML"),
        ("", "dataset.yaml"),
        ("- a\n- b\n", "dataset.yaml"),
    ],
)
def test_faulty_settings_name_their_line(
    workspace: Workspace, text: str | bytes, says: str
) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    (workspace.schemas / "dataset.yaml").write_bytes(data)
    with pytest.raises(ToolkitError) as caught:
        _ = workspace.settings
    assert says in str(caught.value)
