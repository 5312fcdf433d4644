"""Packed files that were joined, tagged, cut or damaged, made by FFmpeg's own encoders."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from voicelab.audio.clip import Audio
from voicelab.audio.ogg_pages import checksum

RATE = 16_000


def a_beep(hz: float, rate: int, seconds: float = 1.0) -> NDArray[np.float32]:
    """Return a tone that is faded in and out, so that its place in a file can be seen."""
    times = np.arange(round(seconds * rate)) / rate
    tone: NDArray[np.float32] = (0.4 * np.sin(2 * np.pi * hz * times) * np.hanning(len(times))).astype(
        np.float32
    )
    return tone


def encoded(
    container: str,
    codec: str,
    sound: NDArray[np.float32],
    *,
    rate: int = RATE,
    layout: str = "mono",
    **options: str,
) -> bytes:
    """Return a file of a sound on each channel."""
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options) as output:
        stream = output.add_stream(codec, rate=rate, options={"strict": "experimental"}, layout=layout)
        channels = stream.layout.nb_channels
        frame = av.AudioFrame.from_ndarray(
            np.repeat(sound, channels)[np.newaxis], format="flt", layout=layout
        )
        frame.sample_rate = rate
        for each in (frame, None):
            output.mux(stream.encode(each))
    return file.getvalue()


def tones(audio: Audio, count: int) -> list[int]:
    """Return the loudest tones of a sound's equal parts, in Hz."""
    parts = np.array_split(audio.samples.astype(float), count)
    return [
        round(int(np.abs(np.fft.rfft(part)).argmax()) * audio.sample_rate_hz / len(part)) for part in parts
    ]


MP3 = encoded(
    "mp3", "libmp3lame", np.concatenate([np.zeros(RATE - 400), a_beep(2_000, RATE, 0.025)]).astype("f4")
)
ID3V2 = b"ID3\4\0\0" + bytes([0, 0, 2, 0]) + bytes(256)
ID3V1 = b"TAG" + bytes(125)
APE = b"APETAGEX" + struct.pack("<IIII", 2000, 32, 0, 0) + bytes(8)


@pytest.mark.parametrize(
    "behind", [ID3V1, APE, APE + ID3V1, bytes(300), b"LYRICSBEGIN000000LYRICS200" + ID3V1]
)
def test_titles_behind_an_mp3_take_nothing_of_its_end(behind: bytes) -> None:
    whole = Audio.from_file(MP3)
    assert np.array_equal(Audio.from_file(MP3 + behind).samples[: len(whole.samples)], whole.samples)


@pytest.mark.parametrize("xing", ["0", "1"])
@pytest.mark.parametrize("between", [b"", ID3V1, ID3V2, ID3V1 + ID3V2])
def test_joined_mp3s_are_read_to_the_end(between: bytes, xing: str) -> None:
    pieces = [encoded("mp3", "libmp3lame", a_beep(hz, RATE), write_xing=xing) for hz in (400, 700, 1_000)]
    audio = Audio.from_file(between.join(pieces))

    assert audio.duration_seconds == pytest.approx(3.2, abs=0.25)
    assert tones(audio, 3) == pytest.approx([400, 700, 1_000], abs=5)


