"""``toolkit doctor`` says what is missing and how to get it."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Cli
from toolkit.extras import DISTRIBUTION, EXTRAS

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGED = PROJECT["optional-dependencies"]


def named(requirement: str) -> list[str]:
    """The extras between the brackets of a requirement."""
    found = re.search(rf"{DISTRIBUTION}\[([a-z,]+)\]", requirement)
    assert found, requirement
    return found[1].split(",")


def test_every_extra_of_the_package_is_looked_at() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    assert EXTRAS.keys() == PACKAGED.keys() - {"all", "dev", "docs"}


def test_all_are_all_but_the_one_that_brings_torch() -> None:
    (everything,) = PACKAGED["all"]
    assert set(named(everything)) == EXTRAS.keys() - {"transformers"}
    assert any(named(r) == ["all"] for r in PACKAGED["dev"] if r.startswith(DISTRIBUTION))


def test_the_documentation_tells_of_the_same_extras_in_the_same_words(
    cli: Cli, workspace: Path
) -> None:
    page = (REPOSITORY / "docs/howto/install.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `([a-z]+)` \| (.+?) \|", page, re.MULTILINE))
    assert told == {name: extra.purpose for name, extra in EXTRAS.items()}
    shown = flat(cli("doctor").out)
    for name, purpose in told.items():
        assert f"[{name}] to {purpose}" in shown


def test_no_page_names_an_extra_that_is_not_there() -> None:
    pages = [REPOSITORY / "README.md", *REPOSITORY.glob("docs/**/*.md")]
    for page in pages:
        for brackets in re.findall(rf"{DISTRIBUTION}\[[^\]]*\]", page.read_text("utf-8")):
            assert set(named(brackets)) <= PACKAGED.keys(), page


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LABEL_STUDIO_URL", raising=False)
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)


def test_a_sound_workspace(cli: Cli, workspace: Path) -> None:
    called = cli("doctor")
    assert called.code == 0
    assert "318 codes" in called.out
    assert "1 file(s) in seeds/" in called.out
    assert "fault" not in called.out


def test_outside_a_workspace_that_is_no_fault(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    called = cli("doctor")
    assert called.code == 0
    assert "toolkit init" in called.out


def test_an_extra_that_is_not_installed(
    cli: Cli, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    called = cli("doctor")
    assert called.code == 0
    assert "lacks sklearn → pip install 'event-coding-toolkit[train]'" in flat(called.out)


def test_half_a_servers_address(cli: Cli, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:1")
    assert "LABEL_STUDIO_API_KEY is not set" in flat(cli("doctor").out)


def test_faults_are_shown_and_are_exit_1(cli: Cli, workspace: Path) -> None:
    (workspace / "schemas/dataset.yaml").write_text("nmae: x\n")
    (workspace / "schemas/roles.yaml").write_text("roles: [\n")
    called = cli("doctor")
    assert called.code == 1
    told = "".join(called.out.split())  # however the table breaks its lines
    assert "dataset.yaml:1:nmae" in told
    assert "roles.yaml:" in told
    assert called.err == "toolkit: 2 fault(s) must be mended, see above\n"
