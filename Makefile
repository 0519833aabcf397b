# Everything here sets itself up: a virtual environment in .venv, since Debian refuses a bare pip.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := build/example.db
SIZE ?= 100000
SECONDS ?= 60
SIZES ?= 10000,100000,1000000

.PHONY: help demo test check plant fuzz schema docs bench bench-growth clean

help:
	@echo "make demo    the main job: install, an example log, its board today and as of 2013-01-11"
	@echo "make test    the tests"
	@echo "make check   the tests, lint and types, as CI runs them"
	@echo "make plant   plant bugs in a copy, and see that a test catches each"
	@echo "make fuzz    hostile dates, JSON Lines and imports, made up for SECONDS=60"
	@echo "make schema  write events/schema.json and docs/acts.md again, from the code"
	@echo "make bench   measured comparisons, of 100,000 events; SIZE=1000000 is the full one (bench/README.md)"
	@echo "make bench-growth   the same few measures over logs of 10,000 to 1,000,000 events"
	@echo "make clean   remove what these commands made"

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; name one: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "The venv module is missing; on Debian: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[calendar,feed]'
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[calendar,explore,feed,pictures,test,lint]'
	@touch $@ $(VENV)/.installed

$(VENV)/.bench: $(VENV)/.made pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]' \
		|| { echo "A peer could not be installed; its rows will say so."; \
			$(BIN)/pip install --quiet --disable-pip-version-check --editable .; }
	@touch $@

demo: $(VENV)/.installed
	@mkdir -p build && rm -f $(EXAMPLE)
	$(BIN)/tracker --log $(EXAMPLE) init --example
	@echo
	$(BIN)/tracker --log $(EXAMPLE) status
	@echo
	$(BIN)/tracker --log $(EXAMPLE) status --as-of 2013-01-11 --known-by 2013-01-11
	@echo
	@echo "Now try: $(BIN)/tracker --log $(EXAMPLE) why gsomia"

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto

check: test
	$(BIN)/ruff check .
	$(BIN)/mypy

plant: $(VENV)/.test
	$(BIN)/python tests/plant.py

fuzz: $(VENV)/.test
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]' \
		|| echo "atheris could not be installed; what is tried is left to chance."
	$(BIN)/python -m tests.faults.fuzz --seconds $(SECONDS)

schema docs: $(VENV)/.test
	$(BIN)/python -m tracker.generate

bench: $(VENV)/.bench
	$(BIN)/python -m bench --size $(SIZE) --fresh

bench-growth: $(VENV)/.bench
	$(BIN)/python -m bench --growth $(SIZES) --fresh

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
