"""Listening tests: replies that people judge by ear, blind, and what their judgements add up to."""
