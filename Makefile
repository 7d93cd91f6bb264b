# Every command of the project, one line each. CI runs `make ci` and nothing else.

MSRV := $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
ARROW := --features shuangbai/arrow,shuangbai/csv
# Random plans that the second engine, in Python, answers too.
PLANS := 3000

.DEFAULT_GOAL := help
.PHONY: help fmt fmt-check lint doc test rust-tests examples bench-check oracle bench package coverage msrv ci

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

fmt: ## format the code
	cargo fmt --all

fmt-check: ## is the code formatted
	cargo fmt --all --check

lint: ## clippy on everything, with and without arrow and csv; a warning is an error
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --workspace --all-targets $(ARROW) -- -D warnings

doc: ## the crate's documentation; a warning is an error
	RUSTDOCFLAGS="-D warnings" cargo doc -p shuangbai --no-deps --features arrow,csv,schema

test: rust-tests examples bench-check oracle ## all tests: Rust, examples, benches once, the second engine

rust-tests: ## unit tests, integration tests and documentation tests, with and without arrow and csv
	cargo test --workspace --no-fail-fast
	cargo test -p shuangbai --features arrow,csv --no-fail-fast
	cargo test -p shuangbai --features schema --test schema

examples: ## run the examples; do the READMEs show what they print
	docs/check.sh

bench-check: ## run every bench once, without timing; each asserts its result
	cargo bench -p shuangbai-benches --bench forecast -- --test

oracle: ## compare with the second engine: worked plans and random ones (PLANS=3000)
	python3 tests/oracle/check_vectors.py
	python3 tests/oracle/compare.py --seed 1 --count $(PLANS)

bench: ## time the benches, then print the table of the README
	cargo bench -p shuangbai-benches --bench forecast
	cargo run --release -p shuangbai-benches --bin measure

package: ## check that the crate can be packaged and builds from its package
	cargo package -p shuangbai --allow-dirty

# --- JavaScript ---
.PHONY: wasm wasm-test wasm-bench schemas

node_modules: package-lock.json
	npm ci
	@touch node_modules

wasm: node_modules ## the npm package in crates/wasm/pkg; names what is missing
	crates/wasm/build.sh

wasm-test: wasm ## the package in Node, installed in an empty project, and in Chromium
	cargo build --release -p shuangbai --example forecast
	node --test --test-concurrency=1 tests/js/

wasm-bench: wasm ## time a slider's steps on the whole province against native, and 30,000 workers imported
	node benches/step.mjs
	node benches/step.mjs --chromium
	node benches/tables.mjs
	node benches/tables.mjs --chromium

schemas: ## the JSON Schemas that the package publishes, from the types
	cargo run -p xtask -- schemas crates/wasm/package/schemas
# --- end of JavaScript ---

coverage: ## lines that the Rust tests reach (needs cargo-llvm-cov)
	@cargo llvm-cov --version > /dev/null 2>&1 || { \
		echo "cargo-llvm-cov is missing: cargo install cargo-llvm-cov && rustup component add llvm-tools"; exit 1; }
	cargo llvm-cov --workspace $(ARROW) --ignore-filename-regex '(tests|benches|examples)/' --summary-only

msrv: ## check the crate with the oldest supported Rust, if that is installed
	@toolchain=$$(rustup toolchain list 2> /dev/null | sed -n 's/^\($(MSRV)[-.][^ ]*\).*/\1/p' | head -n 1); \
	if [ -z "$$toolchain" ]; then \
		echo "skipped: Rust $(MSRV) is not installed (rustup toolchain install $(MSRV) --profile minimal)"; \
	else \
		echo "cargo +$$toolchain check -p shuangbai --all-features"; \
		cargo +$$toolchain check -p shuangbai --all-features; \
	fi

ci: fmt-check lint doc test package msrv wasm-test ## all that CI checks
