"""train, evaluate, predict from the command line, on a dataset folder alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn")
pytest.importorskip("skops")

from tests.baselines import corpus
from tests.conftest import Cli


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus.write(corpus.dataset(300, 100, 100), tmp_path_factory.mktemp("set") / "made-up")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Path:
    from toolkit.cli import main

    folder = tmp_path_factory.mktemp("models") / "root"
    with pytest.raises(SystemExit) as ended:
        main(["train", "words-lr", "--dataset", str(published), "-o", str(folder), "--curve"])
    assert not ended.value.code
    return folder


def test_training_leaves_a_model_its_figures_and_a_card(model: Path) -> None:
    assert {p.name for p in model.iterdir()} >= {
        "config.json",
        "model.skops",
        "README.md",
        "validation.json",
        "validation-confusion.png",
        "validation-calibration.png",
        "validation-curve.png",
    }
    report = json.loads((model / "validation.json").read_text())
    assert report["figures"]["macro_f1"]["value"] > 0.9
    assert (
        report["figures"]["macro_f1"]["value"] > report["others"]["majority"]["macro_f1"]["value"]
    )
    sizes = [p["sentences"] for p in report["learning_curve"]]
    assert sizes == sorted(sizes)
    assert set(report["by_language"]) == {"en", "id"}
    assert "18" in report["never_trained"]
    card = (model / "README.md").read_text()
    front = card.split("---\n")[1]
    import yaml

    told = yaml.safe_load(front)
    assert told["language"] == ["en", "id"]
    assert told["model-index"][0]["results"][0]["dataset"]["name"] == "made-up"
    assert "attacked" in card or "menyerang" in card


def test_the_test_split_beside_the_rules(cli: Cli, model: Path, published: Path) -> None:
    said = cli("evaluate", "model", model, "--dataset", published, "--against", "rules")
    assert said.code == 0, said.err
    assert "rules/" in said.out
    report = json.loads((model / "test.json").read_text())
    assert report["split"] == "test"
    assert report["comparisons"][0]["a"].startswith("rules/")
    assert "Figures: test" in (model / "README.md").read_text()
    assert (model / "model.skops").is_file()


def test_own_predictions_and_anybodys_are_scored_alike(
    cli: Cli, model: Path, published: Path, tmp_path: Path
) -> None:
    said = cli("predict", model, published, "-o", tmp_path / "p.jsonl")
    assert said.code == 0, said.err
    scored = cli(
        "evaluate", "predictions", tmp_path / "p.jsonl", "--dataset", published,
        "-o", tmp_path / "p.json",
    )  # fmt: skip
    assert scored.code == 0, scored.err
    cli("evaluate", "model", model, "--dataset", published)
    ours = json.loads((model / "test.json").read_text())
    theirs = json.loads((tmp_path / "p.json").read_text())
    assert ours["figures"] == theirs["figures"]
    assert ours["split_sha256"] == theirs["split_sha256"]
    assert theirs["calibration"]["brier"] == pytest.approx(ours["calibration"]["brier"], abs=1e-3)


def test_full_codes_fold_and_missing_predictions_are_wrong(
    cli: Cli, published: Path, tmp_path: Path
) -> None:
    events = [s for s in corpus.dataset(300, 100, 100)["test"] if s.code]
    lines = [
        json.dumps({"sentence_id": s.sentence_id, "label": s.code})
        for s in events[: len(events) // 2]
    ]
    path = tmp_path / "half.jsonl"
    path.write_text("\n".join(lines))
    said = cli(
        "evaluate", "predictions", path, "--dataset", published, "-o", tmp_path / "half.json"
    )
    assert said.code == 0, said.err
    assert "count as wrong" in said.out
    report = json.loads((tmp_path / "half.json").read_text())
    assert report["figures"]["accuracy"]["value"] == pytest.approx(len(lines) / len(events))
    assert all(row["precision"] == 1.0 for row in report["labels"] if row["predicted"])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", '{"sentence_id": "x", "label": "04"}\n{"sentence', "a.jsonl:2: broken JSON"),
        ("a.jsonl", '{"id": "x"}\n', "a.jsonl:1: a prediction needs"),
        ("a.jsonl", '{"sentence_id": "nobody", "label": "04"}\n', "no prediction for any"),
        ("a.csv", "sentence_id,label\ndoc-0040:400,4\n", "a.csv:2: '4' is no CAMEO code"),
        ("a.jsonl", '{"sentence_id": "doc-0040:400", "label": 4}\n', "must be text"),
    ],
)
def test_faulty_predictions_are_named(
    cli: Cli, published: Path, tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_text(content)
    said = cli("evaluate", "predictions", tmp_path / name, "--dataset", published)
    assert said.code == 1
    assert told in said.err
    assert "Traceback" not in said.err


def test_sentences_of_a_text_file(cli: Cli, model: Path, tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text(
        "Turki menyerang tentara Mesir di Oslo.\n\nTurki bertemu Chad.\n"
    )
    said = cli("predict", model, tmp_path / "s.txt", "-o", tmp_path / "p.jsonl")
    assert said.code == 0, said.err
    rows = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert [r["sentence_id"] for r in rows] == ["1", "3"]
    assert rows[0]["label"] == "19"
    assert rows[0]["confidence"] == pytest.approx(rows[0]["probabilities"]["19"])


def test_what_is_missing_is_said_in_a_sentence(cli: Cli, tmp_path: Path, model: Path) -> None:
    small = corpus.write(corpus.dataset(30, 0, 0), tmp_path / "small")
    bare = corpus.write(corpus.dataset(60, 0, 0), tmp_path / "bare", text=False)
    for arguments, told in (
        (("train", "words-lr", "--dataset", small, "-o", tmp_path / "m"), "too little"),
        (("train", "words-lr", "--dataset", bare, "-o", tmp_path / "m"), "toolkit rehydrate"),
        (("train", "words-lr", "--dataset", tmp_path / "none"), "no dataset folder"),
        (("train", "words-lr", "--dataset", tmp_path), "data/sentences"),
        (("evaluate", "model", model, "--dataset", small), "no split test"),
        (("predict", tmp_path, tmp_path / "s.txt"), "no model folder"),
        (("predict", model, tmp_path / "s.txt"), "no file"),
    ):
        said = cli(*arguments)
        assert said.code == 1, arguments
        assert told in said.err
        assert said.err.count("\n") == 1
    assert not (tmp_path / "m").exists()


def test_a_model_of_one_language_is_seen_on_the_other(
    cli: Cli, published: Path, tmp_path: Path
) -> None:
    said = cli("train", "words-lr", "--dataset", published, "--lang", "en", "-o", tmp_path / "en")
    assert said.code == 0, said.err
    of = json.loads((tmp_path / "en" / "validation.json").read_text())["by_language"]
    assert of["en"]["macro_f1"]["value"] > 0.9
    assert of["id"]["macro_f1"]["value"] < 0.5


def test_a_folder_that_holds_something_else_is_left_alone(
    cli: Cli, published: Path, tmp_path: Path
) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    said = cli("train", "words-lr", "--dataset", published, "-o", tmp_path)
    assert said.code == 1
    assert "no model folder" in said.err
    assert [p.name for p in tmp_path.iterdir()] == ["diary.txt"]


def test_wrong_calls_are_told_apart_from_failures(
    cli: Cli, published: Path, tmp_path: Path
) -> None:
    (tmp_path / "p.jsonl").write_text("{}")
    (tmp_path / "gold.jsonl").write_text(
        '{"id": "a", "lang": "en", "text": "Chad met Niger.", "events": []}'
    )
    for arguments in (
        ("train", "bert", "--dataset", published),
        ("train", "words-lr", "--task", "goldstein", "--dataset", published),
        ("train", "words-lr", "--labels", "people", "--dataset", published),
        ("evaluate", "predictions", tmp_path / "p.jsonl", "--task", "x", "--dataset", published),
        ("evaluate", "coder", tmp_path / "gold.jsonl", "--coder", "human"),
        ("evaluate", "model"),
        ("predict",),
    ):
        said = cli(*arguments)
        assert said.code == 2, arguments
        assert "Traceback" not in said.err
