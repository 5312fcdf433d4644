"""The commands of ``voicelab``, a module each: `register` adds its arguments, `run` does it."""
