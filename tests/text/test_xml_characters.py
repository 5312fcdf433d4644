"""Characters that XML can hold."""

from __future__ import annotations

from xml.etree import ElementTree

from voicelab.text.xml_characters import xml_characters


def test_whatever_is_left_can_be_written_as_xml_and_read_back() -> None:
    text = "".join(map(chr, [*range(0x2100), *range(0xD700, 0xE100), *range(0xFFF0, 0x10010), 0x1F600]))
    element = ElementTree.Element("said")
    element.text = xml_characters(text, "?").replace("\r", "")

    read = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))

    assert read.text == element.text
    assert xml_characters("B\x08\x1b[1m \ud800\ufffe<C> \U0001f600") == "B[1m <C> \U0001f600"
