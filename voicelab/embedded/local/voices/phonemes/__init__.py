"""Phonemes: how text is pronounced in each language, in the signs of Kokoro's vocabulary."""
