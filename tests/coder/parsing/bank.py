"""A few dozen constructed trees in two languages.

A tree is written as words, each with its label and the word that it hangs on:
``Chad/nsubj<attacked attacked/ROOT Sudan/obj<attacked ./punct<attacked``.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.coder.parsing.trees import Node, Tree


@dataclass(frozen=True)
class Word:
    text: str
    label: str
    head: int


def words(written: str) -> list[Word]:
    parts = []
    for piece in written.split():
        text, _, rest = piece.partition("/")
        label, _, head = rest.partition("<")
        parts.append((text, label, head))
    place = {text: i for i, (text, _, _) in enumerate(parts)}
    return [Word(t, label, place[h] if h else i) for i, (t, label, h) in enumerate(parts)]


def text_of(tree: list[Word]) -> str:
    return " ".join(w.text for w in tree[:-1]) + tree[-1].text


def tree_of(written: str, offset: int = 0) -> Tree:
    nodes, at = [], offset
    for word in words(written):
        at -= word.text == "." and at > offset  # no space before the full stop
        nodes.append(Node(at, at + len(word.text), word.text, word.label, word.head))
        at += len(word.text) + 1
    return Tree(nodes)


_EN = (
    "{a}/nsubj<attacked attacked/ROOT {b}/obj<attacked ./punct<attacked",
    "{a}/nsubj:pass<attacked was/aux:pass<attacked attacked/ROOT by/case<{b} {b}/obl:agent<attacked"
    " ./punct<attacked",
    "{a}/nsubj<withdrew who/nsubj<attacked attacked/acl:relcl<{a} {b}/obj<attacked withdrew/ROOT"
    " ./punct<withdrew",
    "{a}/nsubj<condemned condemned/ROOT and/cc<attacked attacked/conj<condemned {b}/obj<attacked"
    " ./punct<condemned",
)
_ID = (
    "{a}/nsubj<menyerang menyerang/ROOT {b}/obj<menyerang ./punct<menyerang",
    "{a}/nsubj:pass<diserang diserang/ROOT oleh/case<{b} {b}/obl:agent<diserang ./punct<diserang",
    "{a}/nsubj<mundur yang/nsubj<menyerang menyerang/acl:relcl<{a} {b}/obj<menyerang mundur/ROOT"
    " ./punct<mundur",
    "{a}/nsubj<mengecam mengecam/ROOT dan/cc<menyerang menyerang/conj<mengecam {b}/obj<menyerang"
    " ./punct<mengecam",
)
_PAIRS = {
    "en": ("Chad Sudan", "Kenya Niger", "Egypt Libya", "Turkey Syria", "Sudan Kenya", "Niger Chad"),
    "id": ("Chad Sudan", "Kenya Niger", "Mesir Libya", "Turki Suriah", "Sudan Mesir", "Niger Chad"),
}


def bank(lang: str) -> list[list[Word]]:
    """Each template with each pair of countries."""
    templates = {"en": _EN, "id": _ID}[lang]
    pairs = [pair.split() for pair in _PAIRS[lang]]
    return [words(t.format(a=a, b=b)) for t in templates for a, b in pairs]
