"""Sound files of all kinds, made by FFmpeg's own encoders or byte by byte."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicelab.audio.clip import Audio

RATE = 16_000
TONE: NDArray[np.int16] = np.rint(16_000 * np.sin(2 * np.pi * 440 * np.arange(RATE // 2) / RATE)).astype(
    np.int16
)
SIZES = (0, 0xFFFFFFFF)


def encoded(container: str, codec: str, channels: int = 1, rate: int = RATE, repeats: int = 1) -> bytes:
    """Return a file of `TONE` on each channel, again and again, as FFmpeg writes it."""
    file = io.BytesIO()
    layout = "mono" if channels == 1 else "stereo"
    with av.open(file, "w", format=container) as output:
        options = {"strict": "experimental"} if codec == "vorbis" else {}
        stream = output.add_stream(codec, rate=rate, options=options, layout=layout)
        if codec == "wmav2":
            stream.bit_rate = 128_000
        frame = av.AudioFrame.from_ndarray(
            np.repeat(np.tile(TONE, repeats), channels).reshape(1, -1), format="s16", layout=layout
        )
        frame.sample_rate = RATE
        for each in (frame, None):
            output.mux(stream.encode(each))
    return file.getvalue()


def a_chunk(name: bytes, content: bytes, size: int | None = None) -> bytes:
    return name + struct.pack("<I", len(content) if size is None else size) + content


def a_wav(
    *,
    coding: int = 1,
    rate: int = RATE,
    bits: int = 16,
    extra: bytes = b"",
    sound: bytes | None = None,
    riff_size: int | None = None,
    data_size: int | None = None,
    between: bytes = b"",
    after: bytes = b"",
) -> bytes:
    """Return a WAV file, its header as a writer may leave it."""
    form = struct.pack("<HHIIHH", coding, 1, rate, rate * bits // 8, bits // 8, bits) + extra
    data = a_chunk(b"data", TONE.tobytes() if sound is None else sound, data_size)
    return a_chunk(b"RIFF", b"WAVE" + a_chunk(b"fmt ", form) + between + data + after, riff_size)


def is_tone(audio: Audio, *, within: float = 0.02) -> bool:
    """Say whether a sound is `TONE`, whatever its encoder put before and after."""
    sound = audio.resample(RATE).samples / 32_768
    tone = TONE / 32_768
    likeness = np.correlate(sound, tone[: RATE // 4], mode="valid")
    best = sound[np.argmax(likeness) :][: RATE // 4]
    return bool(np.sqrt(np.mean((best - tone[: RATE // 4]) ** 2)) < within)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("wav", "pcm_s16le"),
        ("wav", "pcm_s24le"),
        ("wav", "pcm_s32le"),
        ("wav", "pcm_u8"),
        ("wav", "pcm_f32le"),
        ("wav", "pcm_f64le"),
        ("wav", "pcm_mulaw"),
        ("wav", "pcm_alaw"),
        ("wav", "adpcm_ms"),
        ("au", "pcm_s16be"),
        ("au", "pcm_s8"),
        ("au", "pcm_s24be"),
        ("au", "pcm_s32be"),
        ("au", "pcm_f32be"),
        ("au", "pcm_f64be"),
        ("au", "pcm_mulaw"),
        ("au", "pcm_alaw"),
        ("wav", "adpcm_ima_wav"),
        ("w64", "pcm_s16le"),
        ("aiff", "pcm_s16be"),
        ("aiff", "pcm_s24be"),
        ("mp3", "libmp3lame"),
        ("flac", "flac"),
        ("mp2", "mp2"),
        ("ogg", "vorbis"),
        ("ipod", "alac"),
        ("mov", "pcm_s16be"),
        ("matroska", "vorbis"),
        ("caf", "pcm_s16be"),
        ("caf", "adpcm_ima_qt"),
        ("caf", "alac"),
        ("wv", "wavpack"),
        ("w64", "adpcm_ima_wav"),
        ("aiff", "adpcm_ima_qt"),
    ],
)
def test_files_of_common_kinds_are_read(container: str, codec: str, channels: int) -> None:
    audio = Audio.from_file(encoded(container, codec, 2 if codec == "vorbis" else channels))

    assert audio.sample_rate_hz == RATE
    assert is_tone(audio)


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("ipod", "aac", RATE),
        ("mp4", "aac", RATE),
        ("adts", "aac", RATE),
        ("asf", "wmav2", 44_100),
        ("ac3", "ac3", 48_000),
    ],
)
def test_what_phones_browsers_and_messengers_record_is_read(container: str, codec: str, rate: int) -> None:
    audio = Audio.from_file(encoded(container, codec, 2, rate=rate))

    assert audio.sample_rate_hz == rate
    assert audio.duration_seconds == pytest.approx(0.5, abs=0.15)
    assert is_tone(audio, within=0.05)


def test_a_file_is_read_by_its_path_at_its_own_rate(tmp_path: Path) -> None:
    (tmp_path / "tone.mp3").write_bytes(encoded("mp3", "libmp3lame", rate=24_000))
    audio = Audio.from_file(tmp_path / "tone.mp3")

    assert audio.sample_rate_hz == 24_000
    assert is_tone(audio)
    assert Audio.from_file(str(tmp_path / "tone.mp3")) == Audio.from_file(tmp_path / "tone.mp3")


@pytest.mark.parametrize("riff_size", [None, *SIZES])
@pytest.mark.parametrize("data_size", [*SIZES, 0x7FFFF000])
def test_sizes_that_streaming_writers_leave_are_not_believed(riff_size: int | None, data_size: int) -> None:
    assert Audio.from_file(a_wav(riff_size=riff_size, data_size=data_size)) == Audio(TONE, RATE)


def test_an_odd_chunk_without_its_padding_is_passed_over() -> None:
    assert Audio.from_file(a_wav(between=a_chunk(b"LIST", b"INFOabc"))) == Audio(TONE, RATE)
    assert Audio.from_file(a_wav(between=a_chunk(b"LIST", b"INFOabc") + b"\0")) == Audio(TONE, RATE)


def test_what_follows_the_sound_is_no_sound() -> None:
    assert Audio.from_file(a_wav(after=a_chunk(b"LIST", b"INFOabcd"))) == Audio(TONE, RATE)


@pytest.mark.parametrize(("coding", "bits"), [(1, 16), (3, 32)])
def test_an_extensible_header_is_read(coding: int, bits: int) -> None:
    sound = TONE.tobytes() if coding == 1 else (TONE / 32_768).astype("<f4").tobytes()
    guid = struct.pack("<H", coding) + bytes.fromhex("000000001000800000aa00389b71")
    extra = struct.pack("<HHI", 22, bits, 4) + guid
    audio = Audio.from_file(a_wav(coding=0xFFFE, bits=bits, extra=extra, sound=sound))

    assert np.abs(audio.samples.astype(int) - TONE).max() <= 1


def test_a_file_beyond_4_gb_says_its_size_elsewhere() -> None:
    sizes = a_chunk(b"ds64", struct.pack("<QQQI", 0, 2 * len(TONE), len(TONE), 0))
    form = a_chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16))
    sound = a_chunk(b"data", TONE.tobytes(), 0xFFFFFFFF) + a_chunk(b"LIST", b"INFOabcd")
    assert Audio.from_file(b"RF64\xff\xff\xff\xffWAVE" + sizes + form + sound) == Audio(TONE, RATE)


def test_the_format_may_come_after_the_sound() -> None:
    form = a_chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16))
    whole = a_chunk(b"RIFF", b"WAVE" + a_chunk(b"data", TONE.tobytes()) + form)
    assert Audio.from_file(whole) == Audio(TONE, RATE)


@pytest.mark.parametrize(
    ("bits", "width"), [(12, 2), (20, 3), (24, 4), (36, 5), (45, 6), (53, 7), (36, 8), (64, 8)]
)
def test_samples_of_odd_widths_fill_their_bytes_from_the_top(bits: int, width: int) -> None:
    sound = (TONE.astype("<i8") << 48).view(np.uint8).reshape(-1, 8)[:, 8 - width :].tobytes()
    form = struct.pack("<HHIIHH", 1, 1, RATE, RATE * width, width, bits)
    whole = a_chunk(b"RIFF", b"WAVE" + a_chunk(b"fmt ", form) + a_chunk(b"data", sound))
    assert Audio.from_file(whole) == Audio(TONE, RATE)


@pytest.mark.parametrize(("coding", "bits"), [(1, 72), (3, 24)])
def test_widths_that_no_sound_has_are_refused_by_their_bits(coding: int, bits: int) -> None:
    kind = {1: "integers", 3: "floats"}[coding]
    with pytest.raises(ValueError, match=f"the data is a WAV file of {kind} of {bits} bits"):
        Audio.from_file(a_wav(coding=coding, bits=bits, sound=bytes(900)))


def a_rifx(coding: int, bits: int, sound: bytes, *, extra: bytes = b"") -> bytes:
    """Return a big-endian WAV file of one channel, with a chunk of odd size and one behind the sound."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return name + struct.pack(">I", len(content)) + content + bytes(len(content) % 2)

    form = struct.pack(">HHIIHH", coding, 1, RATE, RATE * bits // 8, bits // 8, bits) + extra
    around = chunk(b"fmt ", form) + chunk(b"junk", bytes(5)), chunk(b"LIST", bytes(99))
    return chunk(b"RIFX", b"WAVE" + chunk(b"data", sound).join(around))


WIDE = (TONE.astype("i4") << 16).astype(">i4")
BIG_ENDIAN = {
    "8 bits": a_rifx(1, 8, ((TONE >> 8) + 128).astype(np.uint8).tobytes()),
    "16 bits": a_rifx(1, 16, TONE.astype(">i2").tobytes()),
    "24 bits": a_rifx(1, 24, WIDE.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()),
    "32 bits": a_rifx(1, 32, WIDE.tobytes()),
    "floats": a_rifx(3, 32, (TONE / 32_768).astype(">f4").tobytes()),
    "extensible": a_rifx(
        0xFFFE, 16, TONE.astype(">i2").tobytes(), extra=struct.pack(">HHII12x", 22, 16, 4, 1)
    ),
}


@pytest.mark.parametrize("whole", BIG_ENDIAN.values(), ids=BIG_ENDIAN)
@pytest.mark.parametrize("ahead", [b"", b"ID3\x04\0\0\0\0\0\x07" + bytes(7)], ids=["plain", "titled"])
def test_big_endian_wav_files_are_read(whole: bytes, ahead: bytes) -> None:
    audio = Audio.from_file(ahead + whole)
    assert len(audio.samples) == len(TONE)
    assert np.abs(audio.samples.astype(int) - TONE).max() < 256


def test_from_wav_reads_a_big_endian_file() -> None:
    assert Audio.from_wav(BIG_ENDIAN["16 bits"]) == Audio(TONE, RATE)


def test_floats_of_16_bit_scale_are_read_as_such() -> None:
    audio = Audio.from_file(a_wav(coding=3, bits=32, sound=TONE.astype("<f4").tobytes()))
    assert audio == Audio(TONE, RATE)


def test_floats_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="the data cannot be read as sound: the samples hold NaN"):
        Audio.from_file(a_wav(coding=3, bits=32, sound=np.full(800, np.nan, "<f4").tobytes()))


