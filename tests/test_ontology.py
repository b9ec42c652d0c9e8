"""The codebook: all of CAMEO, its tree and distances, actor codes, and faults with their line."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ontology import QUAD_CLASSES, Codebook, CodebookError
from toolkit.workspace import packaged_codebook, packaged_schemas

BOOK = packaged_codebook()
codes = st.sampled_from(sorted(BOOK.codes))


def test_all_of_cameo_is_there() -> None:
    assert len(BOOK) == 318
    assert BOOK.roots == [f"{n:02d}" for n in range(1, 21)]


def test_every_code_is_described() -> None:
    for code in BOOK:
        assert code.name.strip() and code.definition.strip(), code.code
        assert code.quad in QUAD_CLASSES
        assert -10 <= code.goldstein <= 10
        assert code.parent == (None if len(code.code) == 2 else code.code[:-1])


@pytest.mark.parametrize(
    ("code", "quad", "goldstein"),
    # Goldstein (1992) as CAMEO assigns it: the ends of the scale and a known middle.
    [("01", 1, 0.0), ("07", 2, 7.0), ("112", 3, -2.0), ("190", 4, -10.0), ("036", 1, 4.0)],
)
def test_scores_of_known_codes(code: str, quad: int, goldstein: float) -> None:
    assert (BOOK.quad(code), BOOK.goldstein(code)) == (quad, goldstein)


def test_names_of_siblings_differ() -> None:
    for parent, children in itertools.groupby(
        sorted(BOOK, key=lambda c: c.parent or ""), key=lambda c: c.parent
    ):
        names = [c.name for c in children]
        assert len(names) == len(set(names)), parent


def test_a_bare_root_and_its_zero_are_the_same_in_comparison() -> None:
    assert BOOK.normal("190") == BOOK.normal("19") == "19"
    assert BOOK.normal("1010") == "1010"
    assert BOOK.distance("190", "19") == 0


@given(codes, codes, codes)
def test_distance_is_a_metric_within_nought_and_one(a: str, b: str, c: str) -> None:
    assert 0 <= BOOK.distance(a, b) <= 1
    assert BOOK.distance(a, b) == BOOK.distance(b, a)
    assert (BOOK.distance(a, b) == 0) == (BOOK.normal(a) == BOOK.normal(b))
    assert BOOK.distance(a, c) <= BOOK.distance(a, b) + BOOK.distance(b, c) + 1e-12


def test_nearer_in_the_tree_is_less_far() -> None:
    assert (
        BOOK.distance("1711", "1712") < BOOK.distance("1711", "173") < BOOK.distance("1711", "19")
    )


def test_order_is_that_of_the_file_so_that_new_codes_come_last() -> None:
    assert BOOK.order["01"] == 0
    assert sorted(BOOK.order.values()) == list(range(318))


def test_an_unknown_code_is_named() -> None:
    assert "999" not in BOOK
    with pytest.raises(CodebookError, match="no code '999'"):
        BOOK.quad("999")


@pytest.mark.parametrize(
    "code",
    ["USA", "USAGOV", "IDNREB", "IGOUNO", "IGOEUREEC", "IMGISI", "PSEINSHAM", "COP", "XKX", "SUN",
     "NGOXRC", "GBRPTYLAB", "TURMILSPY"],
)  # fmt: skip
def test_actor_codes(code: str) -> None:
    assert BOOK.actor_fault(code) is None
    assert BOOK.name_of_actor(code).strip()


@pytest.mark.parametrize("code", ["", "US", "usa", "USAG", "ZZZ", "USAZZZGOV", "US1", "ÄÖÜ"])
def test_faulty_actor_codes(code: str) -> None:
    assert BOOK.actor_fault(code)


@pytest.mark.parametrize(
    ("code", "country", "roles"),
    [
        ("TURCOP", "TUR", ("COP",)),
        ("COP", None, ("COP",)),
        ("IGOUNO", "IGOUNO", ()),
        ("USAGOVMIL", "USA", ("GOV", "MIL")),
    ],
)
def test_actor_codes_come_apart(code: str, country: str | None, roles: tuple[str, ...]) -> None:
    assert BOOK.country_of(code) == country
    assert BOOK.roles_of(code) == roles


def test_names_of_actors_are_words() -> None:
    assert BOOK.name_of_actor("TURCOP").lower().endswith("police")


# -- faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(packaged_schemas(), tmp_path / "schemas")
    return tmp_path / "schemas"


CODE = '  - {code: "%s", parent: %s, name: n, definition: d, quad: %s, goldstein: %s}\n'


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([("01", "null", 1, 0), ("01", "null", 1, 0)], ":3: the code 01 stands twice"),
        ([("01", "null", 1, 0), ("021", '"02"', 1, 0)], ":3: the parent of 021"),
        ([("01", "null", 1, 0), ("021", '"01"', 1, 0)], ":3: 021 cannot be a child of 01"),
        ([("01", "null", 5, 0)], ":2: quad of 01"),
        ([("01", "null", 1, 11)], ":2: goldstein of 01"),
        ([("1", "null", 1, 0)], ":2: '1' is not two to four digits"),
    ],
)
def test_faults_of_the_codebook_name_file_and_line(
    folder: Path, lines: list[tuple[object, ...]], says: str
) -> None:
    (folder / "cameo.yaml").write_text("codes:\n" + "".join(CODE % line for line in lines))
    with pytest.raises(CodebookError) as caught:
        Codebook.load(folder)
    assert f"cameo.yaml{says}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("roles:\n  - {code: GOV, name: government}\n  - {code: GOV, name: again}\n", ":3: GOV"),
        ("roles:\n  - {code: gov, name: government}\n", ":2: gov is not three capital"),
        ("roles:\n  - {code: IDN, name: government}\n", ":2: IDN is the country"),
        ("roles:\n  - {code: GOV}\n", ":2: name must be a text"),
        ("bodies:\n  - {code: ZZZUNO, name: x}\n", ":2: ZZZUNO must begin with"),
        ("roles: [\n", "not valid YAML"),
    ],
)
def test_faults_of_the_roles_name_file_and_line(folder: Path, text: str, says: str) -> None:
    (folder / "roles.yaml").write_text(text)
    with pytest.raises(CodebookError) as caught:
        Codebook.load(folder)
    assert "roles.yaml" in str(caught.value)
    assert says in str(caught.value)


def test_faults_of_the_countries_name_file_and_line(folder: Path) -> None:
    text = (folder / "countries.tsv").read_text(encoding="utf-8")
    (folder / "countries.tsv").write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"countries\.tsv:\d+: \w{3} stands twice"):
        Codebook.load(folder)
    (folder / "countries.tsv").write_text("iso3\tname\nIDN\tIndonesia\n")
    with pytest.raises(CodebookError, match=r"countries\.tsv:2: a country needs"):
        Codebook.load(folder)


@pytest.mark.parametrize("name", ["cameo.yaml", "roles.yaml", "countries.tsv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CodebookError, match=f"cannot read .*{name}"):
        Codebook.load(folder)


@pytest.mark.parametrize("text", ["- a\n", "codes: none\n", "codes: [none]\n", "none\n", ""])
def test_a_file_of_another_shape_is_refused(folder: Path, text: str) -> None:
    (folder / "cameo.yaml").write_text(text)
    with pytest.raises(CodebookError, match=r"cameo\.yaml:1: "):
        Codebook.load(folder)
    (folder / "cameo.yaml").write_bytes((packaged_schemas() / "cameo.yaml").read_bytes())
    (folder / "roles.yaml").write_text(text.replace("codes", "roles"))
    with pytest.raises(CodebookError, match=r"roles\.yaml:1: "):
        Codebook.load(folder)


def test_codes_that_are_numbers_are_refused(folder: Path) -> None:
    (folder / "cameo.yaml").write_text("codes:\n  - {code: 190, name: n, definition: d}\n")
    with pytest.raises(CodebookError, match="in quotes"):
        Codebook.load(folder)
