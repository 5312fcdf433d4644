"""The checks behind `voicelab.doctor`."""