def test_mp3_in_a_wav_file_is_read() -> None:
    audio = Audio.from_file(a_wav(coding=0x55, bits=0, sound=encoded("mp3", "libmp3lame")))
    assert is_tone(audio)


@pytest.mark.parametrize("kind", [("flac", "flac"), ("mp3", "libmp3lame")], ids="-".join)
def test_titles_ahead_of_a_file_are_passed_over(kind: tuple[str, str]) -> None:
    titles = b"ID3\4\0\0" + bytes([0, 0, 2, 0]) + bytes(256)
    assert is_tone(Audio.from_file(titles + encoded(*kind)))


def test_stereo_in_opposite_phase_is_not_silent() -> None:
    frames = np.stack([TONE, -TONE], axis=1)
    form = struct.pack("<HHIIHH", 1, 2, RATE, 4 * RATE, 4, 16)
    whole = a_chunk(b"RIFF", b"WAVE" + a_chunk(b"fmt ", form) + a_chunk(b"data", frames.tobytes()))
    assert Audio.from_file(whole) == Audio(TONE, RATE)


@pytest.mark.parametrize(
    ("container", "codec"), [("mp3", "libmp3lame"), ("ogg", "vorbis"), ("wav", "pcm_f32le")]
)
def test_long_files_lie_in_a_temporary_file_and_are_read_in_pieces(container: str, codec: str) -> None:
    channels = 2 if codec == "vorbis" else 1
    audio = Audio.from_file(encoded(container, codec, channels, repeats=600)).resample(24_000)

    assert audio.duration_seconds == pytest.approx(300, abs=0.2)
    assert not audio.samples.flags.writeable, "it is a file that is mapped"
    assert is_tone(Audio(audio.samples[: 24_000 // 2], 24_000))
    assert is_tone(Audio(audio.samples[-24_000:], 24_000), within=0.05)


REFUSED = [
    (b"", "empty"),
    (a_wav(sound=b""), "holds no sound"),
    (a_wav(sound=b"", after=a_chunk(b"LIST", b"INFOabcd")), "holds no sound"),
    (a_wav(rate=0), "0 samples a second"),
    (a_wav(rate=1), "1 samples a second"),
    (b"RIFF\0\0\0\0WAVE", "without a format"),
    (a_chunk(b"RIFF", b"WAVE" + a_chunk(b"fmt ", bytes(16))), "without sound"),
    (a_wav(coding=1, bits=0), "header must be wrong"),
    (a_wav(coding=0x55), "a WAV file, and cannot be decoded.*Convert it"),
    (a_wav(coding=0x40), "a WAV file of coding 0x40, which voicelab cannot read.*Convert it"),
    (b"Creative Voice File\x1a" + bytes(64), "a VOC file, which voicelab cannot read.*Convert it"),
    (b"ID3\4\0\0\0\0\0\0" + bytes(500), "an MP3 file, and cannot be decoded.*damaged"),
    (b"fLaC" + bytes(500), "a FLAC file, and cannot be decoded.*damaged"),
    (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
        "Git LFS keeps elsewhere.*: git lfs pull",
    ),
    ("Was ist der höchste Berg?".encode("utf-16"), "no sound file that voicelab knows"),
    (bytes([0xFF] * 600), "no sound file that voicelab knows"),
    (b"OggS" + bytes(64), "an Ogg file, and cannot be decoded.*damaged"),
    (b"MThd" + bytes(64), "a MIDI file, which voicelab cannot read.*Convert it"),
    (
        b".snd" + struct.pack(">IIIII", 24, 0, 99, RATE, 1),
        "an AU file of coding 99, which voicelab cannot read",
    ),
    (b".snd" + struct.pack(">IIIII", 24, 0, 3, RATE, 1), "holds no sound"),
    (b".snd\0", "an AU file without sound"),
    (TONE[100:].tobytes(), r"no sound file that voicelab knows.*Audio\.from_pcm"),
    (b"What is the tallest mountain?", "no sound file that voicelab knows: it begins with b'What is '"),
]


@pytest.mark.parametrize(("data", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_cannot_be_read_is_refused_with_its_name_what_it_seems_to_be_and_what_to_do(
    data: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / "tone.snd").write_bytes(data)

    with pytest.raises(ValueError, match=rf"^{tmp_path}/tone\.snd .*{message}"):
        Audio.from_file(tmp_path / "tone.snd")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.mp3"):
        Audio.from_file(tmp_path / "none.mp3")


WHOLE = {kind: encoded(*kind) for kind in [("wav", "pcm_mulaw"), ("mp3", "libmp3lame"), ("flac", "flac")]}


def read_or_refused(data: bytes) -> bool:
    try:
        return Audio.from_file(data).duration_seconds > 0
    except ValueError as error:
        return str(error).startswith("the data ")


@given(data=st.data())
@pytest.mark.parametrize("kind", WHOLE, ids="-".join)
def test_a_damaged_file_gives_sound_or_a_refusal(kind: tuple[str, str], data: st.DataObject) -> None:
    damaged = bytearray(WHOLE[kind][: data.draw(st.integers(1, 3_000))])
    for position in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=6)):
        damaged[position] = data.draw(st.integers(0, 255))

    assert read_or_refused(bytes(damaged))


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_vorbis_file_does_not_end_the_process(seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(encoded("ogg", "vorbis", channels=2))
    for position in chance.sample(range(58, len(damaged)), 40):
        damaged[position] = chance.randrange(256)

    assert read_or_refused(bytes(damaged))


@pytest.mark.parametrize("align", [1, 3, 4])
def test_bits_are_believed_where_the_width_of_a_frame_contradicts_them(align: int) -> None:
    form = a_chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, align, 16))
    whole = a_chunk(b"RIFF", b"WAVE" + form + a_chunk(b"data", TONE.tobytes()))
    assert Audio.from_file(whole) == Audio(TONE, RATE)


@pytest.mark.parametrize("channels", [65, 4_000, 65_535])
@pytest.mark.parametrize("read", [Audio.from_file, Audio.from_wav])
def test_an_absurd_number_of_channels_is_refused(read: Callable[[bytes], Audio], channels: int) -> None:
    align = 2 * channels & 0xFFFF
    form = a_chunk(b"fmt ", struct.pack("<HHIIHH", 1, channels, RATE, 2 * RATE, align, 16))
    with pytest.raises(ValueError, match=f"it has {channels:,} channels, and at most 64 can be mixed"):
        read(a_chunk(b"RIFF", b"WAVE" + form + a_chunk(b"data", bytes(2 * channels))))


@pytest.mark.parametrize("padding", [b"", b"\0", b"\xff", b"x", b" "])
def test_the_padding_of_an_odd_chunk_may_be_missing_or_not_zero(padding: bytes) -> None:
    assert Audio.from_file(a_wav(between=a_chunk(b"LIST", b"INFOabc") + padding)) == Audio(TONE, RATE)
    more = a_chunk(b"note", b"abc") + padding + a_chunk(b"fact", b"abcd")
    assert Audio.from_file(a_wav(between=more)) == Audio(TONE, RATE)


def test_the_sizes_of_an_rf64_file_that_was_streamed_are_not_believed() -> None:
    sizes = a_chunk(b"ds64", bytes(28))
    form = a_chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16))
    sound = a_chunk(b"data", TONE.tobytes(), 0xFFFFFFFF)
    assert Audio.from_file(b"RF64\xff\xff\xff\xffWAVE" + sizes + form + sound) == Audio(TONE, RATE)


