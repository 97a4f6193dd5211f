# make setup   everything into .venv, front end bundled
# make demo    set up and open Mainstay with demonstration data
# make test    set up and run the whole suite, on SQLite and on PostgreSQL
# make check   format, lint, types, layers
# make bench   measurements against peers (long)
# make faults  long fault runs
# make audit   weaknesses in the code (bandit) and known ones of what it needs (pip-audit)
# make docs    the documentation as a site, in site/
# make messages  new texts into the catalogs, for their translators
# make readings  how Chinese signs are read, from the dictionaries of pypinyin

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup

.DEFAULT_GOAL := setup
.PHONY: setup demo test check format lock bench faults audit docs clean test-needs messages readings

setup: .venv/ready

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv

# Compiled here once: where Python may not write its byte code, every command would compile it anew.
.venv/synchronised: .venv/bin/uv requirements.lock
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@touch $@

# The build hook compiles the messages and bundles the front end when their sources changed.
.venv/ready: .venv/synchronised pyproject.toml hatch_build.py $(shell find frontend src/mainstay/locale -type f -not -path '*/node_modules/*' -not -name '*.mo' 2>/dev/null)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

demo: setup
	MAINSTAY_HOME=$${MAINSTAY_HOME:-$(CURDIR)/demo} $(BIN)/mainstay demo

test-needs: setup
	tools/install-test-needs

# What asks no database, or starts one of its own, runs once, as do the words of commands and the matrix of
# rights, which Python decides; pages look alike on every database, so the browser opens them once.
ONCE := tests/architecture tests/end_to_end tests/engines tests/histories tests/packaging tests/tutorials tests/rights/test_matrix.py \
	$(addprefix tests/faults/test_,damage.py lost_database.py) \
	$(addprefix tests/cli/test_,clv.py days.py evaluating.py quality.py rates.py serving.py terminal.py workbooks.py) \
	$(addprefix src/mainstay/,analytics cli/demo engine kernel) \
	$(addprefix src/mainstay/apps/ledger/,cleaning quality reading)
test: test-needs
	$(PYTEST) --check-routes
	MAINSTAY_DATABASE_URL=postgres $(PYTEST) $(ONCE:%=--ignore %)

check: setup frontend/node_modules/.package-lock.json
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check

frontend/node_modules/.package-lock.json: frontend/package-lock.json .venv/synchronised
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The catalogs' texts from the source; their translations are kept.
messages: setup
	$(BIN)/python -m mainstay.foundation.testing.messages

readings: setup
	$(BIN)/python -m mainstay.foundation.testing.readings

lock: .venv/bin/uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
		--generate-hashes --quiet --output-file requirements.lock --custom-compile-command "make lock"

bench: setup
	$(BIN)/python -m benchmarks

# Histories of the ledger touch no database, so they run once.
faults: test-needs
	MAINSTAY_FAULT_RUNS=1000 MAINSTAY_SOAK_SECONDS=7200 $(BIN)/python -m pytest -m fault
	MAINSTAY_FAULT_RUNS=1000 MAINSTAY_SOAK_SECONDS=7200 MAINSTAY_DATABASE_URL=postgres \
		$(BIN)/python -m pytest -m fault --ignore tests/histories
	MAINSTAY_DESCRIPTION_EXAMPLES=20 $(BIN)/python -m pytest tests/interface

# Outside of `check`: what is known of other packages changes from day to day.
audit: .venv/bin/uv
	$(BIN)/uv tool run --quiet bandit --quiet --recursive src --exclude '*/tests/*' -lll
	$(BIN)/uv tool run --quiet pip-audit --requirement requirements.lock --disable-pip --require-hashes

docs: setup
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --config-file mkdocs.zh-Hans.yml

clean:
	rm -rf .venv build dist site artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		src/mainstay/shell/web/static/bundle
