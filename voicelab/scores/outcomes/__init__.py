"""Outcomes: whether a turn kept to its budget, and a simulated caller got what it wanted."""

from voicelab.scores.outcomes.budgets import cost_within, latency_within
from voicelab.scores.outcomes.calls import goal_met, turns_to_goal

__all__ = ["cost_within", "goal_met", "latency_within", "turns_to_goal"]
