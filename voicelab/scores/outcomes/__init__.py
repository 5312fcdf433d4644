"""Outcomes: whether a turn kept to its budget, called the right tool, and gave a caller what it wanted."""

from voicelab.scores.outcomes.budgets import cost_within, latency_within
from voicelab.scores.outcomes.calls import goal_met, turns_to_goal
from voicelab.scores.outcomes.tools import calls_tool

__all__ = ["calls_tool", "cost_within", "goal_met", "latency_within", "turns_to_goal"]
