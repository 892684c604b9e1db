# Every target that needs the environment depends on its stamp, so that `make test` works in a new
# clone and installs once. Another interpreter: make setup PYTHON=python3.12
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# Type checkers read paths, and not the hooks by which Python finds an editable installation.
SOURCES := nasdsl_sources.pth
PURELIB := import sysconfig; print(sysconfig.get_path('purelib'))

.DEFAULT_GOAL := help
.PHONY: help setup check lint test test-long demo bench bench-gpu clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## create .venv and install nasdsl into it, with everything to develop it

# The entry points of an *.egg-info that an earlier setup left would go before those of now.
$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "nasdsl needs Python 3.11 or later: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing nasdsl and what develops it into .venv: minutes, the first time"
	@rm -rf *.egg-info
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet -e '.[all]'
	@printf '%s\n' "$(CURDIR)" "$(CURDIR)/backends" > "$$($(BIN)/python -c "$(PURELIB)")/$(SOURCES)"
	@touch $(STAMP)

lint: setup ## style, types and the order of the layers
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m pyright
	$(BIN)/lint-imports

check: setup ## in seconds: style, layers, each kind of node, one spec through every stage; no types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_stages.py tests/kinds tests/formatting/test_kinds.py \
	  $(patsubst %/kinds,%/test_kinds.py,$(wildcard tests/*/kinds))

test: lint ## lint, then the tests that take seconds each: minutes in all
	$(BIN)/python -m pytest -n 2 -m "not long"

test-long: setup ## the tests that take minutes each: hours in all
	$(BIN)/python -m pytest -n 2 -m long

demo: setup ## search a small space on handwritten digits; ends with the place of report.html
	rm -rf demo-run
	$(BIN)/nasdsl search pouy_digits --data digits --epochs 8 --seed 1 --out demo-run

bench: setup ## every benchmark that runs on a CPU
	@for script in $(filter-out %/gpu.py %/plain_module.py,$(wildcard benchmarks/*.py)); do \
	  echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

# From a wheel, without a network: PYTHON has jax for the GPU, flax, optax and what nasdsl needs.
bench-gpu: ## networks an hour on a GPU, within 8 minutes; SMALL=--small tries it on a CPU
	rm -rf build/bench
	test -e "$(WHEEL)" || $(PYTHON) -m pip wheel --quiet --no-deps --no-build-isolation -w build/bench .
	$(PYTHON) -m pip install --quiet --no-deps --no-index --target build/bench/site \
	  $(or $(WHEEL),build/bench/*.whl)
	PYTHONPATH=build/bench/site $(PYTHON) benchmarks/gpu.py $(SMALL)

clean: ## remove what was built; .venv and runs stay
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
