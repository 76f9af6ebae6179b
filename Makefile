# What can be done here. Each target says what it does while it does it.
.PHONY: help run test watch lint fmt bench kill9 setup

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: ## Install what is missing, build the release app, serve it on http://localhost:3000
	@.ci/serve

test: ## Install what is missing, then every check and every test
	@.ci/test

watch: ## Serve a debug build and rebuild it on every change
	@.ci/watch

lint: ## Clippy for the server, its tests and the browser
	@.ci/lint

fmt: ## Format the Rust code
	cargo fmt --all

bench: ## Measure: bytes on first load, click to the other's pixels, fan-out and files beside others
	@.ci/bench

kill9: ## 20 rounds of kill -9 in the middle of 1,000 sends
	@.ci/kill9

setup: ## Install what building and testing need, and nothing else
	@.ci/setup tests
