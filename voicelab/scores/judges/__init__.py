"""Judges: scores that a model gives, which of two replies a model finds better, and whether people agree."""

from voicelab.scores.judges.judge_score import Judge, judge
from voicelab.scores.judges.label_agreement import LabelAgreement, agreement_with_labels
from voicelab.scores.judges.pair_judge import PairJudge, judge_pair
from voicelab.scores.judges.semantic_likeness import SemanticLikeness, semantic_likeness

__all__ = ["Judge", "LabelAgreement", "PairJudge", "SemanticLikeness", "agreement_with_labels", "judge",
           "judge_pair", "semantic_likeness"]  # fmt: skip
