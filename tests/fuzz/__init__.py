"""Fuzzing: inputs that no client sends, for the embedded server and for what reads other people's files.

``python -m tests.fuzz`` runs it; `docs/reliability.md` says what it looks for.
"""
