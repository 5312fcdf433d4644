"""Which shell handles what a page sends, by ipykernel's own rule and with it replaced."""

from __future__ import annotations

import ipywidgets
import pytest

from voicelab.widgets.page.comm_route import let_front_end_route

comm = pytest.importorskip("ipykernel.comm")


def test_the_shell_is_the_one_that_the_front_end_names_for_children_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slider = ipywidgets.IntSlider()
    box = ipywidgets.VBox([slider])
    for widget in (box, slider):
        widget.comm = comm.Comm("jupyter.widget", show_warning=False)
        widget.comm._reply_subshell_id = None  # as ipykernel notes that the main shell sent last
    let_front_end_route(box)
    for widget in (box, slider):
        assert widget.comm._reply_subshell_for({"method": "update"}, "the page's") == "the page's"
