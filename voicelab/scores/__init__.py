"""Scores: how good an exchange is, each said by a function of it and of its case."""

from voicelab.scores.alignment import Alignment, alignment
from voicelab.scores.expected import close_to_expected, contains_expected, equals_expected, matches
from voicelab.scores.judges import agreement_with_labels, judge, judge_pair, semantic_likeness
from voicelab.scores.outcomes import calls_tool, cost_within, goal_met, latency_within, turns_to_goal
from voicelab.scores.recognition import character_error_rate, word_error_rate, word_errors
from voicelab.scores.replies import is_refusal, language_is, readability_aloud, reply_words, same_language
from voicelab.scores.run_scores import run_scores
from voicelab.scores.score import Score, ScoreFailure, declare, higher_is_better
from voicelab.scores.score_key import score_key
from voicelab.scores.speech import clipping, loudness, spoken_seconds, words_per_minute

__all__ = ["Alignment", "Score", "ScoreFailure", "agreement_with_labels", "alignment", "calls_tool",
    "character_error_rate", "clipping", "close_to_expected", "contains_expected", "cost_within", "declare",
    "equals_expected", "goal_met", "higher_is_better", "is_refusal", "judge", "judge_pair", "language_is",
    "latency_within", "loudness", "matches", "readability_aloud", "reply_words", "run_scores",
    "same_language", "score_key", "semantic_likeness", "spoken_seconds", "turns_to_goal", "word_error_rate",
    "word_errors", "words_per_minute"]  # fmt: skip
