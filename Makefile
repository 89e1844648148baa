# Salus. `make help` lists what there is; every target does its own set-up.

ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
endif
VENV := .venv/bin
PORT ?= 8000
DATA_DIR ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test lint check bench chaos eval attack fmt lock generate clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Prepare .venv, the embedding model and the front end (quick the second time)
	@test -n "$(PYTHON)" || { echo "Salus needs Python 3.11, 3.12 or 3.13; none was found on PATH."; exit 1; }
	@$(PYTHON) -m tools.setup

run: setup ## Start everything with a seeded demo clinic: make run PORT=8000 DATA_DIR=/path
	@exec $(VENV)/salus up --demo --port $(PORT) $(if $(DATA_DIR),--data-dir $(DATA_DIR))

test: setup ## Run every test; narrow it with ARGS="tests/core -k audit"
	@$(VENV)/python -m tools.ensure_chromium
	@$(VENV)/python -m tools.testing $(ARGS)

lint: setup ## The static checks alone: format, types, imports, lints, docs, generated client
	@$(VENV)/python -m tools.check --static

check: setup ## Everything CI asks for: the static checks, and the tests unless this very tree has passed them
	@$(VENV)/python -m tools.ensure_chromium
	@$(VENV)/python -m tools.check

bench: setup ## Print the speed table and write build/bench.json
	@$(VENV)/python -m bench $(ARGS)

chaos: setup ## Try faults, print what was lost (nothing), write build/chaos.json: make chaos ARGS="--small celery"
	@$(VENV)/python -m bench.faults $(ARGS)

eval: setup ## Print the quality table and write build/eval.json
	@$(VENV)/python -m evals $(ARGS)

attack: setup ## Attack a clinic of its own in every way; print what came out and write build/attack.json
	@$(VENV)/python -m attacks $(ARGS)

fmt: setup ## Format and mend what can be mended by machine
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format .

lock: setup ## Compile requirements/ anew from pyproject.toml; ARGS=--upgrade takes newer versions
	@$(VENV)/python -m tools.lock $(ARGS)

generate: setup ## Write web/src/api/ anew from the server's OpenAPI
	@$(VENV)/python -m tools.openapi

clean: ## Remove what set-up and builds have made (never any data)
	rm -rf .venv build web/node_modules src/salus/app/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
