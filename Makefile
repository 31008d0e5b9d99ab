# studyapp: `make study` opens the app, `make test` runs the suite; both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NODE := .node
YAML_SERVER := yaml-language-server@1.25.0
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Pins hold in the build environment of the package too; newer pips read the second name.
export PIP_CONSTRAINT = $(CURDIR)/constraints.txt
export PIP_BUILD_CONSTRAINT = $(CURDIR)/constraints.txt

# Needs a registry for pip; everything else here works without a network once installed.
.PHONY: study install yaml-server test test-all wheel bench check format schema lint contracts types drift clean

study: install
	@$(BIN)/studyapp

install: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	$(BIN)/python -m compileall -q studyapp simulator  # so that the first start does not wait for it
	@touch $@

# The server that editors use, for the tests marked `node`; they are skipped where it cannot be had.
yaml-server:
	@test -e $(NODE)/$(YAML_SERVER) || { rm -rf $(NODE) && mkdir -p $(NODE) && \
	  npm install --prefix $(NODE) --no-audit --no-fund --ignore-scripts --fetch-retries 1 --loglevel error \
	    $(YAML_SERVER) >/dev/null && touch $(NODE)/$(YAML_SERVER); } || \
	  echo "no YAML language server: npm or the network is missing, so the tests marked 'node' are skipped"

# Python starts dozens of times in the suite, so that what it compiles is kept, whatever the environment says.
# Tests that share a store, a run or a pack stay together, and a worker that is done takes over what is left; each has
# a core, so that more threads of the linear algebra would only wait for one another.
PYTEST := PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist worksteal

test: install yaml-server
	$(PYTEST)

test-all: install yaml-server
	$(PYTEST) -m "not benchmark and not wheel" --hypothesis-profile thorough

wheel: install
	$(BIN)/python -m pytest -m wheel tests/packaging

bench: install
	$(BIN)/python -m pytest -m benchmark tests/benchmarks -s

# Cheap first; pytest's summary of the suite is the last line.
check: lint contracts types drift wheel test

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

contracts: install
	$(BIN)/lint-imports

types: install
	$(BIN)/mypy

drift: install
	@made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && \
	  $(BIN)/studyapp pack schema > "$$made/all" && $(BIN)/studyapp pack schema --output "$$made/schema" && \
	  diff content/pack.schema.json "$$made/all" && diff -r content/schema "$$made/schema" || \
	  (echo "the schemas under content/ are stale: run 'make schema'" >&2; exit 1)

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schema: install
	$(BIN)/studyapp pack schema > content/pack.schema.json
	$(BIN)/studyapp pack schema --output content/schema

clean:
	rm -rf $(VENV) $(NODE) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
