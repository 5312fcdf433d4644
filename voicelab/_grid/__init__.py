"""Grids of settings behind `voicelab.comparison`."""
