"""The browser's microphone and speaker, in real front ends."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.widgets.browser_audio.alignment import aligned
from tests.widgets.browser_audio.cells import OUTCOME, RECORD, REPORT, REPORT_WHEN, SHOW, TONE, shown
from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_server import HOST_NAME, NotebookServer
from tests.widgets.notebook_ui import IN_BROWSER, Browser, FrontEnd
from voicelab.audio.clip import Audio
from voicelab.audio.sources import SAMPLE_RATE_HZ

pytestmark = IN_BROWSER


@pytest.mark.timed
@pytest.mark.parametrize("front_end", ["lab", "notebook"])
def test_the_kernel_hears_what_the_microphone_gives(
    open_notebook: OpenNotebook, front_end: FrontEnd, chirp: Path, tmp_path: Path
) -> None:
    path = tmp_path / "heard.wav"
    notebook = shown(
        open_notebook(
            [SHOW, f"background(record(audio, 8.5, {str(path)!r})).result(30)", REPORT],
            front_end=front_end,
            wav=chirp,
        )
    )
    notebook.run(1)
    report = notebook.run(2)
    assert report["missing_frames"] == 0
    given = Audio.from_wav(chirp).resample(SAMPLE_RATE_HZ).samples.astype(float)
    sound = given[SAMPLE_RATE_HZ:-SAMPLE_RATE_HZ]
    heard = Audio.from_wav(path).samples.astype(float)
    matched, shifts = aligned(heard, sound)
    assert np.corrcoef(matched, sound)[0, 1] > 0.95
    assert abs(shifts[-1] - shifts[0]) < 0.01 * len(sound)


_SUBSHELL_COMES_LATE = """
const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", {
  get,
  set(handle) {
    set.call(this, (event) => {
      const text = event.data instanceof ArrayBuffer ? new TextDecoder().decode(event.data) : event.data;
      setTimeout(() => handle(event), text.includes("create_subshell_reply") ? 500 : 0);
    });
  },
});
"""


def test_the_microphone_is_ready_once_a_cell_cannot_hold_its_sound_up(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook([SHOW, "background(record(audio, 1.0)).result(10)"])
    notebook.page.add_init_script(_SUBSHELL_COMES_LATE)
    notebook.page.reload()
    notebook.wait_until_ready()
    shown(notebook).run(1)


@pytest.mark.timed
@pytest.mark.parametrize("occupation", ["time.sleep(8.25)", "busy(8.25)"])
def test_sound_flows_while_a_cell_runs(open_notebook: OpenNotebook, chirp: Path, occupation: str) -> None:
    occupied = (
        f"before = audio.source.report\n{occupation}\nafter = audio.source.report\n"
        "emit([after.frames - before.frames, after.missing_frames, after.late_frames - before.late_frames])"
    )
    notebook = shown(open_notebook([SHOW, RECORD, occupied], wav=chirp))
    notebook.run(1)
    frames, missing, late = notebook.run(2)
    assert frames >= 99  # those of the last 0.25 s may be on their way
    assert missing == 0
    assert late <= frames / 100


def test_a_kernel_without_subshells_loses_nothing_and_says_that_it_is_waited_for(
    open_notebook: OpenNotebook, ipykernel6: str, chirp: Path
) -> None:
    record = "future = background(record(audio))"
    count = "emit(audio.source.report.frames)"
    notebook = shown(
        open_notebook([SHOW, record, count, "time.sleep(4)", REPORT], kernel=ipykernel6, wav=chirp)
    )
    notebook.run(1)
    while notebook.run(2) == 0:  # frames come between cells, not within one that awaits them
        continue
    notebook.run(3, wait=False)
    notebook.wait_for_state("waiting-for-kernel")
    assert "Waiting for the kernel" in notebook.sentence()
    notebook.result(3)
    notebook.wait_for_state("capturing")
    report = notebook.run(4)
    assert report["missing_frames"] == 0
    assert report["seconds"] > 4.0
    assert report["state"] == "capturing"


@pytest.mark.parametrize(
    ("browser", "state", "sentence"),
    [
        ({"deny": True}, "denied", "The browser did not allow the microphone."),
        ({"device": False}, "no-device", "The browser found no microphone."),
    ],
)
def test_a_refusal_is_one_sentence_in_the_page_and_an_error_in_the_kernel(
    open_notebook: OpenNotebook, browser: Browser, state: str, sentence: str
) -> None:
    notebook = shown(open_notebook([SHOW, "future = background(record(audio))", OUTCOME], **browser))
    notebook.run(1)
    notebook.wait_for_state(state)
    assert notebook.sentence().startswith(sentence)
    result = notebook.run(2)
    assert result["error"] == "DeviceError"
    assert result["code"] == f"browser-{state}"
    assert result["message"].startswith(sentence)


def test_a_microphone_in_use_is_said_to_be_in_use(open_notebook: OpenNotebook) -> None:
    notebook = shown(open_notebook([SHOW]))
    notebook.page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = "
        "async () => { throw new DOMException('', 'NotReadableError') } }"
    )
    notebook.press("Talk")
    notebook.wait_for_state("device-busy")
    assert notebook.sentence().startswith("The microphone is in use by another program.")


def test_a_page_on_plain_http_says_what_to_do(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook([SHOW, "future = background(record(audio))", OUTCOME], host=HOST_NAME)
    notebook.run(0)
    notebook.wait_for_state("insecure-origin")
    assert "https or localhost" in notebook.sentence()
    notebook.run(1)
    assert notebook.run(2)["code"] == "browser-insecure-origin"


def test_a_front_end_that_strips_binary_messages_is_found_out(open_notebook: OpenNotebook) -> None:
    strip = (
        "from tests.widgets.kernel_side import *\naudio = plain_audio()\nsend = audio._channel.send\n"
        "audio._channel.send = lambda message, *buffers: send(message)\naudio"
    )
    notebook = open_notebook([strip])
    notebook.run(0)
    notebook.wait_for_state("buffers-stripped")


@pytest.mark.timed
@pytest.mark.parametrize("end", ["reload", "crash"])
def test_a_page_that_goes_ends_the_source_within_three_seconds(
    open_notebook: OpenNotebook, chirp: Path, end: str
) -> None:
    notebook = shown(open_notebook([SHOW, RECORD, "emit([outcome(future), audio.state])"], wav=chirp))
    notebook.run(1)
    if end == "reload":
        notebook.page.reload()
        notebook.wait_until_ready()
    else:
        notebook = notebook.crash_and_reopen()
    result, state = notebook.run(2)
    assert result["value"]["silent_seconds"] < 3.0
    assert state in ("page-gone", "connecting", "ready")


@pytest.mark.parametrize("by", ["the user", "the server"])
def test_a_kernel_restart_switches_the_microphone_off(
    open_notebook: OpenNotebook, chirp: Path, by: str
) -> None:
    notebook = shown(open_notebook([SHOW, RECORD], wav=chirp))
    notebook.run(1)
    assert notebook.track_states() == ["live"]
    if by == "the user":
        notebook.restart_kernel()
    else:
        notebook.server.restart_kernels()
    notebook.wait_for_state("kernel-gone")
    assert notebook.track_states() == ["ended"]


def test_two_views_share_one_microphone(open_notebook: OpenNotebook, chirp: Path) -> None:
    notebook = shown(open_notebook([SHOW, "audio", RECORD], wav=chirp))
    notebook.run(1)
    notebook.run(2)
    assert notebook.track_states() == ["live"]
    assert notebook.page.locator('.voicelab-audio[data-state="capturing"]').count() == 2


def test_a_widget_scrolled_out_of_the_page_goes_on(
    open_notebook: OpenNotebook, notebook_server: NotebookServer, chirp: Path
) -> None:
    last = "# The last cell\nbefore = audio.source.report.frames\n"
    last += "wait_for_frames(audio, before + 25)\nemit([audio.state, audio.source.report.missing_frames])"
    filling = ["\n".join(f"line = {n}" for n in range(40))] * 30
    notebook_server.set_windowing("full")
    try:
        notebook = shown(open_notebook([SHOW, RECORD, *filling, last], wav=chirp))
    finally:
        notebook_server.set_windowing("none")
    notebook.run(1)
    page = notebook.page
    end = page.locator(".jp-CodeCell", has_text="# The last cell")
    for _ in range(60):  # cells that come into sight are measured, and move the end out of it again
        page.locator(".jp-WindowedPanel-outer").evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
        with contextlib.suppress(PlaywrightTimeout):
            end.locator(".cm-content").click(timeout=500)
            break
    assert not page.locator(".voicelab-audio").is_visible()
    page.keyboard.press("Control+Enter")
    end.get_by_text("result:").wait_for(timeout=30_000)
    assert 'result:["capturing", 0]' in end.inner_text().replace("result: ", "result:")
    assert notebook.track_states() == ["live"]


@pytest.mark.timed
def test_what_is_said_before_the_source_is_read_is_kept(open_notebook: OpenNotebook, chirp: Path) -> None:
    read = "wait_for_frames(audio, 25)\nbefore = audio.source.report.seconds\n"
    read += "took = background(record(audio, before)).result(10)\nemit([before, took])"
    notebook = shown(open_notebook([SHOW, read], wav=chirp))
    notebook.press("Talk")
    before, took = notebook.run(1)
    assert before >= 2.0
    assert took["seconds"] < 0.5


def test_stop_ends_the_source_and_silences_the_reply_without_the_kernel(
    open_notebook: OpenNotebook, chirp: Path
) -> None:
    reply = RECORD + "\n" + TONE.format(seconds=20.0, rate=24_000)
    reply += "playing = background(play(audio, pcm, 24_000))\nemit(True)"
    notebook = shown(open_notebook([SHOW, reply, "emit([outcome(future), outcome(playing)])"], wav=chirp))
    notebook.run(1)
    notebook.press("Stop")
    listening, playing = notebook.run(2)
    assert "value" in listening
    result = playing["value"]
    assert result["dropped_samples"] > 0
    assert result["heard_samples"] + result["dropped_samples"] == result["sent_samples"]
    assert notebook.track_states() == ["ended"]


_METER_IN_HALF_A_SECOND = """async () => {
  const rest = document.querySelector(".voicelab-meter-rest");
  const seen = new Set();
  for (const end = performance.now() + 500; performance.now() < end; ) {
    await new Promise(requestAnimationFrame);
    seen.add(rest.style.transform);
  }
  return seen.size;
}"""


def test_the_meter_moves_with_the_sound_and_says_what_clips_and_what_is_too_quiet(
    open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    wave = np.sign(np.sin(np.arange(19_200) / 40))
    loud, low = (Audio.from_array(level * wave, 48_000) for level in (1.0, 0.002))
    sound = Audio.silence(0.5, 48_000) + loud
    for _ in range(10):
        sound = sound + low + Audio.silence(0.2, 48_000)
    sound.to_wav(tmp_path / "levels.wav")
    notebook = shown(open_notebook([SHOW, RECORD], wav=tmp_path / "levels.wav"))
    notebook.run(1)
    meter = notebook.page.get_by_role("meter")
    expect(meter).to_have_attribute("aria-valuetext", "clipping", timeout=10_000)
    assert notebook.page.evaluate(_METER_IN_HALF_A_SECOND) > 5
    notebook.wait_for_state("too-quiet")
    assert "Your microphone is very quiet" in notebook.sentence()
    notebook.press("Mute")
    expect(meter).to_have_attribute("aria-valuetext", "muted")


def test_mute_sends_nothing_and_ends_the_utterance(open_notebook: OpenNotebook, chirp: Path) -> None:
    wait = "wait_for_frames(audio, 10)\nemit(True)"
    notebook = shown(
        open_notebook([SHOW, RECORD, wait, REPORT_WHEN.format(state="muted"), REPORT], wav=chirp)
    )
    notebook.run(1)
    notebook.run(2)
    notebook.press("Mute")
    notebook.wait_for_state("muted")
    before = notebook.run(3)
    after = notebook.run(4)
    assert after["frames"] == before["frames"]
    assert after["state"] == "muted"


def test_another_microphone_goes_on_with_the_same_talk(open_notebook: OpenNotebook, chirp: Path) -> None:
    more = "wait_for_frames(audio, audio.source.report.frames + 25)\n"
    more += "emit([audio.state, audio.source.report.missing_frames, future.done()])"
    notebook = shown(open_notebook([SHOW, RECORD, more], wav=chirp))
    notebook.run(1)
    microphones = notebook.page.get_by_label("Microphone", exact=True)
    expect(microphones.locator("option")).not_to_have_count(1)
    microphones.select_option(index=1)
    notebook.page.wait_for_function("window.tracks.length === 2")
    assert notebook.run(2) == ["capturing", 0, False]
    assert notebook.track_states() == ["ended", "live"]


@pytest.mark.timed
def test_the_space_bar_is_held_to_talk(open_notebook: OpenNotebook, chirp: Path) -> None:
    report_when_waiting = REPORT_WHEN.format(state="waiting-for-key")
    notebook = shown(open_notebook([SHOW, report_when_waiting, REPORT], wav=chirp))
    notebook.page.get_by_label("How to talk").select_option("push-to-talk")
    talk, mouse = notebook.page.get_by_role("button", name="Hold to talk"), notebook.page.mouse
    talk.focus()
    notebook.page.keyboard.down(" ")
    notebook.wait_for_state("capturing")
    notebook.page.wait_for_timeout(1_000)
    notebook.page.keyboard.up(" ")
    notebook.wait_for_state("waiting-for-key")
    heard = notebook.run(1)
    assert 0.5 < heard["seconds"] < 2.0
    assert notebook.run(2)["frames"] == heard["frames"]
    talk.hover()
    mouse.down()
    mouse.move(-20, 450)  # out of the window
    notebook.wait_for_state("capturing")
    mouse.up()
    notebook.wait_for_state("waiting-for-key")


def test_the_saved_notebook_holds_no_sound(open_notebook: OpenNotebook, chirp: Path) -> None:
    reply = TONE.format(seconds=1.0, rate=24_000) + "emit(background(play(audio, pcm, 24_000)).result(20))"
    notebook = shown(open_notebook([SHOW, RECORD, reply], wav=chirp))
    notebook.run(1)
    notebook.run(2)
    assert notebook.saved_bytes() < 100_000
