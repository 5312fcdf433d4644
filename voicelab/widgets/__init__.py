"""What shows in a notebook: the session panel and the browser's microphone and speaker."""
