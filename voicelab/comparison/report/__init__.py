"""The report of a comparison: one HTML file, which loads nothing from elsewhere."""
