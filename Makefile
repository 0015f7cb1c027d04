# One command each. Needs only python3 (3.11), make and the package registries; everything else goes into .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := demo-data
PER_FORMAT ?= 2000
# The machine's own uv where there is one, else the one that setup puts into the environment.
UV = VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(if $(shell uv --version 2>/dev/null),uv,$(BIN)/uv)

# Compiled modules are kept, whatever the machine says: to compile them anew takes most of a command's start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup browser demo test lint format docs bench eval serve lock clean
.DEFAULT_GOAL := setup

setup: $(STAMP)

# The stamp is touched last: an installation that was cut short is done again.
$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "错误 / error: Python 3.11 is needed ($(PYTHON) is another); try make setup PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(UV) --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet "uv>=0.9"
	$(UV) pip sync --quiet --require-hashes requirements.lock
	$(UV) pip install --quiet --no-deps --editable .
	@touch $@

demo: setup
	@rm -rf $(DEMO)
	NIANBAO_HOME=$(DEMO) $(BIN)/nianbao ingest eval/samples/reports
	NIANBAO_HOME=$(DEMO) $(BIN)/nianbao check --failed
	NIANBAO_HOME=$(DEMO) $(BIN)/nianbao ask "which bureaus reported fee income in 2024"
	NIANBAO_HOME=$(DEMO) $(BIN)/nianbao ask "2024年哪些单位有行政事业性收费"
	NIANBAO_HOME=$(DEMO) $(BIN)/nianbao ask "which bureaus reported fee income in 2019"

# The page of an evaluation is looked at in a real browser by one test, which is skipped where there is none.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null \
		|| { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

test: setup
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup
	$(BIN)/python -m canonical.rules_page > docs/rules.md

# 2,000 documents in each of 31 formats take about an hour on two cores; `make bench PER_FORMAT=50` is what CI does.
bench: setup
	$(BIN)/nianbao eval bench --per-format $(PER_FORMAT)

eval: setup
	$(BIN)/nianbao eval gate

serve: setup
	$(BIN)/nianbao serve

lock: setup
	$(UV) pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header \
		-o requirements.lock

clean:
	rm -rf $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
