"""The durable log behind `voicelab.log`."""
