# Two commands do everything on a fresh machine: `make demo` and `make test`. Both set up what they need first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

COALITION ?= brazil
LANDING ?= landing
LAKEHOUSE ?= lakehouse
OUT ?= atlas
DEMO ?= demo
FAST := "not slow and not cluster and not faults and not containers"

# Each suite would otherwise compile all tests and modules anew, in each of its processes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo run test test-slow test-sequences test-tables test-worlds test-both test-processes test-realdata test-core cluster-test \
	cluster-core compose-test fault-test hooks lint coverage bench docs jobs clean

help:  ## these targets
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## .venv with what requirements.lock pins, and Delta's jars; every other target does it first

$(READY): pyproject.toml requirements.lock
	@command -v $${JAVA_HOME:+$$JAVA_HOME/bin/}java >/dev/null 2>&1 || { echo "Java is missing: Spark needs a JDK 17 (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless; macOS: brew install openjdk@17), then set JAVA_HOME or PATH." >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "$(PYTHON) is missing: G-CRM needs Python 3.11; name another 3.11 with make PYTHON=/path/to/python." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
# pip compiles in one process, for as long as it unpacks. So all cores do it, while the jars come; a few files of other
# Pythons, which nobody imports, do not compile.
	$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib & $(BIN)/python -m gcrm.core.storage.jars && wait
	@touch $(READY)

demo: setup  ## a simulated coalition, from nothing to the pages, in ./demo
	$(BIN)/gcrm demo --out $(DEMO)

run: setup  ## the main job: files in LANDING to tables in LAKEHOUSE, and the pages in OUT
	$(BIN)/gcrm run --coalition $(COALITION) --landing $(LANDING) --lakehouse $(LAKEHOUSE)
	$(BIN)/gcrm atlas --coalition $(COALITION) --lakehouse $(LAKEHOUSE) --out $(OUT)

test: setup  ## every fast test, in two processes
	$(BIN)/python -m pytest -m $(FAST) -n 2 --dist loadfile --no-loadscope-reorder --durations=15 --durations-min=5

test-slow: setup  ## the others that need this machine only: the next five
	$(BIN)/python -m pytest -m slow

test-sequences: setup  ## several runs one after another: deliveries, corrections, a whole coalition
	$(BIN)/python -m pytest -m sequences

test-tables: setup  ## rows and tables as they are made of files, and as they are written, merged and made anew, one run at a time
	$(BIN)/python -m pytest -m "tables and not sequences" -n 2 --dist loadfile --no-loadscope-reorder --durations=15 --durations-min=8

test-worlds: setup  ## simulated worlds of thousands of members, and the laws that they were drawn from
	$(BIN)/python -m pytest -m worlds -n 2 --dist loadfile --no-loadscope-reorder --durations=15 --durations-min=8

test-both: setup  ## tables and worlds in one go, as .ci/run has them: one start of Spark fewer
	$(BIN)/python -m pytest -m "worlds or (tables and not sequences)" -n 2 --dist loadfile --no-loadscope-reorder --durations=15 --durations-min=8

test-processes: setup  ## processes side by side, and processes that are killed
	$(BIN)/python -m pytest -m processes

test-realdata: setup  ## the real files of brazil in ../shared/data, where they are
	$(BIN)/python -m pytest -m realdata

test-core: setup  ## of the slow ones, what every change must pass
	$(BIN)/python -m pytest -m "slow and core" -n 2 --dist loadfile --no-loadscope-reorder --durations=0 --durations-min=1

cluster-test: setup  ## HDFS and YARN as processes of this machine, and a day on them; needs Maven
	$(BIN)/python -m pytest -m cluster tests/cluster

cluster-core: setup  ## of those, what every change must pass: the day, its tables, who may read what, refusals
	$(BIN)/python -m pytest -m "cluster and core" tests/cluster --durations=0 --durations-min=1

compose-test: setup  ## the containers of docker/, built and run; needs `docker compose`, or podman and podman-compose
	$(BIN)/python -m pytest -m containers tests/containers

fault-test: setup  ## what breaks while it runs, on disk and on a cluster; ends with a table of what came of it
	$(BIN)/python -m pytest -m faults tests/faults

hooks: setup  ## what runs before each commit of this clone
	$(BIN)/pre-commit install

lint: setup  ## ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
# mypy is one process, so that the other core has time for the graph of imports.
	$(BIN)/lint-imports & imports=$$!; $(BIN)/mypy && wait $$imports

coverage: setup  ## the lines of lib/gcrm that the fast tests run, in build/coverage
	$(BIN)/python -m pytest -m $(FAST) -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=html --cov-report=term:skip-covered

bench: setup  ## ratios side by side, kept as JSON in build/bench
	$(BIN)/python -m tests.benchmarks

docs: setup  ## catalogue and open data contracts in build/docs
	$(BIN)/gcrm docs --coalition $(COALITION) --out build/docs

jobs: setup  ## the files in jobs/ anew, from the jobs that tables name
	$(BIN)/gcrm jobs --out jobs

clean:  ## away with what the others made, .venv too
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache
