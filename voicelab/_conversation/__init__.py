"""Conversations behind `voicelab.session`: taking turns, listening while replying, ending."""
