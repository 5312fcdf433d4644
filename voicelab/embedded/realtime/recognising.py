"""Recognising: streams of the recognizer for a session, and what is said in sound that came with an item."""

from __future__ import annotations

from voicelab.embedded.engines import RecognitionStream, Transcript
from voicelab.embedded.host import Host
from voicelab.embedded.realtime.content_parts import ContentPart, HeardSpeech
from voicelab.embedded.realtime.input_audio import InputDecoder
from voicelab.embedded.realtime.session_options import SessionOptions
from voicelab.errors import unexpected

__all__ = ["recognise_part", "recognition_stream"]

_USUAL_END_SECONDS = 0.65
"""Silence that ends an utterance where nobody waits for its end."""


async def recognition_stream(host: Host, options: SessionOptions) -> RecognitionStream:
    """Return a new stream that hears as a session asks for it.

    Raises
    ------
    VoicelabError
        The engines cannot be made.
    """
    engines = await host.engines()
    turns, languages = options.turn_detection, options.languages
    return await host.call(
        engines.recognition.stream,
        language=languages[0],
        end_silence_seconds=_USUAL_END_SECONDS if turns is None else turns.end_silence_seconds,
        phrases=options.phrases,
        candidate_languages=languages if len(languages) > 1 else (),
        detailed=options.wants_phrases,
    )


async def recognise_part(host: Host, options: SessionOptions, part: ContentPart) -> None:
    """Recognise what is said in a part; a failure of it is kept there, too."""
    assert part.heard is not None
    try:
        stream = await recognition_stream(host, options)
        decoder = InputDecoder(options.input_sound)
        found: list[Transcript] = []
        size = options.input_sound.bytes_per_second
        for place in range(0, len(part.audio), size):
            samples = decoder.decode(bytes(part.audio[place : place + size]))
            found += await host.call(stream.feed, samples)
        found += await host.call(stream.feed, decoder.finish())
        found += await host.call(stream.finish)
        heard = HeardSpeech([transcript for transcript in found if transcript.final])
    except Exception as error:
        heard = HeardSpeech(error=unexpected(error))
    part.text = part.text or heard.text
    if not part.heard.done():
        part.heard.set_result(heard)
