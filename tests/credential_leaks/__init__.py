"""Credentials must not show: a pytest plugin that looks for them wherever the tests leave something."""
