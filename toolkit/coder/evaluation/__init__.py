"""How good a coder is against gold codings: reading the gold, matching, scores with intervals."""

from toolkit.coder.evaluation.matching import Match
from toolkit.coder.evaluation.reading import (
    EvaluationError,
    Gold,
    GoldRecord,
    code_gold,
    read_gold,
    read_predictions,
)
from toolkit.coder.evaluation.scoring import DEPTHS, Evaluation, Measure, Miss, difference, evaluate

__all__ = [
    "DEPTHS",
    "Evaluation",
    "EvaluationError",
    "Gold",
    "GoldRecord",
    "Match",
    "Measure",
    "Miss",
    "code_gold",
    "difference",
    "evaluate",
    "read_gold",
    "read_predictions",
]
