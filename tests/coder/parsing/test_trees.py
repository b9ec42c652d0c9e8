"""What a tree says of its verbs, and the same asked of the grammar."""

from __future__ import annotations

import pytest

from tests.coder.parsing.bank import text_of, tree_of, words
from toolkit.coder import rule_coder
from toolkit.coder.mentions import Memory
from toolkit.coder.parsing.readings import VERBAL, GrammarReading, Reading
from toolkit.coder.parsing.trees import TreeReading
from toolkit.coder.tokens import tokenize

CODER = rule_coder()

# language, tree, verb, and the words that must stand (and none of the others of the list) in a role
CASES = [
    ("en", "Chad/nsubj<attacked attacked/ROOT Sudan/obj<attacked ./punct<attacked",
     "attacked", {"subject": "Chad", "object": "Sudan"}),
    ("id", "Chad/nsubj<menyerang menyerang/ROOT Sudan/obj<menyerang ./punct<menyerang",
     "menyerang", {"subject": "Chad", "object": "Sudan"}),
    ("en", "Sudan/nsubj:pass<attacked was/aux:pass<attacked attacked/ROOT by/case<Chad "
     "Chad/obl:agent<attacked ./punct<attacked",
     "attacked", {"subject": "Sudan", "agent": "Chad"}),
    ("id", "Sudan/nsubj:pass<diserang diserang/ROOT oleh/case<Chad Chad/obl<diserang "
     "./punct<diserang",
     "diserang", {"subject": "Sudan", "agent": "Chad"}),
    ("id", "Sudan/nsubj:pass<diserang diserang/ROOT tentara/obj<diserang Chad/nmod<tentara "
     "./punct<diserang",
     "diserang", {"subject": "Sudan", "agent": "tentara"}),
    ("en", "Troops/nsubj<withdrew who/nsubj<attacked attacked/acl:relcl<Troops Sudan/obj<attacked "
     "withdrew/ROOT ./punct<withdrew",
     "attacked", {"subject": "Troops", "object": "Sudan"}),
    ("id", "Tentara/nsubj<mundur yang/nsubj<menyerang menyerang/acl:relcl<Tentara "
     "Sudan/obj<menyerang mundur/ROOT ./punct<mundur",
     "menyerang", {"subject": "Tentara", "object": "Sudan"}),
    ("id", "Kota/nsubj<menyerah yang/obj<serang mereka/nsubj<serang serang/acl:relcl<Kota "
     "menyerah/ROOT ./punct<menyerah",
     "serang", {"subject": "mereka", "object": "Kota"}),
    ("en", "Troops/nsubj<withdrew that/obj<attacked rebels/nsubj<attacked "
     "attacked/acl:relcl<Troops withdrew/ROOT ./punct<withdrew",
     "attacked", {"subject": "rebels", "object": "Troops"}),
    ("en", "Kenya/nsubj<condemned condemned/ROOT and/cc<attacked attacked/conj<condemned "
     "Sudan/obj<attacked ./punct<condemned",
     "attacked", {"subject": "Kenya", "object": "Sudan"}),
    ("en", "Chad/nsubj<attacked and/cc<Niger Niger/conj<Chad attacked/ROOT Sudan/obj<attacked "
     "./punct<attacked",
     "attacked", {"subject": "Chad Niger", "object": "Sudan"}),
    ("en", "Chad/nsubj<vowed vowed/ROOT to/mark<attack attack/xcomp<vowed Sudan/obj<attack "
     "./punct<vowed",
     "attack", {"subject": "Chad", "object": "Sudan"}),
    ("en", "Chad/nsubj<urged urged/ROOT Niger/obj<urged to/mark<attack attack/xcomp<urged "
     "Sudan/obj<attack ./punct<urged",
     "attack", {"subject": "Niger", "object": "Sudan"}),
    ("en", "Chad/nsubj<has has/ROOT a/det<plan plan/obj<has to/mark<attack attack/acl<plan "
     "Sudan/obj<attack ./punct<has",
     "attack", {"subject": "Chad", "object": "Sudan"}),
    ("en", "Reporters/nsubj<fled arrested/acl<Reporters by/case<police police/obl<arrested "
     "fled/ROOT ./punct<fled",
     "arrested", {"subject": "Reporters", "agent": "police"}),
    ("en", "Chad/nsubj<negotiated negotiated/ROOT with/case<Sudan Sudan/obl<negotiated "
     "./punct<negotiated",
     "negotiated", {"subject": "Chad", "oblique": "Sudan"}),
    ("en", "Chad/nsubj<imposed imposed/ROOT sanctions/obj<imposed on/case<Sudan "
     "Sudan/nmod<sanctions ./punct<imposed",
     "imposed", {"subject": "Chad", "oblique": "Sudan"}),
]  # fmt: skip


def found(reading: Reading, text: str, verb: str) -> dict[str, set[str]]:
    at = text.index(verb)
    return {
        role: {w for a, b in reading.places(role, at) for w in text[a:b].split()} for role in VERBAL
    }


@pytest.mark.parametrize(("lang", "written", "verb", "wanted"), CASES)
def test_the_tree_and_the_grammar_say_the_same(
    lang: str, written: str, verb: str, wanted: dict[str, str]
) -> None:
    text = text_of(words(written))
    pack = CODER.pack(lang)
    clauses = CODER.sentence(text, tokenize(pack, text, 0), pack, Memory()).clauses
    of_tree = found(TreeReading(tree_of(written), pack), text, verb)
    of_grammar = found(GrammarReading(clauses), text, verb)
    listed = {w for told in wanted.values() for w in told.split()}
    for role in ("subject", "agent"):
        assert of_tree[role] & listed == set(wanted.get(role, "").split()), role
    for role, told in wanted.items():
        assert set(told.split()) <= of_tree[role], role
        assert set(told.split()) <= of_grammar[role], f"the grammar on the {role}"


def test_a_noun_has_what_belongs_to_it() -> None:
    written = (
        "Sudan/nsubj<condemned condemned/ROOT Chad/nmod:poss<attack 's/case<Chad "
        "attack/obj<condemned on/case<Niger Niger/nmod<attack ./punct<condemned"
    )
    text = text_of(words(written))
    reading = TreeReading(tree_of(written), CODER.pack("en"))
    told = {text[a:b] for a, b in reading.places("dependent", text.index("attack"))}
    assert {"Chad", "Niger"} <= told and "Sudan" not in told


def test_a_place_outside_every_word_has_no_roles() -> None:
    reading = TreeReading(tree_of("Rain/nsubj<fell fell/ROOT ./punct<fell"), CODER.pack("en"))
    assert reading.places("subject", 400) == []
