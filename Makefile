# Two commands do everything on a fresh Debian machine: `make run` and `make test`. `make help` lists the others.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
VAR_DIR ?= var
TEST_PROCESSES ?= 2
# Tests start dozens of processes; each reads what the first one compiled.
unexport PYTHONDONTWRITEBYTECODE

# The system libraries that WeasyPrint loads to write PDF, and a font.
PDF_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 fonts-dejavu-core
PDF_PROBE := import ctypes, pathlib; \
	[ctypes.CDLL(f"lib{n}.so.{v}") for n, v in (("pango-1.0", 0), ("pangoft2-1.0", 0), ("harfbuzz", 0), \
	("harfbuzz-subset", 0), ("fontconfig", 1))]; \
	next(pathlib.Path("/usr/share/fonts").rglob("*.[to]tf"))

# uv installs the locks in seconds; where it cannot, pip installs the same ones.
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r
INSTALL = $(VENV)/bin/uv pip install --quiet --system-certs --python $(PY) --require-hashes -r $(1) \
	|| { echo "uv could not; pip tries" >&2; $(PIP) $(1); }

.PHONY: gettext help run test suite faults faults-long bench lint format lock messages demo-reset clean pdf-libraries pdf-reader chromium

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# Set-up: stamps in .venv skip what was done -----------------------------------------------------------------------------

$(PY):
	@command -v $(PYTHON) >/dev/null || .ci/apt "Python" python3 python3-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || .ci/apt "Python environments" python3-venv
	@echo "Python environment: making $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt requirements-uv.txt | $(PY)
	@echo "Python packages: installing requirements.txt"
	@[ -x $(VENV)/bin/uv ] || $(PIP) requirements-uv.txt || true
	@$(call INSTALL,requirements.txt)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Python packages: installing requirements-dev.txt"
	@$(call INSTALL,requirements-dev.txt)
	@touch $@

pdf-libraries: | $(PY)
	@$(PY) -c '$(PDF_PROBE)' 2>/dev/null || .ci/apt "PDF documents" $(PDF_PACKAGES) \
		|| echo "PDF documents: the portal runs without them; asking for a PDF is answered with a message." >&2

chromium:
	@[ -n "$${CHROMIUM_PATH:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| .ci/apt "Browser tests" chromium

pdf-reader:
	@command -v pdftotext >/dev/null || .ci/apt "Tests that read PDF" poppler-utils

# Run --------------------------------------------------------------------------------------------------------------------

# As in production but for the demo office and the style guide: the portal's own error pages, static files collected.
run: export DEBUG = 0
run: export DEVELOPMENT = 1
run: $(VENV)/.installed pdf-libraries $(VAR_DIR)/static/staticfiles.json ## Set up what is missing and start the portal at http://127.0.0.1:8000 (HOST=, PORT=)
	@echo "Database and demo office: preparing; the first time takes a minute"
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_catalogues
	@$(PY) manage.py demo --if-empty
	@exec $(PY) manage.py serve --then "demo --accounts"

$(VAR_DIR)/static/staticfiles.json: $(VENV)/.installed $(shell find static */static */*/static -type f 2>/dev/null)
	@echo "Static files: collecting and compressing"
	@$(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

demo-reset: $(VENV)/.installed ## Put the demo office back to its first day
	@$(PY) manage.py demo --reset

# Check ------------------------------------------------------------------------------------------------------------------

test: $(VENV)/.installed-dev pdf-libraries pdf-reader chromium gettext ## Everything: lint, types, contracts, migrations, the suite on PostgreSQL and on SQLite
	@$(PY) tests/servers.py -- $(MAKE) suite

# What is the same on every database, besides the tests that use none: tools and processes, who may ask for what, nonsense in forms, the expression language.
NO_DATABASE := infra authorisation fuzz expressions metadata/exchange metadata/tabular

suite: # in the environment that tests/servers.py gives
	@status=0; \
	$(PY) -m pytest -q -n $(TEST_PROCESSES) --dist worksteal || status=1; \
	echo "Once more on SQLite: all that needs neither PostgreSQL nor a browser"; \
	DATABASE_URL= $(PY) -m pytest -q -n $(TEST_PROCESSES) --dist worksteal $(addprefix --ignore=tests/,$(NO_DATABASE)) \
		-m "database and not postgres and not browser and not faults" || status=1; \
	exit $$status

faults: $(VENV)/.installed-dev pdf-libraries chromium ## Kill workers, web process and browser in their work; nothing is lost or done twice
	@$(PY) tests/servers.py -- $(PY) -m pytest tests/faults -m faults -q -p no:randomly

faults-long: $(VENV)/.installed-dev pdf-libraries chromium ## 500 kills of browser and web process while somebody types; over an hour
	@AUTOSAVE_KILLS=125 $(PY) tests/servers.py -- $(PY) -m pytest tests/faults/test_autosave.py -m faults -q -p no:randomly

bench: $(VENV)/.installed-dev ## Measure the pages against their limits
	@$(PY) tests/servers.py -- $(PY) -m bench

lint: $(VENV)/.installed-dev ## Style, types and import contracts alone
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache

format: $(VENV)/.installed-dev ## Let ruff put the code in order
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(VENV)/bin/ruff format --quiet .

# Upkeep -----------------------------------------------------------------------------------------------------------------

LOCK = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(UPGRADE)
lock: $(VENV)/.installed ## Compile requirements*.in into hashed locks (UPGRADE=--upgrade for newer versions)
	@$(LOCK) requirements-uv.in -o requirements-uv.txt
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt

gettext:
	@command -v xgettext >/dev/null || .ci/apt "Translations" gettext

messages: $(VENV)/.installed gettext ## Collect the texts to translate and compile the translations
	@$(PY) manage.py makemessages -l id --no-location --no-obsolete -i "$(VENV)" -i var -i node_modules -i tests -i bench
	@$(PY) manage.py compilemessages -l id -i "$(VENV)"

clean: ## Remove the environment, caches and collected static files; var/ with the data stays
	@rm -rf $(VENV) var/static .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +
