"""Engines that follow a script in place of models."""
