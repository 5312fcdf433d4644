"""Charts of a comparison: what they show, and how notebooks draw it."""
