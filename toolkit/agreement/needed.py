"""How much must be coded before a coefficient says something."""

from __future__ import annotations

import math
from statistics import NormalDist


def units_needed(smallest: float, rarest: float, significance: float = 0.05) -> int:
    """Units that two annotators must code so that an alpha not above ``smallest`` is told from a
    better one, where ``rarest`` is the share of the rarest category that matters.

    N = 2 z² [(1 + α)(3 - α) / (4 (1 - α) p (1 - p)) - α], one-sided. Source: Bloch and Kraemer
    (1989), equation 3.7, as used by Krippendorff, "Content Analysis" (2004), section 11.4.
    """
    z = NormalDist().inv_cdf(1 - significance)
    spread = (1 + smallest) * (3 - smallest) / (4 * (1 - smallest) * rarest * (1 - rarest))
    return math.ceil(2 * z**2 * (spread - smallest))


def documents_needed(documents: int, low: float, high: float, half_width: float = 0.1) -> int:
    """Documents that would narrow an interval ``low``..``high`` from so many documents to the
    value ± ``half_width``, since the width falls with the square root of their number."""
    return math.ceil(documents * ((high - low) / 2 / half_width) ** 2)
