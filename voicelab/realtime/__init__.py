"""Speech-to-speech models: one websocket that hears, replies and speaks, by the services' own SDKs.

`RealtimeConnection` is one open connection, whichever SDK it runs on; `RealtimeEvent` what it gives. What a
session does with them is in `voicelab.conversation`.
"""
