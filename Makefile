# Two commands on a fresh machine: `make quickstart` to try it, `make test` to test it. `make help` lists the rest.

PYTHON ?= python3
VENV ?= .venv
TYPESCRIPT = typescript@5.9.3

# What leans on other packages the most: theirs are the calls, tables, charts and files.
LOWEST_TESTS = tests/test_packaging.py tests/audio/test_clip.py tests/audio/test_files.py tests/services \
	tests/completion tests/recognition tests/synthesis tests/exchange tests/log/test_frame.py \
	tests/log/test_export.py tests/embedded/speech tests/embedded/completion tests/comparison/test_comparison.py \
	tests/comparison/test_frame.py tests/comparison/test_export.py tests/comparison/test_plot.py tests/cases \
	tests/conditions

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
INSTALL := $(BIN)/python scripts/install.py

.DELETE_ON_ERROR:
.PHONY: help quickstart demo test test-lowest lint lint-js notebooks test-azure soak chaos fuzz bench bench-peers models docs screenshots wheel sbom audit newest clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

quickstart: $(VENV)/installed ## install, and open JupyterLab on a copy of the quickstart, in my-notebooks/; the local models arrive meanwhile
	@$(BIN)/python -m voicelab quickstart --folder my-notebooks $(ARGS)

demo: $(VENV)/installed ## install, and hold a conversation on recordings in the terminal
	@$(BIN)/python -m voicelab chat --recorded

# Most tests wait for speech, so two run at once; those in a browser have a worker to themselves.
test: $(VENV)/installed-dev models ## install everything and run all tests
	$(BIN)/voicelab models add tiny
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup $(ARGS)

test-lowest: $(VENV)-lowest/installed ## run a part of the tests with the oldest versions that pyproject.toml allows
	$(VENV)-lowest/$(notdir $(BIN))/python -m pytest --numprocesses 2 -m 'not models' $(LOWEST_TESTS) $(ARGS)

lint: $(VENV)/installed-dev ## ruff and mypy, both strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-js: ## check the types of the page's JavaScript
	@if command -v npm >/dev/null; then \
		set -x; npx --yes --package $(TYPESCRIPT) tsc --project tsconfig.json; \
	elif [ "$$CI" = true ]; then echo 'npm is missing; lint-js needs it' >&2; exit 1; \
	else echo 'npm is missing: the JavaScript was not checked'; fi

notebooks: $(VENV)/installed-dev models ## run every notebook from top to bottom, on copies
	$(BIN)/python scripts/run_notebooks.py

test-azure: $(VENV)/installed-dev ## run the contract tests on the account that your variables name; costs a little
	VOICELAB_TEST_AZURE=1 $(BIN)/python -m pytest -m azure $(ARGS)

soak: $(VENV)/installed-dev models ## hear every voice; hold a long conversation and watch memory, threads and files
	$(BIN)/python -m pytest -m soak
	$(BIN)/python -m benchmarks.soak $(ARGS)

chaos: $(VENV)/installed-dev ## hold 1,000 talks under drawn faults, and 1,000 over disturbed bytes; ARGS="--seeds 100", or --help for more
	$(BIN)/python -m tests.chaos $(ARGS)
	$(BIN)/python -m tests.chaos --proxy $(ARGS)

fuzz: $(VENV)/installed-dev ## give the embedded server and the parsers 100,000 odd inputs; ARGS='--only ssml', or --help for more
	$(BIN)/python -m tests.fuzz $(ARGS)

bench: $(VENV)/installed-dev ## measure, beside other clients, and write docs/performance.md
	$(BIN)/python -m benchmarks $(ARGS)

bench-peers: ## install the other clients that `bench` measures, in an environment of their own
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --requirement benchmarks/peers.txt

models: $(VENV)/installed ## fetch the local models, about 550 MB, once
	$(BIN)/voicelab models add

docs: $(VENV)/installed-dev ## write the generated tables of docs/
	$(BIN)/python scripts/make_docs.py

screenshots: $(VENV)/installed-dev ## take the pictures and the film of docs/images
	$(BIN)/python scripts/make_screenshots.py
	$(BIN)/python scripts/make_film.py

wheel: $(VENV)/made ## build the wheel, look into it, and install it in a fresh environment
	$(BIN)/python scripts/check_wheel.py

sbom: $(VENV)/installed-dev ## write dist/voicelab-jupyter.cdx.json: every package and model that voicelab runs with
	$(BIN)/python scripts/bill_of_materials.py dist/voicelab-jupyter.cdx.json

audit: $(VENV)/installed-dev ## look these packages up in OSV's database of known vulnerabilities; needs the network
	$(BIN)/python scripts/audit.py

newest: $(VENV)/installed-dev ## bring .venv to the newest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet --upgrade --upgrade-strategy eager --editable '.[dev]'

clean: ## remove what was made, models and logs excepted
	rm -rf $(VENV) $(VENV)-lowest build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/made:
	@command -v $(PYTHON) >/dev/null || { echo 'There is no $(PYTHON); name another: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) scripts/check_python.py
	@echo 'An environment is made in $(VENV), with $(PYTHON).'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	@$(INSTALL) '.[all]'
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(INSTALL) '.[dev]'
	@touch $@

$(VENV)-lowest/installed: $(VENV)/installed-dev scripts/lowest_versions.py
	$(PYTHON) -m venv --clear $(VENV)-lowest
	$(BIN)/python scripts/lowest_versions.py >$(VENV)-lowest/constraints.txt
	$(VENV)-lowest/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check --no-input \
		--constraint $(VENV)-lowest/constraints.txt --editable '.[all,kokoro,test]'
	@touch $@
