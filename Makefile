.DEFAULT_GOAL := help
.PHONY: help run test faults soak lint train bench setup lock requirements

help: ## list the tasks
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: ## set up what is missing and start everything on embedded defaults; Ctrl-C stops it
	@exec ./concilia run --stop-with-parent

test: setup ## every test that needs no outside account, both environments
	@exec scripts/test.sh

faults: setup ## the matrix of faults with ten seeds (SEEDS=100), a thousand notices, fifty publications while people talk
	@CONCILIA_FAULTS_PEOPLE=1000 CONCILIA_FAULTS_KILLS=20 CONCILIA_FAULTS_PUBLICATIONS=50 CONCILIA_FAULTS_TRAININGS=2 exec .venv/bin/pytest -n 2 --dist load --durations=0 tests/faults --seeds $(or $(SEEDS),10)

soak: setup ## ten thousand interleavings of who owns a conversation; all of what `make test` does a part of with drafts, pages and databases
	@SOAK_INTERLEAVINGS=10000 SOAK_RACES=500 SOAK_WAYS=all SOAK_TALKS=all SOAK_WIDTHS=all SOAK_DATABASES=both SOAK_MUTATIONS=all SOAK_CUTS=40 exec .venv/bin/pytest -n 2 --dist loadfile \
		tests/unit/flows/test_mutations_of_content.py tests/integration tests/conversations/test_problems_played.py tests/conversations/test_every_step_reached.py tests/conversations/test_prepared_apart.py \
		tests/conversations/test_trained_apart.py tests/browser

lint: ## format, rules, types and the direction of imports
	@scripts/setup.sh service
	@exec scripts/lint.sh

train: ## train the flows and texts of the checkout, unless a release fits
	@exec ./concilia train

bench: ## measure speed beside a reference run in the same minute
	@exec ./concilia bench

setup: ## make both environments from their locks
	@exec scripts/setup.sh

requirements: ## name in docs/requirements.md the tests that prove each requirement
	@.venv/bin/python scripts/requirements.py

lock: setup ## pin again what is installed, after a change in a pyproject.toml
	@exec scripts/lock.sh
