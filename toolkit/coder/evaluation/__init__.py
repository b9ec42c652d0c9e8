"""How good a coder is against gold codings: reading the gold, matching, scores with intervals."""

from toolkit.coder.evaluation.matching import Match
from toolkit.coder.evaluation.phenomena import PHENOMENA, phenomena_of
from toolkit.coder.evaluation.reading import (
    EvaluationError,
    Gold,
    GoldRecord,
    code_gold,
    read_gold,
    read_predictions,
)
from toolkit.coder.evaluation.scoring import (
    DEPTHS,
    Evaluation,
    Measure,
    Miss,
    Share,
    difference,
    evaluate,
)

__all__ = [
    "DEPTHS",
    "PHENOMENA",
    "Evaluation",
    "EvaluationError",
    "Gold",
    "GoldRecord",
    "Match",
    "Measure",
    "Miss",
    "Share",
    "code_gold",
    "difference",
    "evaluate",
    "phenomena_of",
    "read_gold",
    "read_predictions",
]
