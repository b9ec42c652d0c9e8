"""How a report is shown: files, a page, plots."""
