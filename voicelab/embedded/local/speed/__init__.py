"""How quick the models are on this machine, measured and kept."""
