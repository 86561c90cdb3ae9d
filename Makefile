# Everything happens in this checkout: no root, no Docker, no AWS account.

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0
# Each checkout has its own build, ports and state folder, so that two runs never share them.
CORPORA ?= ../shared/corpora
PIP := -m pip install --quiet --disable-pip-version-check
ENVIRONMENTS := .venv/.ready $(addprefix .venv-local/,$(addsuffix /.ready,sam stack runtime))
SIDE_BY_SIDE = +@$(MAKE) --quiet --no-print-directory --jobs=4
# Two workers run the tests of the local stack and mostly wait. The others run all other tests.
WORKERS ?= 4
PYTEST := pytest --quiet --numprocesses=$(WORKERS)

.DEFAULT_GOAL := help
.PHONY: help install run test fuzz faults drill accuracy records train held-out bench lint format audit lock sbom down clean
.PHONY: check verify fast-tests all-tests whole-sweeps

help: ## show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## set up the virtual environments in this checkout, nothing else
	$(SIDE_BY_SIDE) $(ENVIRONMENTS)

run: install ## start the local stack, deploy, ingest the samples and show what was stored
	@copydesk demo

down: .venv/.ready ## stop the local stack
	@copydesk down

check: ## lint, types and the fast tests: no stack, no browser
	$(SIDE_BY_SIDE) lint fast-tests

test: ## everything that must hold: a local stack, a browser, a seeded share of each sweep
	$(SIDE_BY_SIDE) lint all-tests

verify: fuzz ## what make test runs, with each sweep whole and other seeds, and make fuzz before it: an hour or more
	$(SIDE_BY_SIDE) lint whole-sweeps

fast-tests: .venv/.ready
	@$(PYTEST) -m "not slow"

all-tests: $(ENVIRONMENTS)
	@$(PYTEST)

whole-sweeps: $(ENVIRONMENTS)
	@COPYDESK_SWEEPS=whole $(PYTEST)

fuzz: .venv/.ready ## hostile input of every class: make fuzz INPUTS=100000, or SECONDS=600, SEED=1, BROWSER=0; findings go to build/fuzz
	@CORPORA="$(CORPORA)" PYTHONPATH=. python -m tests.fuzz $(if $(INPUTS),--inputs $(INPUTS)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED)) $(if $(BROWSER),--browser $(BROWSER))

faults: install ## ten minutes without each service, then 2,000 articles through a local stack while a fifth of its calls fail; ARTICLES=N, SEED=N repeats a run
	@pytest --quiet tests/faults/test_outages.py
	@python -m tests.faults $(if $(ARTICLES),--articles $(ARTICLES)) $(if $(SEED),--seed $(SEED))

drill: install ## restore both tables to a point in time on a local stack, adopt them, and go on: the transcript of docs/restore.md
	@python -m tests.end_to_end.drill

accuracy: .venv/.ready ## score the extraction on every corpus of CORPORA (default ../shared/corpora)
	@python -m bench.accuracy "$(CORPORA)"

records: .venv/.ready ## one digest a page of all that is made of CORPORA, to build/records/NAME; AGAINST=NAME says which pages changed, and how
	@python -m bench.records "$(CORPORA)" --out "build/records/$(or $(NAME),now)"
	@$(if $(AGAINST),python -m bench.records --compare "build/records/$(AGAINST)" "build/records/$(or $(NAME),now)")

train: .venv-train/.ready ## make the extraction model from CORPORA anew, and print its cross-validated figures (about 15 minutes)
	@PYTHONPATH=. .venv-train/bin/python -m training "$(CORPORA)"

held-out: .venv-train/.ready ## the cross-validated figures of the code as it is, by the scorers that make train kept (about 2 minutes)
	@PYTHONPATH=. .venv-train/bin/python -m training.measure "$(CORPORA)"

