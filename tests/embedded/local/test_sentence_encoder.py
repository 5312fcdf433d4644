"""The model that embeds texts, against the figures of those who made it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicelab.embedded.local.model_files.known_models import SENTENCES
from voicelab.embedded.local.model_files.models import ensure_models
from voicelab.embedded.local.sentence_encoder import LocalEmbedding, SentenceEncoder
from voicelab.errors import ModelError

TEXTS = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
PUBLISHED = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
"""Of sentence-transformers, for its all-MiniLM-L6-v2 in full precision."""


@pytest.mark.models
def test_likenesses_are_those_of_sentence_transformers() -> None:
    vectors, tokens = LocalEmbedding().embed(TEXTS)

    assert tokens == 25
    np.testing.assert_allclose(np.array(vectors) @ np.array(vectors).T, PUBLISHED, atol=0.01)


@pytest.mark.models
def test_a_text_is_the_same_vector_whatever_stands_beside_it_and_ends_at_the_256th_token() -> None:
    encoder = SentenceEncoder(ensure_models([SENTENCES])[0])
    (alone,), _ = encoder.embed(["Everest"])
    (beside, long, longer), tokens = encoder.embed(["Everest", "word " * 300, "word " * 900])

    np.testing.assert_array_equal(alone, beside)
    np.testing.assert_array_equal(long, longer)
    assert tokens == 3 + 2 * 256


def test_a_folder_without_the_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")

    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        SentenceEncoder(tmp_path)

    assert caught.value.code == "model-load"
    assert "voicelab models add all-minilm-l6-v2" in caught.value.hint
