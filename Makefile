# The two commands of the README are `make demo` and `make test`; each sets itself up.
# ARGS is handed on:  make test ARGS="-k gates"   make demo ARGS="--help"

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test test-nightly pictures check quality rigs bench sdn-versions scenarios model-check rules access schemathesis client lock clean

ARGS    ?=
BIN     := .venv/bin
RUN     := .venv/.ready-run
DEVELOP := .venv/.ready-develop

# The tests start hundreds of processes: what one of them compiled, the next one need not compile again.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

demo: $(RUN) ## Three simulated years and six example cases of fictional institutions, served to look around
	@$(BIN)/kvcase demo $(ARGS)

test: $(DEVELOP) ## Run the tests, all but those that take minutes
	@$(BIN)/pytest -n 3 --dist worksteal -m "not nightly" $(ARGS)

test-nightly: $(DEVELOP) ## Run the tests that take minutes
	@$(BIN)/pytest -n 3 --dist worksteal -m nightly $(ARGS)

pictures: $(DEVELOP) ## Make the pictures of docs/images anew, from a demonstration with three simulated years
	@SHOTS=1 $(BIN)/pytest -q tests/web/test_pictures.py

check: $(DEVELOP) ## Lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quality: $(DEVELOP) ## Measure the screening on its frozen hold-out, and print the figures as Markdown
	@$(BIN)/python -m tests.quality.measure

bench: $(DEVELOP) ## Measure, and print the figures as Markdown
	@$(BIN)/python -m tests.benchmarks --on "$$(date -u +%Y-%m-%d)" $(ARGS)

bench-peers: $(DEVELOP) ## The same pairs and names for us and for the best open matcher (installs it apart)
	@sh deploy/set-up-peers.sh
	@$(BIN)/python -m tests.benchmarks.peers .bench-peers/bin/python

rigs: $(DEVELOP) ## Run the long form of the rigs; print seeds and figures (ARGS="tamper --seed 1")
	@$(BIN)/python -m tests.rigs $(ARGS)

model-check: $(DEVELOP) ## Explore the lifecycle exhaustively; print states, transitions, invariants
	@$(BIN)/python -m tests.model

sdn-versions: $(DEVELOP) ## Import the real SDN versions under running cases (KVCASE_TEST_DATA); ARGS=10000 cases
	@$(BIN)/python -m tests.acceptance.sdn_versions $(ARGS)

scenarios: $(DEVELOP) ## Write docs/scenarios.md: the thirteen scenarios, told by the program
	@$(BIN)/python -m tests.scenarios > docs/scenarios.md

rules: $(DEVELOP) ## Write docs/rules.md from the rulebook, the code and the tests
	@$(BIN)/python -m tests.rulebook.make

access: $(DEVELOP) ## Write docs/access.md from what each address declares
	@$(BIN)/python -m tests.access.make

schemathesis: $(DEVELOP) ## Hold the served document against the served API, 500 examples an operation; ARGS="--examples 50"
	@$(BIN)/python -m tests.contract.asked $(ARGS)

client: $(DEVELOP) ## Write a typed Python client into build/client, from the document
	@$(BIN)/python -m tests.contract.client build/client

lock: $(DEVELOP) ## Write deploy/requirements*.txt anew (ARGS=--upgrade takes the newest)
	@sh deploy/lock.sh $(ARGS)

clean: ## Remove the environment, caches and builds; data stays
	rm -rf .venv/bin .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): deploy/requirements.txt deploy/requirements-build.txt deploy/set-up.sh
	@sh deploy/set-up.sh run

$(DEVELOP): deploy/requirements-dev.txt deploy/requirements-build.txt deploy/set-up.sh
	@sh deploy/set-up.sh develop
