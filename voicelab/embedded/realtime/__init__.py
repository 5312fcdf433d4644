"""Speech to speech over one websocket, by the three engines: OpenAI's Realtime API, Azure's Voice Live."""
