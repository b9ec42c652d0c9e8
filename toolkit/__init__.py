"""From news articles to a published, agreement-measured dataset of CAMEO events."""

__version__ = "0.1.0"
