"""Turn detection by local models: whether a user's turn is over."""
