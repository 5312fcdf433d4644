"""Recognition by Whisper: utterances are found, transcribed, and given word times and speakers."""
