"""The doctor's table in a real notebook."""

from __future__ import annotations

import pytest

from tests.widgets.fixtures import OpenNotebook

CELL = """import voicelab as vl
from voicelab.testing import ScriptedEngines, embedded_services
with embedded_services(ScriptedEngines()) as running:
    diagnosis = vl.doctor(running.services)
diagnosis.append(vl.doctor.Check(area="measured", name="x" * 90, status="failed", message="<b>y</b>" * 30))
diagnosis"""
THEME = "window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
COLOURS = "(table) => [table, table.querySelector('td')].map((it) => getComputedStyle(it).color)"
CHANGED = f"(light) => ({COLOURS})(document.querySelector('.jp-CodeCell table'))[1] !== light[1]"
SIDEBAR = "window.jupyterapp.shell.collapseLeft()"
FITS = """() => {
  const place = document.querySelector(".jp-CodeCell table").closest(".jp-OutputArea-output");
  return place.clientWidth < 480 && place.scrollWidth <= place.clientWidth;
}"""


@pytest.mark.browser
def test_the_table_takes_the_themes_colours_folds_packages_and_fits_a_narrow_page(
    open_notebook: OpenNotebook,
) -> None:
    notebook = open_notebook([CELL])
    notebook.run(0)
    table = notebook.cell(0).locator("table")

    assert table.count() == 1
    assert "…" not in notebook.output(0).splitlines()  # what was being done is gone
    assert "<b>y</b>" in table.inner_text()
    assert not table.get_by_text("openai").is_visible()
    table.locator("summary").click()
    assert table.locator("details").get_by_text("openai").is_visible()

    light = table.evaluate(COLOURS)
    notebook.page.evaluate(THEME)
    notebook.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    notebook.page.wait_for_function(CHANGED, arg=light)
    assert all(before != after for before, after in zip(light, table.evaluate(COLOURS), strict=True))

    notebook.page.set_viewport_size({"width": 480, "height": 900})
    notebook.page.evaluate(SIDEBAR)
    notebook.page.wait_for_function(FITS)
