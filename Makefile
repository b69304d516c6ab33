# Parchemin: `make help` lists what there is to do.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
UV ?= uv

.PHONY: help site serve check test bench bench-full lint format lock dist sbom audit tools clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: $(VENV)/.product ## Set up, check the records, verify the ledger, build the site into site/
	$(BIN)/parchemin check
	$(BIN)/parchemin build
	@echo
	@echo "To look at it: make serve, then open http://127.0.0.1:$(PORT)/"

serve: $(VENV)/.product ## Serve site/ on this machine alone, with the site's own headers (PORT=8000)
	$(BIN)/parchemin serve --port $(PORT)

check: $(VENV)/.product ## Print every mistake in the records
	$(BIN)/parchemin check

test: $(VENV)/.dev ## Set up (Chromium included) and run the tests (ARGS="-k name")
	@{ .ci/chromium install && .ci/driver; } >/dev/null || echo "The browser tests will fail for want of it; the others run."
	@$(MAKE) --silent $(VENV)/.npm-browser || echo "The accessibility tests will fail for want of it; the others run."
	@$(MAKE) --silent $(VENV)/.npm-interop || echo "The interoperability tests will fail for want of it; the others run."
	@.ci/java || echo "The test of valid HTML will fail for want of it; the others run."
	@command -v openssl >/dev/null && command -v jq >/dev/null || .ci/apt "openssl and jq (for the recipe without our software)" openssl jq || echo "Its tests will fail for want of them; the others run."
	@command -v pdftotext >/dev/null && command -v qpdf >/dev/null || .ci/apt "poppler and qpdf (to read our documents)" poppler-utils qpdf || echo "The tests of documents will fail for want of them; the others run."
	@command -v nginx >/dev/null && command -v apache2 >/dev/null || .ci/apt "nginx and Apache (to hold docs/operators.md to them)" nginx-light apache2 || echo "The tests of web servers will fail for want of them; the others run."
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope $(ARGS)

bench: $(VENV)/.product ## Measure the build with 10,000 synthetic diplomas
	$(BIN)/python -m benchmarks

bench-full: $(VENV)/.dev $(VENV)/.npm-interop ## Measure everything, beside other generators, for hours (ARGS="--only hugo")
	$(BIN)/python -m benchmarks.full $(ARGS)

lint: $(VENV)/.dev ## Lint, formatting, types, direction of imports
	@failed=; \
	for check in "ruff check ." "ruff format --check ." mypy lint-imports; do \
	  echo "$$check"; $(BIN)/$$check || failed="$$failed  $$check\n"; \
	done; \
	if [ -n "$$failed" ]; then printf "These failed:\n$$failed" >&2; exit 1; fi

format: $(VENV)/.dev ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# --custom-compile-command keeps paths and options of the machine out of the files; no index address is written either.
LOCK := $(UV) pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make lock" $(UPGRADE) pyproject.toml --group build

# npm notes where each author takes money: addresses that nothing here needs.
UNFUNDED := node -e 'const fs = require("fs"), name = "package-lock.json", lock = JSON.parse(fs.readFileSync(name)); \
  for (const one of Object.values(lock.packages)) delete one.funding; fs.writeFileSync(name, JSON.stringify(lock, null, 2) + "\n")'

lock: ## Write the lock files anew (needs uv; UPGRADE=--upgrade takes newer versions)
	@command -v $(UV) >/dev/null || { echo "Only this target needs uv: pip install uv, or set UV to its path." >&2; exit 1; }
	$(LOCK) --group test --group lint --output-file requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock --output-file requirements.lock
	$(LOCK) --group test --group lint --group tools --constraint requirements-dev.lock --output-file requirements-tools.lock
	for folder in tests/browser tests/interop; do \
	  (cd $$folder && npm install --package-lock-only --ignore-scripts --loglevel=error && $(UNFUNDED)); \
	done

# The day of the last commit stands in the archives: the same commit gives the same bytes, wherever it is built.
dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
dist: $(VENV)/.product ## Make the wheel and the source archive, and their digests, in dist/
	rm -rf dist
	$(BIN)/python -m hatchling build
	cd dist && sha256sum -- *.whl *.tar.gz > SHA256SUMS && cat SHA256SUMS

sbom: tools ## List all that the product needs, as CycloneDX JSON, in dist/
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.cdx.json

audit: tools ## Ask whether anything of the lock files has a known weakness (needs the network)
	$(BIN)/pip-audit --requirement requirements-dev.lock --require-hashes --disable-pip --progress-spinner off
	cd tests/browser && npm audit --audit-level=moderate
	cd tests/interop && npm audit --audit-level=moderate

tools: $(VENV)/.tools ## Install what fuzz, mutation, sbom and audit need

clean: ## Remove what was built or cached, the virtual environment included
	rm -rf site dist $(VENV) tests/artifacts tests/*/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: set-up runs again only when a lock file or the project's own metadata changed.
$(VENV)/.product: requirements.lock pyproject.toml .ci/environment
	@.ci/environment requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml .ci/environment
	@.ci/environment requirements-dev.lock
	@touch $@ $(VENV)/.product

$(VENV)/.tools: requirements-tools.lock pyproject.toml .ci/environment
	@.ci/environment requirements-tools.lock
	@touch $@ $(VENV)/.dev $(VENV)/.product

$(VENV)/.npm-%: tests/%/package-lock.json .ci/npm | $(VENV)/.dev
	@.ci/npm tests/$*
	@touch $@
