"""Talks under faults, by seeded random schedules; and what must hold after each.

Run: make chaos, or python -m tests.chaos --seeds 100 (--help lists the options). Each seed gives a talk and
what disturbs it; the same seed gives the same ones again.
"""
