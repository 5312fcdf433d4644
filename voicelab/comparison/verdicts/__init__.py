"""Verdicts: which settings are better, and what has changed since an earlier comparison, and how surely."""
