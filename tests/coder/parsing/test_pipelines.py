"""A pipeline of spaCy as the parser: a tiny one, trained here on constructed trees."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.coder.parsing.bank import bank, text_of
from tests.conftest import Cli
from toolkit.coder import Options, rule_coder
from toolkit.coder.parsing import ParserError
from toolkit.coder.parsing.pipelines import SpacyParser
from toolkit.records import Document

NEEDS = "the extra `spacy` is not installed"
SWAPPED = {"nsubj": "obj", "obj": "nsubj"}


def test_without_spacy_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ParserError, match=r"pip install 'event-coding-toolkit\[spacy\]'"):
        SpacyParser("any")


def trained(folder: Path, lang: str, other: dict[str, str] | None = None) -> Path:
    """A pipeline with nothing but a parser, small enough to learn the bank in seconds; ``other``
    renames its labels."""
    spacy = pytest.importorskip("spacy", reason=NEEDS)
    from spacy.tokens import Doc
    from spacy.training import Example

    spacy.util.fix_random_seed(0)
    nlp = spacy.blank(lang)
    inner = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": 32,
        "depth": 2,
        "embed_size": 200,
        "window_size": 1,
        "maxout_pieces": 2,
        "subword_features": True,
    }
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": 32,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": inner,
    }
    nlp.add_pipe("parser", config={"model": model, "min_action_freq": 1})
    examples = []
    for tree in bank(lang):
        words = [w.text for w in tree]
        spaces = [True] * (len(words) - 2) + [False, False]
        labels = [(other or {}).get(w.label, w.label) for w in tree]
        gold = Doc(nlp.vocab, words, spaces, heads=[w.head for w in tree], deps=labels)
        examples.append(Example(Doc(nlp.vocab, words, spaces), gold))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(20):
        for part in spacy.util.minibatch(examples, 4):
            nlp.update(part, sgd=optimizer, drop=0.0)
    nlp.meta["name"], nlp.meta["version"] = "tiny", "0.0.1"
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def pipelines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pipelines")
    return {
        "en": trained(folder / "en", "en"),
        "id": trained(folder / "id", "id"),
        "swapped": trained(folder / "swapped", "en", SWAPPED),
    }


def opinions(pipeline: Path, lang: str) -> list[str]:
    """What the parser makes of the events in all sentences of the bank."""
    coder = rule_coder(options=Options(parsers=((lang, str(pipeline)),)))
    assert coder.name.endswith(f"+{lang}_tiny-0.0.1")
    texts = [text_of(tree) for tree in bank(lang)]
    events = [e for text in texts for e in coder.code(Document("d", text, lang))]
    return [line for e in events for line in e.trace if line.startswith("parser")]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_parser_that_learned_the_trees_agrees(pipelines: dict[str, Path], lang: str) -> None:
    told = opinions(pipelines[lang], lang)
    agree = sum(line.startswith("parser agrees") for line in told)
    assert len(told) >= 20
    assert agree / len(told) > 0.9, told
    assert any("agent" in line for line in told)


def test_one_that_learned_them_wrongly_differs(pipelines: dict[str, Path]) -> None:
    told = opinions(pipelines["swapped"], "en")
    assert sum(line.startswith("parser differs") for line in told) / len(told) > 0.6, told


def test_on_the_command_line(cli: Cli, tmp_path: Path, pipelines: dict[str, Path]) -> None:
    rows = [
        {"id": f"{lang}{i}", "lang": lang, "text": text_of(tree)}
        for lang in ("en", "id")
        for i, tree in enumerate(bank(lang))
    ]
    articles = tmp_path / "articles.jsonl"
    articles.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    options = f"rules:en={pipelines['en']},id={pipelines['id']}"
    events = tmp_path / "events.jsonl"
    said = cli("code", articles, "-o", events, "--coder", options, "--workers", "1")
    assert said.code == 0, said.err
    assert "the parser agrees with the grammar on " in said.out
    told = cli("explain", rows[0]["text"], "--coder", options)
    assert "parser agrees: subject, object" in told.out, told.err


# -- what cannot be used -------------------------------------------------------------------------


def saved(folder: Path, pipe: str | None, labels: tuple[str, ...] = ()) -> Path:
    spacy = pytest.importorskip("spacy", reason=NEEDS)
    nlp = spacy.blank("en")
    if pipe:
        made: Any = nlp.add_pipe(pipe)
        for label in labels:
            made.add_label(label)
        if labels:
            nlp.initialize()
    nlp.to_disk(folder)
    return folder


def test_a_pipeline_that_is_not_installed() -> None:
    pytest.importorskip("spacy", reason=NEEDS)
    with pytest.raises(ParserError, match=r"no spaCy pipeline 'en_no_such'.*spacy download"):
        SpacyParser("en_no_such")


def test_a_pipeline_without_a_parser(tmp_path: Path) -> None:
    with pytest.raises(ParserError, match="has no parser, only sentencizer"):
        SpacyParser(str(saved(tmp_path / "p", "sentencizer")))


def test_labels_of_another_scheme_are_named(tmp_path: Path) -> None:
    folder = saved(tmp_path / "p", "parser", ("nsubj", "nsubjpass", "dobj", "pobj", "prep"))
    with pytest.raises(ParserError, match=r"lacks obj, obl; its labels: .*dobj.*nsubjpass.*pobj"):
        SpacyParser(str(folder))


def test_a_folder_that_is_broken(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason=NEEDS)
    (tmp_path / "meta.json").write_text("{}")
    (tmp_path / "config.cfg").write_text("[nlp")
    with pytest.raises(ParserError, match="cannot be loaded"):
        SpacyParser(str(tmp_path))


def test_the_command_gives_one_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    said = cli("explain", "Chad attacked Sudan.", "--coder", "rules:en=any")
    assert said.code == 1
    assert "pip install 'event-coding-toolkit[spacy]'" in " ".join(said.err.split())
    assert "Traceback" not in said.err
