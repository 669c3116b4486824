# make run: everything, from nothing but Python 3.11+.   make test: all tests.   make help: the rest.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup setup-dev run doctor test lint bench bill clean
.DEFAULT_GOAL := help

help:
	@echo "make run      start MediaHub (installs what it needs first); Ctrl-C ends it"
	@echo "make doctor   what is there, what is missing, and the command that mends it"
	@echo "make test     all tests (TESTS=tests/gallery for some of them)"
	@echo "make lint     ruff, mypy, and whether docs/models.md is current"
	@echo "make bench    the benchmarks (ONLY=orders for some of them); the table goes into docs/performance.md"
	@echo "make bill     the proof in docs/reliability.md: 2,000 orders on each database, about 20 minutes"
	@echo "make clean    remove .venv and caches; data stays"

setup:
	@$(PYTHON) -m mediahub.install requirements.txt

setup-dev:
	@$(PYTHON) -m mediahub.install requirements-dev.txt

run: setup
	@exec $(BIN)/python manage.py up --with-parent

doctor: setup
	@exec $(BIN)/python manage.py doctor

test: setup-dev
	@exec $(BIN)/python -m pytest -n auto --maxprocesses=4 --dist loadfile $(or $(TESTS),tests) $(ARGS)

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python manage.py catalog --check

bench: setup-dev
	@exec $(BIN)/python -m benchmarks $(ONLY)

bill: setup-dev
	$(BIN)/python -m benchmarks.bill --database sqlite --write
	$(BIN)/python -m benchmarks.bill --database postgresql --write

clean:
	rm -rf .venv .venv.lock .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
