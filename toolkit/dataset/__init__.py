"""Documents, codings, annotations and gold as a Hugging Face dataset.

``build(workspace)`` writes the local dataset folder, always with the text;
:mod:`toolkit.dataset.publish` writes the one that others may have.
"""

from toolkit.dataset.assemble import Summary, build, build_from
from toolkit.dataset.inputs import Annotator, DatasetError, Inputs
from toolkit.dataset.rights import POLICIES, Policy

__all__ = [
    "POLICIES",
    "Annotator",
    "DatasetError",
    "Inputs",
    "Policy",
    "Summary",
    "build",
    "build_from",
]
