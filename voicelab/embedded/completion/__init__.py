"""OpenAI's protocol, with what Azure adds to it."""
