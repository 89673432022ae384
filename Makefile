# What people do with the chat. Each verb first installs what it needs, into .venv alone.

PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check

run: .venv/chat  ## Serve the chat; everything that it keeps goes into var/.
	@.venv/bin/python manage.py serve

demo: .venv/chat  ## Fill the chat with a few people, groups and days of talk.
	@.venv/bin/python manage.py demo

test: .venv/tools  ## Run all tests.
	@.venv/bin/python -m tests

torture: .venv/tools  ## Run the tests of faults that take minutes: networks, databases and disks that fail.
	@.venv/bin/python -m pytest -s -m torture

bench: .venv/tools  ## Measure the chat beside others, in about ten minutes. `python -m bench --all` measures everything.
	@.venv/bin/python -m bench

lint: .venv/tools  ## Check style and forgotten migrations.
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/python manage.py makemigrations --check --dry-run

.venv/chat: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "The chat needs Python 3.11 or newer, and $(PYTHON) is not that." \
	    "Another one can be named: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python can't make virtual environments here yet. Please install that part of it:"; \
	  echo "  sudo apt install python3-venv"; exit 1; }
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing what the chat needs into .venv; this takes about a minute, once."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/tools: .venv/chat requirements-dev.txt
	@echo "Installing what tests need into .venv."
	@$(PIP) -r requirements-dev.txt
	@touch $@

.PHONY: run demo test torture bench lint
