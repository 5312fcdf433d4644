"""The page's speaker as a sink, without a page."""

from __future__ import annotations

import asyncio

import pytest

from voicelab.widgets.browser_audio.page_liveness import PageLiveness
from voicelab.widgets.browser_audio.running_cell import RunningCell
from voicelab.widgets.browser_audio.speaker import BrowserSpeaker


class SpeakerPage:
    """A page that gets what the speaker sends and reports what the test wants it to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int, int | bytes]] = []
        self.liveness = PageLiveness(RunningCell())
        self.speaker = BrowserSpeaker(
            lambda *message: self.sent.append(message), self.liveness, echo="cancelled"
        )
        self.speaker.has_page = True

    @property
    def sound(self) -> bytes:
        """All sound that was sent."""
        return b"".join(content for _, _, content in self.sent if isinstance(content, bytes))

    def report(
        self, reply: int, heard: int, *, dropped: int = 0, first: float | None = None, over: bool = False
    ) -> None:
        """Report what was heard of a reply."""
        self.liveness.note_message()
        self.speaker.played(
            {
                "type": "played",
                "page": "p",
                "reply": reply,
                "heard": heard,
                "dropped": dropped,
                "underrun": 0,
                "first_heard_at": first,
                "over": over,
            }
        )


@pytest.fixture
def page() -> SpeakerPage:
    """Return a page that plays nothing yet."""
    return SpeakerPage()


async def test_a_reply_is_drained_when_the_page_has_heard_it_all(page: SpeakerPage) -> None:
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    draining = asyncio.ensure_future(page.speaker.drain())
    await asyncio.sleep(0)
    assert not draining.done()
    page.report(1, 24_000, first=12.5, over=True)
    await draining
    assert [kind for kind, _, _ in page.sent] == ["begin", "sound", "end"]
    assert page.speaker.heard_seconds == 1.0
    assert page.speaker.first_heard_at == 12.5
    assert not page.speaker.is_cut_off


async def test_a_long_reply_is_sent_in_small_pieces_not_far_ahead_of_what_was_heard(
    page: SpeakerPage,
) -> None:
    await page.speaker.begin(48_000)
    reply = bytes(range(256)) * (3 * 4_096)
    await page.speaker.write(reply)
    assert len(page.sound) == 1024 * 1024
    assert max(len(content) for _, _, content in page.sent[1:] if isinstance(content, bytes)) < 256 * 1024
    for heard in range(0, len(reply) // 2, 100_000):
        page.report(1, heard)
        await asyncio.sleep(0)
    assert page.sound == reply


async def test_what_is_heard_much_later_is_sent_in_few_messages(page: SpeakerPage) -> None:
    await page.speaker.begin(24_000)
    pieces = [bytes([number]) * 4_800 for number in range(43)]
    for piece in pieces:
        await page.speaker.write(piece)
    assert len(page.sent) == 1 + 10 + 33 // 5
    draining = asyncio.ensure_future(page.speaker.drain())
    await asyncio.sleep(0)
    assert page.sound == b"".join(pieces)
    page.report(1, len(page.sound) // 2, over=True)
    await draining


async def test_a_flush_drops_the_rest_and_waits_for_the_pages_account(page: SpeakerPage) -> None:
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    flushing = asyncio.ensure_future(page.speaker.flush())
    await asyncio.sleep(0)
    assert page.sent[-1][:2] == ("flush", 1)
    page.report(1, 6_000, dropped=18_000, over=True)
    await flushing
    report = page.speaker.report
    assert report.heard_samples + report.dropped_samples == report.sent_samples == 24_000
    assert not page.speaker.is_cut_off
    assert page.speaker.heard_seconds == 0.25


async def test_the_account_of_an_earlier_reply_is_let_go(page: SpeakerPage) -> None:
    await page.speaker.begin(24_000)
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(4_800))
    page.report(1, 24_000, over=True)
    assert page.speaker.heard_seconds == 0.0


async def test_a_reply_that_another_one_follows_is_over_and_leaves_that_one_alone(page: SpeakerPage) -> None:
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    draining = asyncio.ensure_future(page.speaker.drain())
    await asyncio.sleep(0)
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    await draining
    assert [kind for kind, _, _ in page.sent] == ["begin", "sound", "end", "begin", "sound"]


async def test_before_there_is_a_page_a_reply_is_over_at_once(page: SpeakerPage) -> None:
    page.speaker.has_page = None
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    await page.speaker.drain()
    assert page.speaker.heard_seconds is None
    assert page.sent == []


async def test_a_page_that_goes_does_not_hold_the_turn_up(
    page: SpeakerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicelab.widgets.browser_audio.speaker._FLUSH_SECONDS", 0.01)
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    monkeypatch.setattr(PageLiveness, "is_gone", property(lambda liveness: True))
    await page.speaker.drain()
    assert page.speaker.heard_seconds == 0.0
    assert page.speaker.is_cut_off


async def test_a_reply_to_a_page_that_is_gone_is_cut_off_at_once(page: SpeakerPage) -> None:
    page.speaker.has_page = False
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    await page.speaker.drain()
    assert page.speaker.heard_seconds == 0.0
    assert page.speaker.is_cut_off
    assert page.sent == []


async def test_a_reply_ends_when_another_page_takes_the_place_of_its_own(page: SpeakerPage) -> None:
    await page.speaker.begin(24_000)
    await page.speaker.write(bytes(48_000))
    draining = asyncio.ensure_future(page.speaker.drain())
    await asyncio.sleep(0)
    page.liveness.note_message()
    await asyncio.to_thread(page.speaker.end)
    await asyncio.wait_for(draining, 1)
    assert page.speaker.is_cut_off
