"""Articles as people keep them (text, HTML, JSONL, CSV, Parquet, folders) to Documents.

One reader a file; ``read`` goes through files and folders and yields Documents, and Skipped where
an article could not be read.
"""

from toolkit.articles.article import Skipped, SkippedRow, skipped_row
from toolkit.articles.language import detect
from toolkit.articles.reading import READERS, ArticlesError, InferPublished, check_language, read

__all__ = [
    "READERS",
    "ArticlesError",
    "InferPublished",
    "Skipped",
    "SkippedRow",
    "check_language",
    "detect",
    "read",
    "skipped_row",
]
