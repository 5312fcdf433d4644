"""How a diagnosis shows itself."""

from __future__ import annotations

from voicelab.doctor.doctor import Check, Diagnosis


def test_a_diagnosis_escapes_what_services_say() -> None:
    refused = Check(
        area="reachable", name="completion", status="failed", message="<script>x</script>", hint="<b>"
    )
    html = Diagnosis([refused])._repr_html_()

    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<b>" not in html
