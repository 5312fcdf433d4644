"""The page for raters without a notebook: one file that holds a listening test, its sounds and its script."""

from __future__ import annotations

import base64
import io
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any

from markupsafe import Markup

from voicelab.audio.clip import Audio
from voicelab.comparison.listening.anchors import stimulus_sound
from voicelab.comparison.listening.judgement_files import LONGEST_NAME
from voicelab.comparison.listening.judgement_store import PublishedTest
from voicelab.comparison.listening.methods import METHODS, ListeningMethod
from voicelab.comparison.listening.trials import Stimulus, Trial
from voicelab.comparison.page_policy import page_policy
from voicelab.comparison.store import ExchangeKey
from voicelab.file_target import check_ending
from voicelab.log.whole_file import FileKind, whole_file
from voicelab.widgets.page.box import BOX
from voicelab.widgets.page.es_modules import joined_modules

__all__ = ["RaterPage", "rater_page", "write_rater_page"]

_HERE = Path(__file__).parent
_GENERATOR = Markup('<meta name="generator" content="voicelab listening test">')
"""By which a page is known that may be written over."""
_ENDINGS = (".html", ".htm")
_PAGE = FileKind("listening page", lambda file: _GENERATOR.encode() in file.read(2_000), _ENDINGS)

_SCRIPT = joined_modules(_HERE / "rater_page.js")
_STYLE = BOX + "".join((_HERE / name).read_text("utf-8") for name in ("trial_view.css", "rater_page.css"))

_HIGHEST_RATE_HZ = 48_000
_LONGEST_LEAD_SECONDS = 0.01
"""Of silence ahead of a clip: without it, the hidden reference would be byte for byte the open one."""

_DOCUMENT = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
{generator}
<title>Listening test</title>
<style>{style}</style>
</head>
<body>
<h1>Listening test</h1>
<main>
<p>You will hear {trials} of spoken replies. Use headphones, in a quiet room, and set the volume
to what is comfortable before you begin. {how}</p>
<p>This page sends nothing. It keeps your answers in this browser, where that is allowed, so that you can go
on later; at the end it gives you a file for whoever asked you.</p>
<form>
<label>Your name, or any other by which you are known here<br>
<input name="rater" required maxlength="{longest_name}" autocomplete="nickname"></label>
<button>Begin</button>
</form>
<noscript><p>The test needs JavaScript, which is switched off in this browser.</p></noscript>
</main>
<script type="application/json" id="test">{data}</script>
<script type="module">{script}</script>
</body>
</html>
""")
_HOW = {
    "pairs": "Say of each pair which of the two is better.",
    "opinion": "Say of each how good it sounds.",
    "mushra": "In each trial, listen to all, and rate them beside one another.",
}


@dataclass(frozen=True, slots=True)
class RaterPage:
    """A listening test as it goes onto a page."""

    published: PublishedTest
    questions: Mapping[str, str]
    """What was asked in each trial."""
    references: Mapping[str, str]
    """The clip of the reference of each trial that has one."""
    clips: Mapping[str, bytes]
    """MP3 files, by their opaque names."""


def rater_page(
    trials: Sequence[Trial], method: ListeningMethod, sound: Callable[[ExchangeKey], Audio | None]
) -> RaterPage:
    """Return the page of a listening test; trials whose sound is missing are left out.

    Names and their order are drawn by lot, so that nothing in the page says which stimulus is which.

    Raises
    ------
    ValueError
        There is no sound at all.
    """
    lots = SystemRandom()
    sounds = {
        stimulus: stimulus_sound(stimulus, sound)
        for stimulus in dict.fromkeys(each for trial in trials for each in _heard(trial))
    }
    rate = max((audio.sample_rate_hz for audio in sounds.values() if audio is not None), default=0)
    published: dict[str, dict[str, Stimulus]] = {}
    questions: dict[str, str] = {}
    references: dict[str, str] = {}
    clips: dict[str, bytes] = {}
    for trial in lots.sample(list(trials), len(trials)):
        if any(sounds[stimulus] is None for stimulus in _heard(trial)):
            continue
        name = _opaque_name("t")
        stimuli = lots.sample(trial.stimuli, len(trial.stimuli))
        published[name] = {_opaque_name("s"): stimulus for stimulus in stimuli}
        questions[name] = trial.question
        clips |= {each: _clip(sounds[stimulus], rate) for each, stimulus in published[name].items()}
        if trial.reference is not None:
            references[name] = _opaque_name("s")
            clips[references[name]] = _clip(sounds[trial.reference], rate)
    if not published:
        raise ValueError("the log kept no sound of these replies: there is nothing to hear on a page")
    test = PublishedTest(
        test=secrets.token_hex(8), seal_key=secrets.token_hex(16), method=method.name, trials=published
    )
    return RaterPage(test, questions, references, clips)


def write_rater_page(path: Path, page: RaterPage) -> None:
    """Write a page that is one file, which loads nothing from elsewhere.

    Raises
    ------
    LogError
        The file cannot be written, or another one is there that is no such page.
    ValueError
        Its name does not end like that of an HTML file.
    """
    with whole_file(path, _PAGE) as part:
        check_ending(path, "a listening page", _ENDINGS)
        part.write_text(_document(page), "utf-8", newline="\n")


def _document(page: RaterPage) -> str:
    published = page.published
    data = {
        "test": published.test,
        "sealKey": published.seal_key,
        "method": published.method,
        "trials": [
            {
                "id": name,
                "question": page.questions[name],
                "stimuli": list(stimuli),
                "reference": page.references.get(name),
            }
            for name, stimuli in published.trials.items()
        ],
        "clips": {name: base64.b64encode(clip).decode() for name, clip in page.clips.items()},
    }
    return _DOCUMENT.format(
        policy=Markup(page_policy(_STYLE, _SCRIPT)),  # noqa: S704  # of ours
        generator=_GENERATOR,
        style=Markup(_STYLE),  # noqa: S704  # of ours
        trials=METHODS[published.method].counted(len(published.trials)),
        how=_HOW[published.method],
        longest_name=LONGEST_NAME,
        data=_in_script(data),
        script=Markup(_SCRIPT),  # noqa: S704  # of ours
    )


def _in_script(data: Any) -> Markup:
    """Return JSON as it stands in a script element, which no text in it can end."""
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704  # JSON, which is no HTML there


def _heard(trial: Trial) -> list[Stimulus]:
    return [*trial.stimuli, *([trial.reference] if trial.reference is not None else [])]


def _opaque_name(kind: str) -> str:
    return kind + secrets.token_hex(6)


def _clip(audio: Audio | None, rate: int) -> bytes:
    """Return a sound as an MP3 file at the rate of all, which must not tell one from another."""
    assert audio is not None
    lead = Audio.silence(SystemRandom().uniform(0.0, _LONGEST_LEAD_SECONDS), audio.sample_rate_hz)
    file = io.BytesIO()
    (lead + audio).resample(min(rate, _HIGHEST_RATE_HZ)).save(file, format="mp3")
    return file.getvalue()
