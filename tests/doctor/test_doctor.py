"""The doctor, on services that are well and on services that are not."""

from __future__ import annotations

from voicelab.doctor.doctor import AREAS, Check, acheck
from voicelab.testing import EmbeddedServices


async def test_checks_are_reported_as_they_come_in_the_order_of_their_areas(
    scripted: EmbeddedServices,
) -> None:
    reported: list[Check] = []
    diagnosis = await acheck(scripted.services, on_check=reported.append)

    assert reported == list(diagnosis)
    areas = [each.area for each in diagnosis]
    assert areas == sorted(areas, key=list(AREAS).index)
