# `make help` lists what can be done here.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench soak docs clean

# uv as it is on the machine where it works, else one installed into the checkout.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(CURDIR)/.tools/bin/uv)
RUN := $(CURDIR)/.venv/bin
AS_OF ?=
ZALO ?=
export UV_PYTHON_PREFERENCE ?= managed
# Python keeps what it has compiled, whatever the surroundings say: without, each start compiles all that it imports, and
# a Rasa server starts in 5 s of a core instead of 2.
unexport PYTHONDONTWRITEBYTECODE

help:  ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

setup: .venv/.ready nlu/.venv/.ready  ## Install everything that the other targets need

.tools/bin/uv:
	@echo "· installing uv into the checkout"
	@python3 -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv

.venv/.ready: pyproject.toml uv.lock .python-version $(if $(findstring $(CURDIR),$(UV)),.tools/bin/uv)
	@echo "· installing the bot's packages"
	@$(UV) sync --locked --quiet
	@touch $@

nlu/.venv/.ready: nlu/pyproject.toml nlu/uv.lock nlu/.python-version $(if $(findstring $(CURDIR),$(UV)),.tools/bin/uv)
	@echo "· installing Rasa's packages (2.5 GB on the disk, once)"
	@cd nlu && $(UV) sync --locked --quiet
	@touch $@

demo: setup  ## Run the whole system on this machine; AS_OF=today answers for today, ZALO=fake adds a Zalo to try
	@$(if $(filter-out fake,$(ZALO)),echo "ZALO can be 'fake' only" >&2; exit 2;)\
	$(if $(AS_OF),MOTCUA_AS_OF=$(AS_OF)) exec $(if $(ZALO),$(RUN)/python -m tests.fakes.zalo --run) $(RUN)/motcua demo

test: setup  ## Check the code and run all tests
	@scripts/get_pgbouncer.sh
	@scripts/get_browser.sh
	@$(RUN)/python scripts/run_tests.py

lint: setup  ## Check style, types, layers and the training data
	@$(RUN)/ruff check . && $(RUN)/ruff format --check .
	@scripts/check_types.sh
	@$(RUN)/lint-imports
	@cd nlu && .venv/bin/python lint.py

format: setup  ## Bring the code into shape
	@$(RUN)/ruff check --fix . && $(RUN)/ruff format .

bench: setup  ## Run the benchmarks and print their tables
	@$(RUN)/python -m benchmarks

soak: setup  ## Run the long load and fault tests (about two hours)
	@scripts/get_pgbouncer.sh
	@scripts/get_browser.sh
	@$(RUN)/python scripts/run_tests.py --soak

docs: setup  ## Write the pages that are generated from the code
	@$(RUN)/motcua docs write

clean:  ## Remove environments, models and the demo's data
	rm -rf .venv nlu/.venv .tools .motcua nlu/models .pytest_cache .mypy_cache .ruff_cache
