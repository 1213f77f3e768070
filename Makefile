# Every target works as the first command on a clean checkout: it sets up what it needs.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= $(shell for v in python3.11 python3.12 python3.13 python3; do \
	$$v -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && echo $$v && break; done)
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8765
DAYS ?= 60
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: demo test check bench airflow serve setup setup-dev lock clean help

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: setup ## plays the sample town, prints the digest, opens the front desk (SERVE=0: ends after the digest)
	@$(BIN)/voorkant demo --days $(DAYS) --port $(PORT) $(if $(filter 0,$(SERVE)),,--serve)

test: setup-dev ## all checks and all tests
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

check: setup-dev ## style, types and import rules
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup-dev ## measures; writes bench/results.json
	@$(BIN)/python -m bench

airflow: setup-dev ## Airflow standalone with our DAGs on http://127.0.0.1:8080
	@AIRFLOW_HOME="$(CURDIR)/.airflow" $(BIN)/python -m dags.standalone

setup: $(VENV)/runtime.done
setup-dev: $(VENV)/dev.done

$(VENV)/uv.done:
	@test -n "$(PYTHON)" || { echo "Voorkant heeft Python 3.11, 3.12 of 3.13 nodig; zet het op de machine en probeer het opnieuw." >&2; exit 1; }
	echo "Omgeving maken met $(PYTHON)" >&2
	$(PYTHON) -m venv $(VENV)
	grep -A 40 '^uv==' requirements-dev.lock | awk 'NR==1 || /^ /{print} NR>1 && !/^ /{exit}' | grep -v '# via' > $(VENV)/uv.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	touch $@

$(VENV)/runtime.done: $(VENV)/uv.done requirements.lock pyproject.toml
	@echo "Pakketten installeren" >&2
	if [ ! -f $(VENV)/dev.done ]; then $(BIN)/uv pip install -q --compile-bytecode --require-hashes -p $(BIN)/python -r requirements.lock; fi
	$(BIN)/uv pip install -q --no-deps -p $(BIN)/python -e .
	echo "Vormgeving van de balie klaarzetten" >&2
	$(BIN)/python -m frontdesk.assets
	echo "Model klaarzetten (is het er nog niet, dan duurt dat vijf tot zeven minuten)" >&2
	$(BIN)/voorkant model train --shipped
	touch $@

$(VENV)/dev.done: $(VENV)/uv.done requirements-dev.lock pyproject.toml
	@echo "Pakketten installeren, ook die voor het testen" >&2
	$(BIN)/uv pip install -q --compile-bytecode --require-hashes -p $(BIN)/python -r requirements-dev.lock
	touch $@
	rm -f $(VENV)/runtime.done
	$(MAKE) --no-print-directory $(VENV)/runtime.done
	touch $@

lock: $(VENV)/uv.done ## pin the dependencies of pyproject.toml anew
	@lock="uv pip compile --generate-hashes --no-emit-index-url --no-header -q --python-version 3.11 --python-platform linux"
	$(BIN)/$$lock pyproject.toml --group dev --extra airflow -o requirements-dev.lock
	$(BIN)/$$lock pyproject.toml -c requirements-dev.lock -o requirements.lock

clean: ## forget environment, caches and the sample town
	@rm -rf $(VENV) .demo .airflow .mypy_cache .ruff_cache .pytest_cache models/trained frontdesk/static/vendor node_modules