def test_all_pieces_of_the_sound_are_read() -> None:
    rest = a_chunk(b"data", TONE[100:].tobytes()) + a_chunk(b"LIST", b"INFOabcd")
    assert Audio.from_file(a_wav(sound=b"", after=a_chunk(b"data", TONE.tobytes()))) == Audio(TONE, RATE)
    assert Audio.from_file(a_wav(sound=TONE[:100].tobytes(), after=rest)) == Audio(TONE, RATE)


@pytest.mark.parametrize("whole", [a_wav(), encoded("aiff", "pcm_s16be")], ids=["wav", "aiff"])
def test_titles_ahead_of_a_plain_file_are_passed_over(whole: bytes) -> None:
    assert Audio.from_file(b"ID3\4\0\0" + bytes([0, 0, 2, 0]) + bytes(256) + whole) == Audio(TONE, RATE)


@pytest.mark.parametrize(
    ("codec", "within"),
    [
        ("pcm_s16le", 0.001),
        ("pcm_s8", 0.02),
        ("pcm_s32be", 0.001),
        ("pcm_f32be", 0.001),
        ("pcm_f64be", 0.001),
        ("pcm_mulaw", 0.02),
        ("pcm_alaw", 0.02),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_aiff_files_of_any_plain_coding_are_read(codec: str, within: float, channels: int) -> None:
    audio = Audio.from_file(encoded("aiff", codec, channels))

    assert (audio.sample_rate_hz, len(audio.samples)) == (RATE, len(TONE))
    assert is_tone(audio, within=within)


@pytest.mark.parametrize(
    ("codec", "channels"),
    [
        ("pcm_u8", 1),
        ("pcm_s24le", 2),
        ("pcm_mulaw", 2),
        ("adpcm_ima_wav", 1),
        ("adpcm_ms", 1),
        ("adpcm_ms", 2),
    ],
)
def test_all_of_a_w64_file_is_read(codec: str, channels: int) -> None:
    audio = Audio.from_file(encoded("w64", codec, channels))
    assert 0 <= len(audio.samples) - len(TONE) < (2_100 if "adpcm" in codec else 1)
    assert is_tone(audio)


def test_the_sizes_of_an_aiff_file_that_was_streamed_are_not_believed() -> None:
    whole = encoded("aiff", "pcm_s16be")
    place = whole.index(b"SSND") + 4
    assert Audio.from_file(whole[:place] + bytes(4) + whole[place + 4 :]) == Audio(TONE, RATE)


WIDTHS: dict[str, tuple[int, int, NDArray[Any]]] = {
    "float16": (3, 16, (TONE / 32_768).astype("<f2")),
    "float64": (3, 64, (TONE / 32_768).astype("<f8")),
    "int64": (1, 64, TONE.astype("<i8") << 48),
}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_widths_that_scipy_writes_are_read(width: str) -> None:
    coding, bits, samples = WIDTHS[width]
    audio = Audio.from_file(a_wav(coding=coding, bits=bits, sound=samples.tobytes()))
    assert np.abs(audio.samples.astype(int) - TONE).max() <= (16 if width == "float16" else 1)


@pytest.mark.parametrize("name", [b"\xa9cpy", b"\0\0\0\0", b"\xff\xfe\x01\x02"])
@pytest.mark.parametrize("content", [b"(c) 2024", b"odd"])
def test_a_chunk_of_any_name_is_passed_over(name: bytes, content: bytes) -> None:
    assert Audio.from_file(a_wav(between=a_chunk(name, content))) == Audio(TONE, RATE)


def an_aifc(coding: bytes, bits: int, sound: bytes) -> bytes:
    rate = struct.pack(">HQ", 16_383 + 13, RATE << 50)
    common = struct.pack(">HIH", 1, len(TONE), bits) + rate + coding + b"\0\0"
    body = b"AIFC" + b"COMM" + struct.pack(">I", len(common)) + common
    body += b"SSND" + struct.pack(">III", len(sound) + 8, 0, 0) + sound
    return b"FORM" + struct.pack(">I", len(body)) + body


@pytest.mark.parametrize(
    ("coding", "bits", "skipped"), [(b"23ni", 24, 1), (b"42ni", 32, 0), (b"sowt", 16, 2)]
)
def test_little_endian_aiff_files_are_read(coding: bytes, bits: int, skipped: int) -> None:
    sound = (TONE.astype("<i4") << 16).view(np.uint8).reshape(-1, 4)[:, skipped:].tobytes()
    assert Audio.from_file(an_aifc(coding, bits, sound)) == Audio(TONE, RATE)


def test_unsigned_aiff_samples_of_16_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="an AIFF file of unsigned samples of 16 bits"):
        Audio.from_file(an_aifc(b"raw ", 16, TONE.tobytes()))


def a_sphere_file() -> bytes:
    """Return a file as corpora of speech have them."""
    fields = {"channel_count": 1, "sample_rate": RATE, "sample_n_bytes": 2, "sample_count": len(TONE)}
    lines = ["NIST_1A", "   1024", *(f"{name} -i {value}" for name, value in fields.items())]
    lines += ["sample_byte_format -s2 01", "sample_coding -s3 pcm", "end_head"]
    return "\n".join([*lines, ""]).encode().ljust(1_024, b"\0") + TONE.tobytes()


def test_the_files_of_speech_corpora_are_read() -> None:
    assert Audio.from_file(a_sphere_file()) == Audio(TONE, RATE)


CUT = {
    "SPHERE": a_sphere_file(),
    **{kind: encoded(kind, codec) for kind, codec in [("wav", "pcm_s16le"), ("aiff", "pcm_s16be")]},
    **{kind: encoded(kind, codec) for kind, codec in [("w64", "pcm_s16le"), ("au", "pcm_s16be")]},
    "caf": encoded("caf", "pcm_s16be"),
    "ADPCM": encoded("wav", "adpcm_ms"),
    "ADPCM in CAF": encoded("caf", "adpcm_ima_qt"),
}


@pytest.mark.parametrize("kind", CUT)
def test_a_plain_file_that_was_cut_is_refused_and_the_sentence_says_how_much_is_there(kind: str) -> None:
    with pytest.raises(ValueError, match=r"the data .*cut.*(is|are) there.*ffmpeg"):
        Audio.from_file(CUT[kind][: len(CUT[kind]) // 2])


@pytest.mark.parametrize("read", [Audio.from_file, Audio.from_wav])
def test_a_header_that_counts_itself_in_is_no_sign_of_a_cut(read: Callable[[bytes], Audio]) -> None:
    assert read(a_wav(data_size=2 * len(TONE) + 44)) == Audio(TONE, RATE)
    with pytest.raises(
        ValueError, match="the data was cut: 50% of the sound that its header states is there"
    ):
        read(a_wav(data_size=4 * len(TONE)))