@pytest.mark.parametrize(
    ("container", "codec"), [("mp3", "libmp3lame"), ("ogg", "vorbis"), ("ogg", "libopus")]
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_joined_pieces_of_other_rates_and_channels_are_all_read(
    container: str, codec: str, is_reversed: bool
) -> None:
    first = encoded(container, codec, a_beep(400, 48_000), rate=48_000, layout="stereo")
    rate, layout = (RATE, "mono") if codec != "vorbis" else (RATE, "stereo")
    second = encoded(container, codec, a_beep(700, rate), rate=rate, layout=layout)
    audio = Audio.from_file(second + first if is_reversed else first + second)

    assert audio.duration_seconds == pytest.approx(2.1, abs=0.15)
    assert tones(audio, 2) == pytest.approx([700, 400] if is_reversed else [400, 700], abs=5)


@pytest.mark.parametrize("layout", ["quad", "5.1", "7.1"])
@pytest.mark.parametrize(("container", "codec"), [("ogg", "libopus"), ("flac", "flac"), ("ipod", "aac")])
def test_surround_sound_is_mixed_to_one(container: str, codec: str, layout: str) -> None:
    audio = Audio.from_file(encoded(container, codec, a_beep(400, 48_000), rate=48_000, layout=layout))
    assert tones(audio, 1) == pytest.approx([400], abs=5)


WHOLE = {
    "FLAC": ("flac", "flac", "mono"),
    "Ogg Vorbis": ("ogg", "vorbis", "stereo"),
    "Ogg Opus": ("ogg", "libopus", "mono"),
    "MP3": ("mp3", "libmp3lame", "mono"),
}
DAMAGES = {
    "cut": lambda data: data[: len(data) // 2],
    "a hole": lambda data: data[: len(data) // 2] + data[len(data) // 2 + 1_500 :],
    "zeros": lambda data: data[: len(data) // 2] + bytes(1_500) + data[len(data) // 2 + 1_500 :],
    "one bad byte": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 0x55]) + data[len(data) // 2 + 1 :]
    ),
    "a bad end": lambda data: data[:-300] + bytes(300),
}


# Nothing in an MP3 file tells a spoilt frame or two from good ones.
TOLD = [
    (kind, damage)
    for kind in WHOLE
    for damage in DAMAGES
    if kind != "MP3" or damage not in ("one bad byte", "a bad end")
]


@pytest.mark.parametrize(("kind", "damage"), TOLD)
def test_a_file_that_lacks_sound_is_refused_and_the_sentence_says_what_is_missing(
    kind: str, damage: str
) -> None:
    container, codec, layout = WHOLE[kind]
    noise = np.random.default_rng(1).normal(0, 0.1, 10 * 48_000).astype(np.float32)
    whole = encoded(container, codec, noise, rate=48_000, layout=layout)
    assert Audio.from_file(whole).duration_seconds == pytest.approx(10, abs=0.1)

    with pytest.raises(
        ValueError, match=rf"{kind} file, and cannot be decoded: it is .*damaged.*\d\.\d\d s.*ffmpeg"
    ):
        Audio.from_file(DAMAGES[damage](whole))


def test_an_mp4_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.m4a"
    path.write_bytes(encoded("mp4", "aac", a_beep(400, RATE, 4.0)))
    moved = tmp_path / "moved.m4a"  # its list of contents ahead of its sound, as files for the web have it
    with (
        av.open(path) as whole,
        av.open(moved, "w", format="mp4", options={"movflags": "faststart"}) as output,
    ):
        stream = output.add_stream_from_template(whole.streams.audio[0])
        for packet in whole.demux(whole.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                output.mux(packet)
    data = moved.read_bytes()
    assert Audio.from_file(data).duration_seconds == pytest.approx(4, abs=0.1)

    for cut in (path.read_bytes()[:-3_000], data[: 2 * len(data) // 3]):
        with pytest.raises(ValueError, match=r"it is (cut or )?damaged"):
            Audio.from_file(cut)


def test_sound_of_24_channels_does_not_end_the_process() -> None:
    whole = encoded("wv", "wavpack", a_beep(400, 48_000, 0.5), rate=48_000, layout="22.2")
    assert tones(Audio.from_file(whole), 1) == pytest.approx([400], abs=5)


def test_a_picture_that_lasts_longer_than_the_sound_is_no_sign_of_a_cut() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as output:
        video = output.add_stream("mjpeg", rate=1, width=16, height=16, pix_fmt="yuvj420p")
        audio = output.add_stream("libopus", rate=48_000, layout="mono")
        sound = av.AudioFrame.from_ndarray(a_beep(400, 48_000)[np.newaxis], format="flt", layout="mono")
        sound.sample_rate = 48_000
        for piece in (sound, None):
            output.mux(audio.encode(piece))
        for _ in range(4):
            output.mux(video.encode(av.VideoFrame(16, 16, "yuvj420p")))
        output.mux(video.encode(None))

    assert Audio.from_file(file.getvalue()).duration_seconds == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("samples", [7_600, 7_900, 8_100])
def test_a_vorbis_file_of_one_page_is_as_long_as_it_states(samples: int) -> None:
    whole = encoded("ogg", "vorbis", a_beep(440, RATE, 0.5), layout="stereo")
    page = bytearray(whole[whole.rindex(b"OggS") :])
    page[6:14] = struct.pack("<q", samples)
    page[22:26] = bytes(4)
    page[22:26] = checksum(bytes(page))
    audio = Audio.from_file(whole[: whole.rindex(b"OggS")] + page)
    assert len(audio.samples) == samples


def test_what_a_live_stream_leaves_is_read() -> None:
    sound = a_beep(400, 48_000, 4.0)
    ogg = encoded("ogg", "libopus", sound, rate=48_000, page_duration="500000")
    last = ogg.rindex(b"OggS")
    assert Audio.from_file(ogg[:last]).duration_seconds > 3
    mp3 = encoded("mp3", "libmp3lame", sound, rate=48_000, write_xing="0")
    assert Audio.from_file(mp3[: len(mp3) // 2]).duration_seconds > 1
