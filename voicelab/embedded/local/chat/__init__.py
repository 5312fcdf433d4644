"""The chat model: llama.cpp in the embedded process."""
