"""The card: metadata that the Hub takes, figures from the data, and examples that run."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dataset.corpus import corpus
from toolkit.agreement import measure
from toolkit.dataset import Inputs, build_from

datasets = pytest.importorskip("datasets")


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    made = corpus(40, 24)
    by_id = {d.doc_id: d for d in made.documents}
    report = measure(made.annotations, by_id, made.codebook, replicates=50)
    return replace(made, agreement=report.row)


@pytest.fixture(scope="module")
def built(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("set") / "made-up"
    build_from(inputs, out)
    return out


def card(folder: Path) -> tuple[dict[str, Any], str]:
    text = (folder / "README.md").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


def section(body: str, name: str) -> str:
    return body.split(f"## {name}\n")[1].split("\n## ")[0]


def test_the_metadata_is_what_the_hub_asks_for(built: Path) -> None:
    from huggingface_hub import DatasetCard

    told, _ = card(built)
    data = DatasetCard.load(built / "README.md").data
    assert data.language == ["en"]
    assert data.size_categories == ["n<1K"]
    assert data.annotations_creators == ["expert-generated", "machine-generated"]
    assert {c["config_name"] for c in told["configs"]} == {
        d["config_name"] for d in told["dataset_info"]
    }
    assert [c["config_name"] for c in told["configs"] if c.get("default")] == ["events"]


def test_class_names_are_text_for_every_yaml_reader(built: Path) -> None:
    head = (built / "README.md").read_text().split("---\n")[1]
    assert re.search(r'"\d+": "08"', head)
    assert not re.search(r": 0\d", head)


def test_every_section_is_filled(built: Path) -> None:
    _, body = card(built)
    names = re.findall(r"^## (.+)$", body, re.M)
    assert names == [
        "What it holds", "First ten minutes", "Where the articles come from", "The codebook",
        "Who annotated", "How much annotators agree", "Labels", "Splits", "Text and licences",
        "Known limits and biases", "Uses", "Personal data and takedown",
        "Versions and maintenance", "How to cite",
    ]  # fmt: skip
    for name in names:
        assert section(body, name).strip(), name
    assert "$" not in body.replace("$schema", "")


def test_figures_come_from_the_data(built: Path, inputs: Inputs) -> None:
    _, body = card(built)
    gold = len(inputs.gold)
    assert f"40 articles, {gold} gold events, 40 machine-coded events, 2 annotators" in body
    assert "| `a-one` | expert | en | two hours | 24 | 24 | 0.6 | 1.0.0 |" in body
    alpha = next(
        f for f in (inputs.agreement or {})["fields"]
        if (f["field"], f["level"]) == ("action", "root")
    )["alpha"]  # fmt: skip
    assert f"{alpha['value']:.2f} [{alpha['low']:.2f}, {alpha['high']:.2f}]" in section(
        body, "How much annotators agree"
    )
    shown = re.findall(r"^\| (\d\d) \| .+ \| (\d+) \| (\d+) \|$", section(body, "Labels"), re.M)
    assert sum(int(g) for _, g, _ in shown) == gold
    assert sum(int(m) for _, _, m in shown) == 40


def test_pictures_are_there_and_the_same_each_time(built: Path, inputs: Inputs) -> None:
    _, body = card(built)
    paths = re.findall(r"!\[.+\]\((images/.+?)\)", body)
    assert paths == ["images/roots.png", "images/timeline.png"]
    build_from(inputs, built.parent / "again")
    for path in paths:
        data = (built / path).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert (built.parent / "again" / path).read_bytes() == data


def test_the_citation_has_its_required_keys(built: Path) -> None:
    told = yaml.safe_load((built / "CITATION.cff").read_text())
    assert told["cff-version"] == "1.2.0"
    assert told["type"] == "dataset"
    assert {"message", "title", "authors", "version"} <= told.keys()
    assert told["license"] == "CC-BY-4.0"


def test_authors_are_cited_by_name(inputs: Inputs, tmp_path: Path) -> None:
    settings = inputs.settings.model_copy(update={"authors": ["Siti Rahma", "Lab of Events, The"]})
    build_from(replace(inputs, settings=settings), tmp_path / "set")
    told = yaml.safe_load((tmp_path / "set" / "CITATION.cff").read_text())
    assert told["authors"][0] == {"family-names": "Rahma", "given-names": "Siti"}
    assert (
        "author   = {Siti Rahma and Lab of Events, The}"
        in (tmp_path / "set" / "README.md").read_text()
    )


@pytest.mark.slow
def test_the_first_ten_minutes_run(built: Path) -> None:
    _, body = card(built)
    blocks = re.findall(r"```python\n(.*?)```", section(body, "First ten minutes"), re.S)
    assert len(blocks) == 5
    code = "import matplotlib\nmatplotlib.use('Agg')\n" + "\n".join(blocks)
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(built.parent / "hf"),
                   "PATH": "/usr/bin:/bin", "HOME": str(built.parent)}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=built.parent, env=environment, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Counter({")
    assert "a-one" in done.stdout
    assert any(re.fullmatch(r"0\.\d+", line) for line in lines)
    assert (built.parent / "timeline.png").exists()
