# What a person or a CI types. Needs make, git and Python >= 3.11; on Debian, as root, it installs the rest by itself.
# Everything is installed from requirements.lock, hash by hash, into .venv; nothing outside the checkout is touched but
# Debian packages (python3-venv, chromium, CJK fonts) that are missing.

PYTHON ?= python3
PORT ?= 8501
HEADLESS ?=
ARGS ?=
UPGRADE ?=
CHECKED := rules assistant
TABLES := assistant/chat/data assistant/extraction/data rules/messages rules/ahead $(wildcard rules/protocols/*)

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
APT_INSTALL = $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends

.DEFAULT_GOAL := help
.PHONY: help setup run test mutate lint format eval eval-llm bench tables lock clean test-tools

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## Make .venv from the lock file, with `prescreen` in its bin/

# Byte-code is made as pip makes it for what it installs: where Python may not write any (PYTHONDONTWRITEBYTECODE), each
# start would compile the program anew, which takes a quarter of its time.
# The lock keeps two makes started at once from installing into the same folder; the second finds the stamp and leaves.
$(STAMP): requirements.lock pyproject.toml
	@if command -v flock >/dev/null; then flock .venv.lock $(MAKE) --no-print-directory venv; \
	else $(MAKE) --no-print-directory venv; fi

.PHONY: venv
venv:
	@if [ -e $(STAMP) ] && [ -z "$$(find requirements.lock pyproject.toml -newer $(STAMP))" ]; then exit 0; fi; set -e; \
	command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON): install Python 3.11 or newer." >&2; exit 1; }; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$($(PYTHON) --version): prescreen needs 3.11 or newer (make PYTHON=python3.12 ...)." >&2; \
		exit 1; }; \
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv ..."; $(APT_INSTALL) python3-venv >/dev/null; \
		else \
			echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; \
		fi; \
	fi; \
	[ -x $(BIN)/python ] && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV); \
	echo "Installing from requirements.lock into $(VENV) (a few minutes the first time) ..."; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	$(BIN)/python -m compileall -q assistant eval prompts rules ui; \
	$(BIN)/python -m assistant.extraction.keptpatterns ui/page/examples/*.txt >/dev/null; \
	touch $(STAMP)

run: setup ## Open the chat page on 127.0.0.1 (PORT=8501; HEADLESS=1 opens no browser)
	@exec $(BIN)/prescreen ui --port $(PORT) $(if $(filter 1,$(HEADLESS)),--headless)

test: setup test-tools ## Run every test (ARGS="-k washout" is handed to pytest)
	@$(BIN)/python -m pytest $(ARGS)

# The niceness leaves the machine to others: this takes all of two cores for half an hour.
mutate: setup ## Put small faults into the rules and see that a test notices each (ARGS=windows tries one module)
	@nice -n 19 $(BIN)/python -m tests.rules.mutation $(ARGS)

# The page is tested in Debian's own Chromium, with a font that has Chinese characters.
test-tools:
	@missing=; \
	command -v chromium >/dev/null || missing="chromium"; \
	fc-list :lang=zh 2>/dev/null | grep -q . || missing="$$missing fontconfig fonts-noto-cjk"; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get >/dev/null; then \
		echo "Tests of the page need, and this machine lacks: $$missing" >&2; exit 0; fi; \
	echo "Installing $$missing ..."; $(APT_INSTALL) $$missing >/dev/null

lint: setup ## Check style, format, types and who may import whom
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --diff --quiet . ; echo "Run: make format" >&2; exit 1; }
	@$(BIN)/mypy --strict $(CHECKED)
	@$(BIN)/lint-imports --no-logo

format: setup ## Mend what can be mended by itself
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

eval: setup ## Run the evaluation suites
	@$(BIN)/prescreen eval nk510 dev fresh facts adversarial robustness fairness -o eval/out

# The model (1.1 GB) and what serves it go into a cache of the user's, not into .venv: nothing else needs them.
eval-llm: setup ## Try the readers on a real small model, fetched by its digest (ARGS="--cases zh-17 --url URL"; --help)
	@$(BIN)/python -m eval.yardsticks $(ARGS)

bench: setup ## Run the benchmarks
	@$(BIN)/python -m eval.bench
	@$(BIN)/python -m eval.bench_checks

tables: setup ## Make built.json anew, after a change of a YAML file
	@$(BIN)/python -m rules.terminology
	@$(BIN)/python -m rules.prepared $(TABLES)

lock: setup ## Write requirements.lock anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev --extra eval \
		--no-emit-index-url --no-emit-find-links --no-header $(if $(filter 1,$(UPGRADE)),--upgrade) \
		--output-file requirements.lock pyproject.toml
	@! grep -nE '://|^-' requirements.lock || { echo "requirements.lock holds an address." >&2; exit 1; }

clean: ## Remove caches and build products; .venv stays
	@rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis eval/out
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
