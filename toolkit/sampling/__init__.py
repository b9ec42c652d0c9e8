"""Which articles to annotate next: those that teach most, and a random share to measure by."""

from toolkit.sampling.choosing import Candidate, Chosen, Weights, choose
from toolkit.sampling.parts import disagreement, rarity, uncertainty
from toolkit.sampling.workspace import SamplingError, sample_workspace

__all__ = [
    "Candidate",
    "Chosen",
    "SamplingError",
    "Weights",
    "choose",
    "disagreement",
    "rarity",
    "sample_workspace",
    "uncertainty",
]