bench: .venv-bench/.ready install ## time and count it all: extraction beside its peers, fetching, a day of crawling, copies, drift, the console with 100,000 articles, the local stack's read side, events, cold starts and load, what it costs and how far it goes
	@PYTHONPATH=. .venv-bench/bin/python -m bench.speed "$(CORPORA)" --runs 3
	@python -m bench.stages "$(CORPORA)"
	@python -m bench.growth "$(CORPORA)"
	@python -m bench.fetching
	@python -m bench.crawl_day
	@python -m bench.crawl_day --every 20 --articles 1100000 --minutes 30 --keep
	@python -m bench.handler "$(CORPORA)"
	@python -m bench.duplicates "$(CORPORA)"
	@python -m bench.chunks "$(CORPORA)" --pages 80
	@python -m bench.drift
	@python -m bench.console
	@python -m bench.console --stack
	@copydesk up
	@python -m bench.api
	@python -m bench.events
	@python -m bench.cold_start
	@python -m bench.load
	@python -m bench.rebuild
	@python -m bench.hot_keys
	@python -m bench.cost
	@python -m bench.scale

lint: .venv/.ready .venv-local/sam/.ready ## ruff, mypy --strict, cfn-lint and the rules of state machines
	@ruff check --quiet
	@ruff format --check --quiet
	@mypy
	@.venv-local/sam/bin/cfn-lint template.yaml examples/event_function/template.yaml
	@python scripts/lint-state-machine
	@echo "Lint: ruff, ruff format, mypy --strict and cfn-lint are content."

audit: $(addprefix .venv-local/,$(addsuffix /.ready,audit sam stack)) ## checkov, cfn-lint, parliament, the transform's graph and the advisories of what ships; where the package index cannot be reached: make audit AUDIT_OFFLINE=1
	@AUDIT_OFFLINE=$(AUDIT_OFFLINE) .venv-local/audit/bin/python scripts/audit

sbom: .venv-local/sbom/.ready .venv-local/shipped/.ready ## what ships, as CycloneDX and as a table of licences: docs/sbom.cdx.json, docs/licences.md
	@.venv-local/sbom/bin/python scripts/sbom

lock: .venv-local/lock/.ready ## pin what ships, with all that it needs and the hash of each file: layers/dependencies
	@cd layers/dependencies && ../../.venv-local/lock/bin/uv pip compile --quiet --no-config --generate-hashes --universal \
		--python-version 3.13 --custom-compile-command "make lock" requirements.in --output-file requirements.txt

format: .venv/.ready ## put the code in order
	@ruff check --quiet --fix
	@ruff format

clean: ## stop the local stack and remove all that was made here
	@if [ -x .venv/bin/copydesk ]; then copydesk down; fi
	@rm -rf .venv .venv-local .venv-train .venv-bench .aws-sam .copydesk .mypy_cache .pytest_cache .ruff_cache .hypothesis build

# Python is looked for once, so that its absence is reported once for all environments.
.venv-local/.python:
	@mkdir -p .venv-local && scripts/find-python >/dev/null && touch $@

.venv/.ready: pyproject.toml layers/dependencies/requirements.in layers/dependencies/requirements.txt | .venv-local/.python
	@echo "Setting up .venv: Copydesk and its development tools (about a minute the first time)"
	@python="$$(scripts/find-python)" && "$$python" -m venv .venv
	@# The pip that comes with Python 3.13.0 does not know dependency groups.
	@.venv/bin/python $(PIP) "pip==26.3"
	@.venv/bin/python $(PIP) --require-hashes --requirement layers/dependencies/requirements.txt
	@.venv/bin/python $(PIP) --editable ".[cli,parquet]" --group dev
	@touch $@

.venv-train/.ready .venv-bench/.ready: .venv-%/.ready: pyproject.toml layers/dependencies/requirements.in | .venv-local/.python
	@echo "Setting up .venv-$* (about a minute the first time)"
	@python="$$(scripts/find-python)" && "$$python" -m venv .venv-$*
	@.venv-$*/bin/python $(PIP) "pip==26.3"
	@.venv-$*/bin/python $(PIP) --editable ".[cli]" --group $*
	@touch $@

.venv-local/shipped/.ready: layers/dependencies/requirements.txt | .venv-local/.python
	@rm -rf .venv-local/shipped
	@python="$$(scripts/find-python)" && "$$python" -m venv --without-pip .venv-local/shipped && \
		"$$python" -m pip --python .venv-local/shipped/bin/python install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement $<
	@touch $@

.venv-local/%/.ready: scripts/%-requirements.txt | .venv-local/.python
	@echo "Setting up .venv-local/$* (about a minute the first time)"
	@python="$$(scripts/find-python)" && "$$python" -m venv .venv-local/$*
	@.venv-local/$*/bin/python $(PIP) --requirement $<
	@touch $@
