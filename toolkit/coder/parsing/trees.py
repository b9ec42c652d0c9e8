"""A sentence as a tree of Universal Dependencies, and its reading.

A tree shows an argument at one place only. What the grammar finds by rule is found here by walking:
the subject that conjoined verbs share, the antecedent of a relative clause, who is to do what an
infinitive names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.coder.chunks import AGENT
from toolkit.coder.parsing.readings import Place, Role
from toolkit.coder.tokens import INF, REL
from toolkit.languages.pack import Pack

# Labels within a noun phrase; all others lead to another clause or argument.
_NOMINAL = frozenset(
    "nmod amod nummod det clf compound flat fixed goeswith appos conj case list dep".split()
)
_OBJECTS = ("obj", "iobj")
_SUBJECTS = ("nsubj", "csubj")
_HELPERS = ("aux", "cop", "compound", "fixed", "flat")  # words of a verb that are not its head
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Node:
    """One word: offsets, text, label, the index of its head (its own for a root), and whether the
    parser's morphology calls it passive."""

    start: int
    end: int
    text: str
    label: str
    head: int
    passive: bool = False

    @property
    def base(self) -> str:
        """The label without its subtype: ``nsubj`` of ``nsubj:pass``."""
        return self.label.partition(":")[0].lower()


class Tree:
    """The words of a sentence in order, with what hangs on each."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self._children: list[list[int]] = [[] for _ in nodes]
        for i, node in enumerate(nodes):
            if node.head != i:
                self._children[node.head].append(i)

    def children(self, i: int, *bases: str) -> list[int]:
        """What hangs on word ``i``: with these labels, or all."""
        return [k for k in self._children[i] if not bases or self.nodes[k].base in bases]

    def at(self, offset: int) -> int | None:
        """The word that covers an offset."""
        for i, node in enumerate(self.nodes):
            if node.start <= offset < node.end:
                return i
        return None


class TreeReading:
    """The reading of a tree. The pack knows the words that tell an agent, a relative clause and
    the passive in languages that mark it on the verb."""

    def __init__(self, tree: Tree, pack: Pack) -> None:
        self.tree = tree
        self._pack = pack

    def places(self, role: Role, at: int) -> list[Place]:
        i = self._main(at)
        if i is None:
            return []
        return [
            (self.tree.nodes[k].start, self.tree.nodes[k].end)
            for head in self._heads(role, i)
            for k in self._phrase(head)
        ]

    def _main(self, at: int) -> int | None:
        """The word at an offset; of an auxiliary or particle the verb it goes with."""
        i = self.tree.at(at)
        if i is not None and self.tree.nodes[i].base in _HELPERS:
            return self.tree.nodes[i].head
        return i

    def _heads(self, role: Role, i: int) -> list[int]:
        if role == "subject":
            return self.subject(i)
        if role == "object":
            return self.object(i)
        if role == "agent":
            return self.agent(i)
        return self.obliques(i) if role == "oblique" else self.dependents(i)

    # -- the arguments of a word, by their heads ---------------------------------------------

    def subject(self, i: int, depth: int = 0) -> list[int]:
        """The surface subject, through relative clauses, conjunction and infinitives."""
        tree, node = self.tree, self.tree.nodes[i]
        own = tree.children(i, *_SUBJECTS)
        if depth > _DEPTH:
            return own
        governor = node.head
        relative = self._relative(i)
        if own:
            return [governor] if relative is not None and relative in own else own
        if governor == i:
            return []
        if node.base == "acl":
            if relative is not None:
                return []  # the antecedent plays another role
            if node.label.endswith(":relcl") or not self._has_word(i, INF):
                return [governor]
            # "a plan to attack": whoever has the plan
            above = tree.nodes[governor]
            return self.subject(above.head, depth + 1) if above.base in _OBJECTS else []
        if node.base == "xcomp":
            return tree.children(governor, *_OBJECTS) or self.subject(governor, depth + 1)
        if node.base in ("conj", "advcl"):
            return self.subject(governor, depth + 1)
        return []

    def object(self, i: int) -> list[int]:
        """The direct and indirect object of an active verb."""
        found = [k for k in self.tree.children(i, *_OBJECTS) if not self._is_agent(i, k)]
        relative = self._relative(i)
        if relative is not None and relative in found:
            return [self.tree.nodes[i].head]
        if not found and self.tree.nodes[i].label == "acl:relcl" and relative is None:
            if self.tree.children(i, *_SUBJECTS) and not self._is_passive(i):
                return [self.tree.nodes[i].head]  # "kota yang mereka serang"
        if not found and not self._is_passive(i):
            # "condemned and attacked Chad": the tree ties the object to one of the two
            joined = [k for k in self.tree.children(i, "conj") if k == i + 2]
            found = [o for k in joined for o in self.object(k)]
        return found

    def agent(self, i: int) -> list[int]:
        """Who acts in the passive."""
        return [k for k in self.tree.children(i, "obl", *_OBJECTS) if self._is_agent(i, k)]

    def obliques(self, i: int) -> list[int]:
        """The phrases with a verb, be they its own or inside an argument that follows it."""
        own = self.tree.children(i, "obl", "nmod")
        bare = {k for k in own if self._is_agent(i, k) and not self.tree.children(k, "case")}
        after = [*self.object(i), *(k for k in self.subject(i) if k > i)]
        inner = [
            k
            for a in after
            for k in self._phrase(a)
            if k != a and self.tree.nodes[k].base == "nmod"
        ]
        return [k for k in own if k not in bare] + inner

    def dependents(self, i: int) -> list[int]:
        """What belongs to a noun: itself with all of its phrase, and the phrases that the parser
        ties to the verb of the noun."""
        node = self.tree.nodes[i]
        governed = node.head != i and node.base in ("obj", "nsubj", "obl")
        return [i, *(self.tree.children(node.head, "obl") if governed else ())]

    # -- small questions ---------------------------------------------------------------------

    def _phrase(self, head: int) -> Iterator[int]:
        """The words of a noun phrase with its conjuncts, without the clauses in it."""
        yield head
        for k in self.tree.children(head):
            if self.tree.nodes[k].base in _NOMINAL:
                yield from self._phrase(k)

    def _roles(self, i: int) -> int:
        return self._pack.word(self.tree.nodes[i].text.lower()).roles

    def _has_word(self, i: int, bit: int) -> bool:
        return any(self._roles(k) & bit for k in self.tree.children(i, "mark", "case"))

    def _relative(self, i: int) -> int | None:
        """The relative pronoun that is an argument of verb ``i``."""
        if self.tree.nodes[i].base != "acl":
            return None
        for k in self.tree.children(i, *_SUBJECTS, *_OBJECTS, "obl"):
            if self._roles(k) & REL:
                return k
        return None

    def _is_agent(self, verb: int, i: int) -> bool:
        """Whether a dependent of a verb is its agent: by its label, by its preposition, or bare
        right after a verb whose form is passive ("ditangkap polisi")."""
        node = self.tree.nodes[i]
        if node.label.endswith(":agent"):
            return True
        marks = self.tree.children(i, "case")
        if marks:
            return node.base == "obl" and any(self._roles(k) & AGENT for k in marks)
        bare = any(k == "p" for _, k in self._pack.word(self.tree.nodes[verb].text.lower()).verbs)
        first = min(self._phrase(i))
        return bare and first == verb + 1 and node.label in ("obl", "obj")

    def _is_passive(self, i: int) -> bool:
        nodes = self.tree.nodes
        return nodes[i].passive or any(nodes[k].label.endswith(":pass") for k in self._kin(i))

    def _kin(self, i: int) -> list[int]:
        return self.tree.children(i, "aux", *_SUBJECTS)
