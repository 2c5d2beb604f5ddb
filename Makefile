# Every target explains itself: `make help`. The work is done by the package launch/.
PYTHON ?= $(or $(shell command -v python3.11),$(shell command -v python3))
RIGHT = $(shell $(PYTHON) -c 'import sys; print(sys.version_info[:2] == (3, 11) or "")' 2>/dev/null)
MISSING = Promotora: Python 3.11 is not installed. Next step: install it, or name it: `make up PYTHON=/path/to/python3.11`
LAUNCH = $(if $(RIGHT),$(PYTHON) -m launch,$(error $(MISSING)))
export PYTHONPATH := $(CURDIR)
# Rasa would report usage to its maker, and TensorFlow (if somebody adds it) talks too much.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

.DEFAULT_GOAL := help
.PHONY: help up down test check format train danger-words interpret docs bench bench-peers bench-scale rehearsal

help: ## Explain every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

up: ## Set up what is missing, start everything, stay until Ctrl-C
	@$(LAUNCH) setup gateway actions rasa
	@exec .venv-gateway/bin/python -m launch up

down: ## Stop an installation that was started in another terminal
	@$(LAUNCH) setup gateway
	@exec .venv-gateway/bin/python -m launch down

test: ## Run the whole suite: Rasa's conversations, every database, all processes, the browser
	@$(LAUNCH) test

check: ## Formatter, linter, types, import contracts, limits, documentation; all failures at the end
	@$(LAUNCH) check

format: ## Put the code into the house's format and mend what the linter can mend
	@$(LAUNCH) setup-tools
	@.venv-gateway/bin/ruff check --fix --quiet . ; .venv-gateway/bin/ruff format .

train: ## Train the model from data/ and domain.yml
	@$(LAUNCH) setup rasa
	@$(LAUNCH) train

danger-words: ## Learn anew from data/nlu which words speak for danger, for the safety net
	@$(LAUNCH) setup rasa
	@.venv-rasa/bin/python -m nlu.danger_words

interpret: ## Read replies: FILE=replies.jsonl OUT=predictions.jsonl; with labels, also score them
	@$(LAUNCH) setup rasa >&2
	@$(LAUNCH) fit >&2
	@.venv-rasa/bin/python -m nlu.interpret "$(or $(FILE),-)" "$(or $(OUT),-)" $(if $(JSON),--json)

docs: ## Write docs/reference/ anew from the code
	@$(LAUNCH) setup-tools
	@.venv-gateway/bin/python -m checks.reference

bench: ## Time this installation against bare baselines, in the same run (minutes)
	@$(LAUNCH) setup gateway actions rasa
	@$(LAUNCH) setup-tools
	@$(LAUNCH) fit
	@.venv-gateway/bin/python -m benchmarks

bench-peers: ## Score a regex bot, recognizers-text and Rasa's DIET on the same replies (a quarter of an hour)
	@$(LAUNCH) setup gateway rasa
	@$(LAUNCH) setup-tools
	@$(LAUNCH) fit
	@.venv-gateway/bin/python -m benchmarks.peers

bench-scale: ## What a message costs beside more patients and a year of history, and what waiting costs (long): ONLY=idle
	@$(LAUNCH) setup gateway
	@.venv-gateway/bin/python -m benchmarks.scale

rehearsal: ## Live through two weeks around each clock change on a virtual clock (two minutes on two free cores): PATIENTS=800 DAYS=14 SEED=1 DATABASE=
	@$(LAUNCH) setup gateway
	@.venv-gateway/bin/python -m benchmarks.rehearsal
