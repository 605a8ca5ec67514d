# The two commands of the README: `make demo` and `make test`. Everything else serves them.
SHELL := /bin/bash
export PATH := $(CURDIR)/build/node/bin:$(PATH)
BUILD ?= build/release
JOBS ?= $(shell nproc)

.PHONY: help setup build web demo test test-web test-asan test-tsan fuzz sim faults soak bench format lint clean

help: ## Show this list
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Install what the build and the run need (Debian's packages, npm), if anything is missing
	@scripts/setup

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/node_modules/.installed: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

WEB_SOURCES := $(shell find web/src web/public web/build web/index.html web/vite.config.ts -type f 2>/dev/null)
web/dist/.built: web/node_modules/.installed $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

web: web/dist/.built ## Build the pages

$(BUILD)/build.ninja: web/dist/.built
	cmake --preset release > $(BUILD)-configure.log 2>&1 || (cat $(BUILD)-configure.log; exit 1)

build: setup node_modules/.installed web/dist/.built ## Build build/release/directory-bolt and the tests
	@mkdir -p build
	@$(MAKE) --no-print-directory $(BUILD)/build.ninja
	cmake --build $(BUILD) -j $(JOBS)

demo: build ## Run everything on this machine with practice directories and make a purchase
	$(BUILD)/directory-bolt up --demo

# The tests run browsers and servers of others, which a busy machine can stall past any patience: a test that fails is run
# once more, with both outputs printed. One that fails twice has failed. RETRIES=1 shows every failure for what it is.
RETRIES ?= 2
test: build test-web ## Build and pass every test
	ctest --test-dir $(BUILD) --output-on-failure --timeout 600 --repeat until-pass:$(RETRIES) -j $(JOBS)

test-web: web/dist/.built
	cd web && npm run --silent typecheck && npm test --silent

test-asan: setup ## Unit tests under AddressSanitizer and UBSan
	cmake --preset asan && cmake --build build/asan -j $(JOBS)
	ctest --test-dir build/asan --output-on-failure -L unit

test-tsan: setup ## Unit tests under ThreadSanitizer
	cmake --preset tsan && cmake --build build/tsan -j $(JOBS)
	ctest --test-dir build/tsan --output-on-failure -L unit

FUZZ_SECONDS ?= 60
fuzz: setup ## Fuzz each reader of outside bytes for FUZZ_SECONDS; findings go to build/fuzz/findings
	cmake --preset fuzz && cmake --build build/fuzz -j $(JOBS) --target fuzz
	@mkdir -p build/fuzz/findings
	@for corpus in fuzz/corpus/*/; do target=$$(basename $$corpus); mkdir -p build/fuzz/grown/$$target; \
		echo "== $$target"; BOLT_FUZZ_TARGET=$$target build/fuzz/fuzz/fuzz build/fuzz/grown/$$target $$corpus -max_total_time=$(FUZZ_SECONDS) \
			-max_len=65536 -timeout=10 -rss_limit_mb=2048 -artifact_prefix=build/fuzz/findings/$$target- -print_final_stats=1 2>&1 | tail -n 12 || exit 1; done

sim: build ## Run SEEDS (10000) seeded histories full of faults through the real roles (docs/reliability.md)
	$(BUILD)/directory-bolt-sim --seeds $(or $(SEEDS),10000)

faults: build ## Kill real processes at every named place and statement boundary (an hour)
	BOLT_BINARY=$(BUILD)/directory-bolt BOLT_SWEEP=all BOLT_ROLLING_SECONDS=300 node --test --test-concurrency=1 --test-reporter=spec tests/faults/*.test.mjs

soak: build ## Full load with faults for MINUTES (30): nothing lost, nothing twice, memory flat
	BOLT_BINARY=$(BUILD)/directory-bolt node tests/faults/soak.mjs

bench: build ## Print each measured figure as a ratio against its peer
	scripts/setup-peers
	$(BUILD)/bench/run_all

format: ## Format every C++ file
	git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 -i

lint: build ## clang-tidy over the C++ sources
	git ls-files 'src/*.cpp' 'playground/*.cpp' | xargs -P $(JOBS) -n 4 clang-tidy-19 -p $(BUILD) --quiet

clean: ## Remove what was built
	rm -rf build web/dist
