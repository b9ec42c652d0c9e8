"""Baselines on the published dataset: train, evaluate, save, describe; and a coder made of them.

Everything here reads a dataset folder or a repository of the Hub, config ``sentences``, and knows
nothing of the workspace it was built from.
"""

from toolkit.baselines.errors import BaselineError, TooLittleDataError

__all__ = ["BaselineError", "TooLittleDataError"]
