"""Labelling: exchanges shown one at a time in a notebook, to be judged by people."""
