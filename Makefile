# make run      installs Postdesk and starts it with demo evidence (ARGS="--no-demo" starts empty)
# make test     installs what the tests need and runs every check (ARGS="-k word" goes to pytest)
# make bench    measures the figures beside their references
# make lock     pins what pyproject.toml asks for (ARGS=--upgrade: at its newest)
PYTHON ?= python3
V := .venv
BIN := $(V)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes

.PHONY: run install test checks style types layers tests bench lock clean

run: install
	@$(BIN)/python app.py $(ARGS)

install: $(V)/.ready

$(V)/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Postdesk needs Python 3.11 or newer, and $(PYTHON) is %d.%d: install one and run `make PYTHON=python3.11 $(MAKECMDGOALS)`." % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Postdesk needs Python's venv and pip: on Debian and Ubuntu, install python3-venv." >&2; exit 1; }
	@echo "Installing Postdesk in $(V) ..."
	@$(PYTHON) -m venv $(V)
	@sed -n '/^uv==/,/^[^u ]/{/^[u ]/p;}' requirements.lock >$(V)/uv.lock
	@$(PIP) -r $(V)/uv.lock 2>/dev/null && $(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements.lock \
		|| $(PIP) -r requirements.lock
	@touch $@

# system_packages installs what is missing where it can, and prints a marker expression without the tests it could not
# make possible. Every check runs, also after one that failed.
test: install
	@missing=$$(tests/servers/system_packages) && $(MAKE) -k --no-print-directory checks MISSING="$$missing"

checks: style types layers tests

style:
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports --no-logo

tests:
	$(BIN)/python -m pytest -n auto --dist loadfile -m "$(MISSING)" $(ARGS)

bench: install
	@tests/servers/system_packages pflogsumm >/dev/null
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lock: install
	@$(BIN)/uv pip compile -q --universal --generate-hashes --all-extras --group dev \
		--custom-compile-command "make lock" $(ARGS) pyproject.toml -o requirements.lock

clean:
	rm -rf $(V) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
