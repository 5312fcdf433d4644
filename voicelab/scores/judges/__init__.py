"""Judges: scores that a model gives, and which of two replies a model finds better."""

from voicelab.scores.judges.judge_score import Judge, judge
from voicelab.scores.judges.pair_judge import PairJudge, judge_pair

__all__ = ["Judge", "PairJudge", "judge", "judge_pair"]
