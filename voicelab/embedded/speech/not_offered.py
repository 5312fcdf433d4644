"""What Azure's recognition offers and these services do not: refused in a sentence, never passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voicelab.embedded.speech.framing import ProtocolError, section

__all__ = ["check_recognition", "check_synthesis"]


def check_recognition(
    query: Mapping[str, str], context: Mapping[str, Any], custom_models: bool = False
) -> None:
    """Check that recognition is asked for nothing that there is not.

    Parameters
    ----------
    query
        Of the address.
    context
        The body of ``speech.context``.
    custom_models
        Whether custom models may be named, and semantic segmentation asked for: all is recognised alike.

    Raises
    ------
    ProtocolError
        It is asked for translation, pronunciation assessment, a custom model, semantic segmentation or
        recognised intents.
    """
    detection = section(context, "phraseDetection")
    if section(context, "translation") or section(detection, "onSuccess").get("action") == "Translate":
        raise _refusal("Speech translation", "translates")
    if section(detection, "enrichment").get("pronunciationAssessment"):
        raise _refusal("Pronunciation assessment", "assesses")
    if not custom_models and (query.get("cid") or detection.get("customModels")):
        raise _refusal("A custom speech model", "has it")
    if not custom_models and _is_semantic(detection):
        raise _refusal("Semantic segmentation", "has it")
    if section(context, "intent"):
        raise _refusal("Intent recognition", "recognises intents")


def check_synthesis(query: Mapping[str, str], custom_models: bool = False) -> None:
    """Check that synthesis is asked for no custom voice, unless such may be named.

    Raises
    ------
    ProtocolError
        It is.
    """
    if not custom_models and query.get("deploymentId"):
        raise _refusal("A custom voice", "has it")


def _is_semantic(detection: Mapping[str, Any]) -> bool:
    """Whether the ends of utterances are to follow from what is said, in any of the modes."""
    modes = (section(detection, mode, "segmentation").get("mode") for mode in detection)
    return any(str(mode).lower() == "semantic" for mode in modes)


def _refusal(what: str, does: str) -> ProtocolError:
    return ProtocolError(f"{what} is not among the embedded services. Azure's own {does}.")
