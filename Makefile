# Two commands do everything on a fresh machine: `make run` and `make test`. Both set up what they need first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

COALITION ?= brazil
LANDING ?= landing
LAKEHOUSE ?= lakehouse
OUT ?= atlas
DEMO ?= demo

.PHONY: setup demo run test test-slow cluster-test compose-test fault-test lint bench docs jobs clean

setup: $(READY)

$(READY): pyproject.toml requirements.lock
	@command -v $${JAVA_HOME:+$$JAVA_HOME/bin/}java >/dev/null 2>&1 || { echo "Java is missing: Spark needs a JDK 17 (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless; macOS: brew install openjdk@17), then set JAVA_HOME or PATH." >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "$(PYTHON) is missing: G-CRM needs Python 3.11; name another 3.11 with make PYTHON=/path/to/python." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m gcrm.core.storage.jars
	@touch $(READY)

demo: setup  ## a simulated coalition, from nothing to the pages, in ./demo
	$(BIN)/gcrm demo --out $(DEMO)

run: setup  ## the main job: files in LANDING to tables in LAKEHOUSE, and the pages in OUT
	$(BIN)/gcrm run --coalition $(COALITION) --landing $(LANDING) --lakehouse $(LAKEHOUSE)
	$(BIN)/gcrm atlas --coalition $(COALITION) --lakehouse $(LAKEHOUSE) --out $(OUT)

test: setup  ## every fast test
	$(BIN)/python -m pytest -m "not slow and not cluster and not faults and not containers" -n 2 --dist loadfile --no-loadscope-reorder

test-slow: setup  ## the others: sequences of deliveries, processes side by side, real data in ../shared/data
	$(BIN)/python -m pytest -m slow

cluster-test: setup  ## HDFS and YARN as processes of this machine, and a day on them; needs Maven
	$(BIN)/python -m pytest -m cluster tests/cluster

compose-test: setup  ## the containers of docker/, built and run; needs `docker compose`, or podman and podman-compose
	$(BIN)/python -m pytest -m containers tests/containers

fault-test: setup  ## what breaks while it runs, on disk and on a cluster; ends with a table of what came of it
	$(BIN)/python -m pytest -m faults tests/faults

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## ratios side by side, kept as JSON in build/bench
	$(BIN)/python -m tests.benchmarks

docs: setup  ## catalogue and open data contracts in build/docs
	$(BIN)/gcrm docs --coalition $(COALITION) --out build/docs

jobs: setup  ## the files in jobs/ anew, from the jobs that tables name
	$(BIN)/gcrm jobs --out jobs

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache
