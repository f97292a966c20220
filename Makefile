# The commands of this project, one word each. `make` alone lists them.

PYTHON ?= python3
WORKERS ?= 3
BIN = .venv/bin
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

# What Python compiles is kept, whatever the shell says: else each worker would compile every test for itself.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup dev run browser postgres test deep check check-types check-rest app-checks format pins clean

help:
	@echo "make run      set up what is missing and start the product on this machine"
	@echo "make test     run the tests (sets up what they need)"
	@echo "make check    look over the code, the templates, the words and the migrations"
	@echo "make deep     the tests with many more examples, kills and tampering (long)"
	@echo "make format   put code and templates in their usual form"
	@echo "make pins     write the exact versions anew from pyproject.toml (UPGRADE=--upgrade for newer ones)"
	@echo "make clean    remove what was made here, but never the instance folder"

# ---- Setting up: stamped, so that a second time costs nothing ----------------------------------

setup: .venv/setup-done

dev: .venv/dev-done

.venv/setup-done: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/dev-done: .venv/setup-done requirements-dev.txt
	$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@

# The tests' browser: the machine's Chromium; else Debian's, with its quicker headless shell if there is one; else the
# one that Playwright fetches.
browser: dev
	@$(BIN)/python -m tests.support.browser || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && \
			export DEBIAN_FRONTEND=noninteractive && \
			{ apt-get install -qq -y --no-install-recommends chromium chromium-headless-shell || \
			  apt-get install -qq -y --no-install-recommends chromium; }; \
		fi; \
		$(BIN)/python -m tests.support.browser || $(BIN)/python -m playwright install chromium; \
	}

# The tests' PostgreSQL: the machine's server; else the one in the development requirements.
postgres: dev
	@$(BIN)/python -m tests.support.postgres

# ---- Running ------------------------------------------------------------------------------------

run: setup
	@$(BIN)/flask --app app serve

# ---- Proving ------------------------------------------------------------------------------------

test: dev browser postgres
	$(PYTEST) -m "not deep"

deep: dev browser postgres
	MENTORING_PROFILE=deep $(PYTEST)

# The types take as long as all the rest, which is looked over beside them.
check: dev
	@$(MAKE) --no-print-directory -j2 check-types check-rest

check-types: dev
	$(BIN)/mypy

check-rest: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --check --quiet --allow-empty-input templates
	$(BIN)/djlint --lint --quiet --allow-empty-input templates
	@$(MAKE) --no-print-directory app-checks

# The catalogue of words, and the migrations against the models, in a folder of their own.
app-checks: dev
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	export INSTANCE_PATH="$$folder" && \
	set -x && \
	$(BIN)/flask --app app catalogue check && \
	$(BIN)/flask --app app db upgrade && \
	$(BIN)/flask --app app db check

# ---- Keeping in form ----------------------------------------------------------------------------

format: dev
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .
	-$(BIN)/djlint --reformat --quiet --allow-empty-input templates

pins:
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install --quiet uv && \
	pin="$$tools/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-config --no-emit-index-url --no-emit-find-links $(UPGRADE)" && \
	UV_CUSTOM_COMPILE_COMMAND="make pins" && export UV_CUSTOM_COMPILE_COMMAND && \
	$$pin pyproject.toml -o requirements.txt && \
	$$pin --group pyproject.toml:dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
