"""How far annotators agree: on seeing the same events, and field by field on the events they share.

from toolkit.agreement import alpha, align, measure, write_report
alpha([[1, 2, None], [1, 3, 3]], metric="nominal")
"""

from toolkit.agreement.alignment import Unit, align
from toolkit.agreement.codes import CodeList
from toolkit.agreement.coefficients import alpha
from toolkit.agreement.frames import annotations_from_frame, fields_frame, units_frame
from toolkit.agreement.measure import measure
from toolkit.agreement.panel import Panel
from toolkit.agreement.ratings import Ratings, ratings, ratings_from_frame
from toolkit.agreement.report import Report
from toolkit.agreement.show.write import write_report
from toolkit.agreement.similarity import Similarity

__all__ = [
    "CodeList",
    "Panel",
    "Ratings",
    "Report",
    "Similarity",
    "Unit",
    "align",
    "alpha",
    "annotations_from_frame",
    "fields_frame",
    "measure",
    "ratings",
    "ratings_from_frame",
    "units_frame",
    "write_report",
]
