# 五星支部 / fivestar. Two commands are enough: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)

.PHONY: help run test lint types imports check cover
help:             ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

run: $(VENV)/.run ## the whole thing on this machine: sample organ, fake WeCom, sandbox page
	@$(BIN)/fivestar demo $(ARGS)

test: $(VENV)/.dev ## all tests (SQLite, PostgreSQL, browser)
	@$(BIN)/python -m pytest -q $(ARGS)

lint: $(VENV)/.dev ## ruff, mypy --strict, import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test  ## lint and test

cover: $(VENV)/.dev ## tests with branch coverage
	@$(BIN)/coverage run -m pytest -q && $(BIN)/coverage report

# The virtual environment is made again whenever a lock changes. uv is used when present; pip does the same, slower.
$(VENV)/bin/python:
ifeq ($(UV),)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo '缺少 python3-venv，请先执行：sudo apt-get install -y python3-venv'; exit 1; }
	@$(PYTHON) -m venv $(VENV)
else
	@uv venv --quiet --python $(PYTHON) $(VENV)
endif

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
ifeq ($(UV),)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
else
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet --require-hashes -r requirements.lock
endif
	@$(MAKE) --no-print-directory $(BIN)/fivestar
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock pyproject.toml | $(VENV)/bin/python
ifeq ($(UV),)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
else
	@VIRTUAL_ENV=$(VENV) uv pip install --quiet --require-hashes -r requirements-dev.lock
endif
	@$(MAKE) --no-print-directory $(BIN)/fivestar
	@touch $@ $(VENV)/.run

# The program runs from this folder: a .pth file and a two-line command, so that no build back end is fetched.
$(BIN)/fivestar: Makefile
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_paths()["purelib"], "fivestar.pth").write_text(str(pathlib.Path.cwd()) + "\n", encoding="utf-8")'
	@printf '#!%s/$(BIN)/python\nfrom bot.__main__ import main\nmain()\n' "$$(pwd)" > $@
	@chmod +x $@
