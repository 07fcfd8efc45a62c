# Slipway. `make` lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help setup build test check demo lint bench bench-fleet clean lab-up lab-down unit asan golden contract action engines faults test-faults \
  test-zero-downtime test-fleet test-swarm lab-test playbooks browser test-matrix fuzz fuzz-build sanitize analyse docs shipped build-aarch64 test-aarch64 collection package \
  collection-test test-sanity

BUILD := build
FUZZ_SECONDS ?= 600
CMAKE_BUILD := cmake --build --preset
PYTEST := /usr/bin/python3 -m pytest -q -p no:cacheprovider
TIMED := scripts/timed
# when what is built was last changed, for archives that are the same bytes each time; where there is no history, no matter which
OF_COMMIT = $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),315532800)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(if $(COLLECTION),setup,build) ## set up, build, and watch two deploys, a failed one and a rollback on a real stack; COLLECTION=FILE shows an archive
	@COLLECTION=$(COLLECTION) scripts/demo

build: setup ## build the modules into build/library, static, stripped and hardened
	@echo "build: the modules, as they are shipped"
	@cmake --preset release >$(BUILD)/configure-$@.log 2>&1 || { cat $(BUILD)/configure-$@.log; exit 1; }
	@$(TIMED) "build: the modules" $(CMAKE_BUILD) release
	@ls -sh $(BUILD)/native/* $(BUILD)/library

build-aarch64: ## build the executable for servers with 64-bit ARM processors, with Debian's cross compiler
	@mkdir -p $(BUILD)
	@scripts/setup aarch64
	@echo "build-aarch64: the modules, as they are shipped for 64-bit ARM"
	@cmake --preset aarch64 >$(BUILD)/configure-$@.log 2>&1 || { cat $(BUILD)/configure-$@.log; exit 1; }
	@$(TIMED) "build-aarch64: the modules" $(CMAKE_BUILD) aarch64 --target slipway
	@ls -sh $(BUILD)/native/aarch64

collection: build build-aarch64 ## the collection as an archive that ansible-galaxy installs, for servers of both kinds
	@SOURCE_DATE_EPOCH=$(OF_COMMIT) scripts/collection

package: collection ## the collection as a Debian package
	@SOURCE_DATE_EPOCH=$(OF_COMMIT) scripts/package

# The compiler keeps the processors busy while the tests wait for containers, so both run at once; the tests go first, for
# some of them have deadlines. What the compiler's part says comes in one piece, at the end.
test: lint ## set up, build and pass every test
	@echo "test: the sanitizers' part begins, its log is $(BUILD)/sanitize.log"
	@nice -n 10 $(MAKE) --no-print-directory sanitize >$(BUILD)/sanitize.log 2>&1 & sanitize=$$!; \
	$(MAKE) --no-print-directory --keep-going package docs shipped golden contract browser collection-test action engines faults lab-test playbooks; checks=$$?; \
	echo "test: the sanitizers' part"; tail -n +1 --follow --pid=$$sanitize $(BUILD)/sanitize.log; \
	wait $$sanitize || { echo "test: the sanitizers' part failed, see above" >&2; exit 1; }; \
	[ $$checks -eq 0 ] || { echo "test: failed, see above" >&2; exit 1; }
	@echo "test: everything passed"

check: lint unit build ## what a contributor runs before each commit: no lab, no sanitizers, no Docker Compose
	@$(TIMED) "check: golden cases" $(PYTEST) -n 2 tests/golden/test_golden.py
	@$(TIMED) "check: contract with ansible-core" $(PYTEST) -n 2 tests/contract

lint: setup ## check the style of C++, YAML, the role and the scripts
	@$(TIMED) "lint" scripts/lint

analyse: setup ## static analysis of the C++: cppcheck and clang-tidy
	@scripts/analyse

unit: setup ## the unit tests alone, quickly
	@cmake --preset dev >$(BUILD)/configure-$@.log 2>&1 || { cat $(BUILD)/configure-$@.log; exit 1; }
	@$(CMAKE_BUILD) dev --target slipway_unit_tests
	@$(BUILD)/dev/tests/unit/slipway_unit_tests

asan: setup ## the unit tests alone, with gcc and its sanitizers
	@cmake --preset asan >$(BUILD)/configure-$@.log 2>&1 || { cat $(BUILD)/configure-$@.log; exit 1; }
	@$(CMAKE_BUILD) asan
	@$(BUILD)/asan/tests/unit/slipway_unit_tests

sanitize: fuzz-build ## unit tests, golden cases and a short fuzz of each parser, built with clang's sanitizers
	@echo "test: unit tests with sanitizers"
	@$(TIMED) "test: unit tests with sanitizers" $(BUILD)/fuzz/tests/unit/slipway_unit_tests
	@echo "test: golden cases with sanitizers"
	@SLIPWAY_LIBRARY=$(CURDIR)/$(BUILD)/fuzz/library $(PYTEST) tests/golden/test_golden.py
	@FUZZ_SEED=1 $(TIMED) "test: fuzzing" tests/fuzz/run 4

fuzz: fuzz-build build ## fuzz the parsers, each for FUZZ_SECONDS (600), and the random tests at full length
	@echo "fuzz: 100,000 values through the writer and the reader of env files"
	@DOTENV_VALUES=100000 $(BUILD)/fuzz/tests/unit/slipway_unit_tests "[random]"
	@echo "fuzz: 2,000 of them through Docker Compose"
	@COMPOSE_VALUES=2000 $(PYTEST) tests/playbooks/test_env_roundtrip.py
	@echo "fuzz: 10,000 damaged vaults, and 1,000 whole ones beside ansible-core"
	@VAULT_MUTATIONS=10000 VAULT_FILES=1000 $(PYTEST) tests/contract/test_vault.py
	@tests/fuzz/run $(FUZZ_SECONDS)

fuzz-build: setup
	@echo "sanitize: building the modules, unit tests and fuzz targets with clang"
	@cmake --preset fuzz >$(BUILD)/configure-$@.log 2>&1 || { cat $(BUILD)/configure-$@.log; exit 1; }
	@$(TIMED) "sanitize: building" $(CMAKE_BUILD) fuzz --target slipway slipway_unit_tests fuzz_targets

shipped: build ## the executables that are built: static, stripped, hardened, small, and what is in them
	@echo "test: what is shipped"
	@$(TIMED) "test: what is shipped" $(PYTEST) tests/shipped

golden: build ## every golden case against the real binaries
	@echo "test: golden cases"
	@$(TIMED) "test: golden cases" $(PYTEST) -n 2 --dist loadfile tests/golden

contract: build ## our option parser and sidecars against ansible-core's own
	@echo "test: contract with ansible-core"
	@$(TIMED) "test: contract with ansible-core" $(PYTEST) -n 2 tests/contract

action: build ## the action plugin under ansible-core: one execution a task, and attacks on the copy that it keeps
	@echo "test: the action plugin"
	@$(TIMED) "test: the action plugin" $(PYTEST) -n 4 tests/action

# Eight, since all of them wait for engines that do not answer.
engines: build ## health_wait on engines of the tests' own, which misbehave
	@echo "test: engines that misbehave"
	@$(TIMED) "test: engines that misbehave" $(PYTEST) -n 8 tests/engines

faults: build ## a part of test-faults: each eighth call
	@echo "test: kills, errors and full disks under the modules"
	@FAULTS_EVERY=8 $(TIMED) "test: kills, errors and full disks" $(PYTEST) -n 2 tests/faults

test-faults: build ## kill each module at each of its calls about files, and let each fail; fill the disk; strike deploys at each step; all stacks for stack_up; undo under load
	@$(PYTEST) -v -n 2 tests/faults
	@STACK_UP_CASES=all $(PYTEST) -v -n 3 --dist loadgroup tests/playbooks/test_stack_up.py tests/playbooks/test_preview_running.py
	@BUSY_PROCESSES=45 $(PYTEST) -v tests/playbooks/test_stack_undo.py
	@RANDOM_SEED=$${RANDOM_SEED:-$$(date +%s)} FAULT_ROWS=all RANDOM_DEPLOYS=50 DEPLOY_PAIRS=20 \
	  $(PYTEST) -v -n 3 --dist loadgroup tests/playbooks/transactions

test-zero-downtime: package ## deploys and rollbacks by each strategy behind each proxy, releases that are no good, kills at each moment: with tables of what was noticed
	@ROLLING_MOMENTS=all ROLLING_DEPLOYS=20 ROLLING_REQUESTS=2000 ROLLING_RATE=50 $(PYTEST) -v -n 3 --dist loadgroup tests/playbooks/test_zero_downtime.py \
	  tests/playbooks/test_rolling_proxies.py tests/playbooks/test_blue_green.py tests/playbooks/test_rolling.py tests/playbooks/test_rolling_labels.py

test-fleet: package ## fleets of 20 hosts on one engine, and of 3 with an engine each: batches, hosts that fail, hosts out of reach and a dead controller at each step
	@FLEET_HOSTS=20 $(PYTEST) -v -n 2 --dist loadgroup tests/playbooks/test_fleet.py tests/playbooks/test_fleet_engines.py \
	  tests/playbooks/transactions/test_fleet_killed.py tests/playbooks/transactions/test_fleet_unreachable.py

test-swarm: package ## a real Docker Swarm of three engines, each in a network of its own: releases, secrets, nodes that die or are cut off
	@$(PYTEST) -v tests/playbooks/swarm

lab-test: setup ## the lab itself and the example stack
	@echo "test: the lab and the example stack"
	@$(TIMED) "test: the lab and the example stack" $(PYTEST) -vv tests/lab

# what takes minutes more, and has a target of its own: test-fleet and test-swarm
ON_ITS_OWN := test_fleet_engines.py transactions/test_fleet_unreachable.py swarm/test_the_swarm_itself.py swarm/test_deploy_to_a_swarm.py swarm/test_no_gap_on_a_swarm.py

# Four, since the tests of two leave half of two processors idle: they wait for containers.
playbooks: package ## the playbooks on a real engine, registry and stack, four files at a time
	@echo "test: playbooks on a real stack"
	@$(TIMED) "test: playbooks" $(PYTEST) -vv -n 4 --dist loadgroup $(foreach file,$(ON_ITS_OWN),--ignore tests/playbooks/$(file)) tests/playbooks/transactions tests/playbooks

test-aarch64: build-aarch64 ## the unit tests and golden cases on an emulated 64-bit ARM processor
	@echo "test-aarch64: unit tests and golden cases under qemu"
	@$(TIMED) "test-aarch64: building the unit tests" $(CMAKE_BUILD) aarch64 --target slipway_unit_tests
	@$(TIMED) "test-aarch64: unit tests and golden cases" tests/emulated/run $(BUILD)/aarch64
	@$(TIMED) "test-aarch64: what is shipped" $(PYTEST) tests/shipped -k aarch64

browser: build ## the page of the releases in a headless Chromium
	@scripts/setup browser
	@echo "test: the page of the releases in Chromium"
	@$(TIMED) "test: the page in Chromium" $(PYTEST) -n 2 tests/browser

test-matrix: package ## all that depends on the versions of others, with those of Debian 12, 13 and sid, and a table; SUITES="sid" takes one
	@scripts/setup podman
	@tests/matrix/run $(SUITES)

docs: ## the documentation as a folder of HTML, build/docs; installs Sphinx when it is missing
	@scripts/setup docs
	@scripts/docs/make

collection-test: collection ## the archive of the collection, ansible-test sanity and ansible-lint on it
	@scripts/setup sanity
	@echo "test: the collection"
	@$(TIMED) "test: the collection" $(PYTEST) -n 2 --dist loadfile tests/collection

test-sanity: collection ## ansible-test sanity and ansible-lint on the collection, with the ansible-core of Debian 12, 13 and sid, the newer of which it fetches
	@scripts/setup sanity
	@tests/collection/sanity.py

bench: build ## sizes, start times and reaction times, beside what one would run instead
	@tests/bench/bench

bench-fleet: build ## a deploy to 1, 5, 10 and 20 hosts beside the plain playbook, in time and in the controller's processor: FLEETS="1 5" takes these
	@tests/bench/fleets $(FLEETS)

lab-up: setup ## bring up the engine, registry and images that demo and tests use
	@tests/lab/lab up

lab-down: ## stop the lab and leave nothing of it
	@tests/lab/lab down

clean: ## stop the lab and remove what was built (its cache of images stays)
	@[ ! -d $(BUILD)/lab ] || tests/lab/lab down
	@rm -rf $(BUILD)

setup:
	@mkdir -p $(BUILD)
	@scripts/setup
