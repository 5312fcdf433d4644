"""A panel in a notebook whose cells were all run in one go."""

from __future__ import annotations

from tests.widgets.fixtures import OpenNotebook
from tests.widgets.notebook_ui import IN_BROWSER
from tests.widgets.panel.panel_on_page import SHOW, PanelOnPage

pytestmark = IN_BROWSER

BUSY = """wait_until(lambda: len(shown.session.log) == 1 and session.settings.max_tokens == 33)
emit([shown.panel.audio.state, *shown.rows])"""


def test_a_panel_answers_while_the_cells_that_were_run_with_it_do(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(["pass", SHOW, BUSY])
    notebook.run(0)  # before the front end has asked the kernel for its widgets, it shows none
    notebook.page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    notebook.wait_for_state("ready")
    panel = PanelOnPage(notebook)
    assert "[*]" in notebook.cell(2).inner_text()
    panel.open_settings()
    panel.slide("Tokens", "33")
    panel.ask("What is the tallest mountain?")
    state, [question, _reply, outcome] = notebook.result(2)
    assert (state, question, outcome) == ("ready", "What is the tallest mountain?", "completed")
