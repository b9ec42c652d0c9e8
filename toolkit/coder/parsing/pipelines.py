"""Parsers that are pipelines of spaCy, with labels of Universal Dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.coder.parsing import ParserError
from toolkit.coder.parsing.trees import Node, Tree
from toolkit.extras import EXTRAS

# Universal Dependencies 2, and what spaCy itself gives: ROOT, and dep where it does not know.
_UD = frozenset(
    """acl advcl advmod amod appos aux case cc ccomp clf compound conj cop csubj dep det discourse
    dislocated expl fixed flat goeswith iobj list mark nmod nsubj nummod obj obl orphan parataxis
    punct reparandum root vocative xcomp""".split()
)
_NEEDED = ("nsubj", "obj", "obl")
# What costs time and changes nothing in the tree.
_IDLE = ("ner", "lemmatizer", "senter", "textcat", "textcat_multilabel", "entity_linker")
_BATCH = 64


class SpacyParser:
    """A :class:`toolkit.coder.parsing.Parser` of an installed pipeline, or one in a folder.

    Raises ParserError where spaCy or the pipeline is not installed, or where the pipeline has no
    parser with labels of Universal Dependencies.
    """

    def __init__(self, pipeline: str) -> None:
        self._nlp = _loaded(pipeline)
        _check(pipeline, _labels(pipeline, self._nlp))
        meta = self._nlp.meta
        self.name = f"{meta['lang']}_{meta['name']}-{meta['version']}"

    def trees(self, sentences: Sequence[tuple[str, int]]) -> Iterator[Tree]:
        docs = self._nlp.pipe((text for text, _ in sentences), batch_size=_BATCH)
        for doc, (_, offset) in zip(docs, sentences, strict=True):
            yield Tree([_node(token, offset) for token in doc])


def _node(token: Any, offset: int) -> Node:
    start = offset + token.idx
    passive = "Pass" in token.morph.get("Voice")
    return Node(start, start + len(token), token.text, token.dep_, token.head.i, passive)


def _loaded(pipeline: str) -> Any:
    extra = EXTRAS["spacy"]
    if extra.lacking:
        raise ParserError(f"a parser needs {extra.lacking[0]}: {extra.install}")
    import spacy

    try:
        return spacy.load(pipeline, exclude=list(_IDLE))
    except OSError:
        known = ", ".join(sorted(spacy.util.get_installed_models())) or "none"
        raise ParserError(
            f"there is no spaCy pipeline {pipeline!r} (installed: {known}); install it with "
            f"`python -m spacy download {pipeline}`, or name the folder of one of your own"
        ) from None
    except Exception as error:  # a pipeline's own code and configuration can fail in any way
        first = str(error).strip().splitlines()[:1]
        raise ParserError(
            f"the spaCy pipeline {pipeline!r} cannot be loaded: {''.join(first) or error!r}"
        ) from None


def _labels(pipeline: str, nlp: Any) -> set[str]:
    """The labels of the pipeline's parsers."""
    parsers = [n for n in nlp.pipe_names if "parser" in nlp.get_pipe_meta(n).factory]
    if not parsers:
        has = ", ".join(nlp.pipe_names) or "nothing"
        raise ParserError(
            f"the spaCy pipeline {pipeline!r} has no parser, only {has}; name one that has"
        )
    return {label for name in parsers for label in nlp.get_pipe(name).labels}


def _check(pipeline: str, labels: set[str]) -> None:
    bases = {label.partition(":")[0].lower() for label in labels}
    foreign, missing = sorted(bases - _UD), [n for n in _NEEDED if n not in bases]
    if not foreign and not missing:
        return
    why = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(foreign)}"
    raise ParserError(
        f"the parser of {pipeline!r} does not use the labels of Universal Dependencies: it {why}; "
        f"its labels: {', '.join(sorted(labels)) or 'none'}"
    )
