# Every command of the project, one line each. CI runs `make ci` and nothing else.

MSRV := $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
# Random plans that the second engine, in Python, answers too.
PLANS := 3000
# Random questions, each of which takes the second engine many forecasts.
QUESTIONS := 500
# Random plans of which every figure is explained.
WHYS := 60
# Seconds of hostile input at the doors of Rust, and as many at those of Python: in the tests, and for `make fuzz`.
HOSTILE := 10
FUZZ := 1800
# How the wheel is built that `make py-wheel` tries; `trial` takes a minute instead of a quarter of an hour.
export WHEEL_PROFILE := release

# Python 3.10 or later. Its packages are pinned, and lie in a folder of their own.
PYTHON := python3
PY := .venv/bin/python
PY_CONFIG := crates/py/pyproject.toml
PY_SOURCES := crates/py/python/shuangbai crates/py/docs crates/py/wheels docs/site tests/python
# They need packages that only the comparison has.
PY_PEERS := benches/peers benches/cluster
# One lock with hashes for every Python from 3.10 on and every system.
LOCK := uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make py-lock"

# The comparison with other tools: a virtual environment of its own, and how many people.
PEOPLE := 30000 1000000 10000000
# How many are measured on a cluster.
CROWD := 1000000
TARGET := $(or $(CARGO_TARGET_DIR),target)
PEERS := $(TARGET)/peers/venv/bin/python

# The page and the JavaScript outside it, by the page's own tools.
SCRIPTS := web benches crates/wasm tests/js examples/javascript
PRETTIER := web/node_modules/.bin/prettier --config web/prettier.config.js \
	--ignore-path .gitignore --ignore-path web/.gitignore $(SCRIPTS:%="%/**/*.{js,jsx,mjs,ts,svelte,vue,css,html}")
ESLINT := web/node_modules/.bin/eslint --config web/eslint.config.js --max-warnings 0 $(SCRIPTS)

.DEFAULT_GOAL := help
.PHONY: help fmt fmt-check lint doc test rust-tests examples bench-check oracle oracle-vectors oracle-plans oracle-leavers oracle-questions oracle-whys oracle-asked vectors snapshots fuzz bench bench-growth bench-peers bench-cluster cli cli-all cli-try package coverage mutants msrv ci \
	release-check site cluster-test py py-env py-build py-checked py-lint py-test py-wheel py-sdist py-docs py-notebook py-lock

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

fmt: web/node_modules ## format the code: Rust, the page, other JavaScript
	cargo fmt --all
	$(PRETTIER) --write --list-different

fmt-check: web/node_modules ## is the code formatted
	cargo fmt --all --check
	$(PRETTIER) --check

lint: web/node_modules ## clippy with every feature, with none, with the page's; ESLint; a warning is an error
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	cargo clippy -p shuangbai --all-targets -- -D warnings
	cargo clippy -p shuangbai --all-targets --features csv -- -D warnings
	$(ESLINT)

doc: ## the crate's documentation; a warning is an error
	RUSTDOCFLAGS="-D warnings" cargo doc -p shuangbai --no-deps --all-features

test: rust-tests examples bench-check oracle py-test ## Rust, examples, benches once, the second engine, Python

rust-tests: ## tests and documentation tests, with every feature
	HOSTILE_SECONDS=$(HOSTILE) cargo test-checked --no-fail-fast

examples: ## run the examples; do the READMEs show what they print
	docs/check.sh

bench-check: ## run every bench once, without timing; each asserts its result
	cargo test-checked --bench forecast -- --test

oracle: ## compare with the second engine: worked plans and random ones (PLANS=3000)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target \
		oracle-asked oracle-plans oracle-leavers oracle-whys oracle-questions oracle-vectors

# Each takes one processor, so two go at a time.
oracle-vectors:
	python3 tests/oracle/check_vectors.py
oracle-plans:
	python3 tests/oracle/compare.py --seed 1 --count $(PLANS)
oracle-leavers:
	python3 tests/oracle/compare.py --seed 2 --count $(PLANS) --only leavers
oracle-questions:
	python3 tests/oracle/check_questions.py
oracle-whys:
	python3 tests/oracle/check_why.py --seed 4 --count $(WHYS)
oracle-asked:
	python3 tests/oracle/compare.py --seed 3 --count $(QUESTIONS) --only questions

vectors: ## what the second engine would change in the worked plans; REWRITE=1 writes it
	python3 tests/oracle/rewrite_vectors.py $(if $(REWRITE),--rewrite)

snapshots: ## what errors would say otherwise than the pages in tests/snapshots; REWRITE=1 writes it
	RUST_BACKTRACE=0 $(if $(REWRITE),REWRITE_SNAPSHOTS=1) cargo test-checked --quiet --no-fail-fast \
		--test errors --test tables --test travel --test questions -- --nocapture those_of_the_snapshot
	$(if $(REWRITE),@echo "The commit's message must give the reason for each text that changed.")

fuzz: py-checked ## an hour of hostile input at every door (FUZZ=1800 seconds for Rust, then for Python; a new HOSTILE_SEED)
	export HOSTILE_SECONDS=$(FUZZ) HOSTILE_SEED=$${HOSTILE_SEED:-$$(date +%s)}; \
	cargo test-checked --test doors -- --nocapture && \
	$(PY) -m pytest -c $(PY_CONFIG) --rootdir . tests/python/test_hostile.py -k every_door

bench: ## time the benches, then print the table of the README
	cargo bench -p shuangbai-benches --bench forecast
	cargo run --release -p shuangbai-benches --bin measure

bench-growth: ## time and memory as each thing that a plan has grows, each step twice the last (ONLY=costs for less; 8 minutes)
	cargo run --quiet --release -p shuangbai-benches --bin growth -- $(ONLY)

$(TARGET)/peers/venv/locked: benches/peers/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "the peers need Python 3.11 or later")'
	$(PYTHON) -m venv --clear $(TARGET)/peers/venv
	$(PEERS) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

bench-peers: $(TARGET)/peers/venv/locked ## the same task in numba, polars, DuckDB and NumPy, side by side (PEOPLE="30000 1000000")
	rm -rf $(TARGET)/peers/wheels
	$(PEERS) -m maturin build --quiet --release --locked --manifest-path crates/py/Cargo.toml \
		--interpreter $(PEERS) --out $(TARGET)/peers/wheels
	$(PEERS) -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall $(TARGET)/peers/wheels/*.whl
	$(PEERS) benches/peers/compare.py $(TARGET)/peers/data $(PEOPLE)

bench-cluster: py-build ## the same people in one process, on dask's workers and on Spark's (CROWD=1000000; needs Java 17)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement crates/py/requirements/spark.txt
	$(PY) benches/cluster/measure.py $(CROWD)

cli: web ## the program `shuangbai` as one file with the page in it, dist/shuangbai-linux-x86_64; its size
	crates/serve/build.sh

cli-all: web ## the same for each system: Linux x86-64 and aarch64 by musl, Windows by MinGW; names what is missing
	crates/serve/build.sh linux-x86_64 linux-aarch64 windows-x86_64

cli-try: ## the programs in dist, on emulated systems too: do they print the same bytes and answer as a service
	cargo build-checked --quiet --bin shuangbai --example sheet # as the tests were built: see wheels/build.sh
	crates/serve/try.sh

package: export CARGO_PROFILE_DEV_DEBUG = false
package: export CARGO_PROFILE_DEV_OPT_LEVEL = 0
package: ## check that the crate can be packaged and builds from its package
	cargo package -p shuangbai --allow-dirty

# --- JavaScript ---
.PHONY: wasm wasm-test wasm-bench web web-serve web-test schemas

node_modules: package-lock.json
	npm ci
	@touch node_modules

wasm: node_modules ## the npm package in crates/wasm/pkg; names what is missing
	crates/wasm/build.sh

wasm-test: wasm ## the package in Node, installed in an empty project, and in Chromium
	node --test --test-concurrency=1 tests/js/

wasm-bench: wasm ## time a slider's steps on the whole province against native, and 30,000 workers imported
	node benches/step.mjs
	node benches/step.mjs --chromium
	node benches/tables.mjs
	node benches/tables.mjs --chromium
	node benches/sheet.mjs
	node benches/sheet.mjs --chromium

web/node_modules: web/package-lock.json
	cd web && npm ci
	@touch web/node_modules

web: wasm web/node_modules ## the budget calculator: web/dist/folder for any server, web/dist/single/index.html to open from disk
	cd web && npm run build

web-serve: web ## show it on this computer
	cd web && npm run preview

web-test: wasm web/node_modules ## its types, units, builds, behaviour, accessibility and looks, in Chromium; the main ways in Firefox
	cd web && npm test

schemas: ## the JSON Schemas that the package publishes, from the types
	cargo run --profile helper -p xtask -- schemas crates/wasm/package/schemas
# --- end of JavaScript ---

coverage: ## lines that the Rust tests reach (needs cargo-llvm-cov)
	@cargo llvm-cov --version > /dev/null 2>&1 || { \
		echo "cargo-llvm-cov is missing: cargo install cargo-llvm-cov && rustup component add llvm-tools"; exit 1; }
	cargo llvm-cov --workspace --exclude shuangbai-py --all-features --ignore-filename-regex '(tests|benches|examples)/' --summary-only

mutants: ## change the rules one line at a time: which change does no test see (needs cargo-mutants; ONLY='fund.rs')
	@cargo mutants --version > /dev/null 2>&1 || { echo "cargo-mutants is missing: cargo install cargo-mutants --locked"; exit 1; }
	cargo test-checked --quiet --test small --test vectors --test allot --test sheets --test subsidies
	nice -n 10 cargo mutants --output target --jobs 1 --baseline skip --timeout 60 $(if $(ONLY),--re '$(ONLY)')

msrv: ## check the crate with the oldest supported Rust, if that is installed
	@toolchain=$$(rustup toolchain list 2> /dev/null | sed -n 's/^\($(MSRV)[-.][^ ]*\).*/\1/p' | head -n 1); \
	if [ -z "$$toolchain" ]; then \
		echo "skipped: Rust $(MSRV) is not installed (rustup toolchain install $(MSRV) --profile minimal)"; \
	else \
		echo "cargo +$$toolchain check -p shuangbai --all-features"; \
		cargo +$$toolchain check -p shuangbai --all-features; \
	fi

py: py-lint py-test py-wheel py-docs py-notebook ## all that CI checks of the Python package

py-env: .venv/locked ## the virtual environment .venv with the pinned packages, made again when they change

.venv/locked: crates/py/requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed")'
	$(PYTHON) -m venv --clear .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement $<
	@touch $@

py-build: py-env ## build the native module and install the package into .venv, as it lies in the sources
	crates/py/wheels/build.sh editable

# The Python that only checks takes the engine of the tests, which is built already.
py-checked: py-env
	crates/py/wheels/build.sh checked

py-lint: py-checked ## ruff, mypy --strict, and do the stubs tell what the native module has
	$(PY) -m ruff check --config $(PY_CONFIG) $(PY_SOURCES)
	$(PY) -m ruff format --check --config $(PY_CONFIG) $(PY_SOURCES)
	$(PY) -m mypy --config-file $(PY_CONFIG) $(PY_SOURCES)
	$(PY) -m ruff check --config $(PY_CONFIG) $(PY_PEERS)
	$(PY) -m ruff format --check --config $(PY_CONFIG) $(PY_PEERS)
	$(PY) -m mypy --config-file $(PY_CONFIG) --ignore-missing-imports --allow-untyped-calls $(PY_PEERS)
	$(PY) -m mypy.stubtest shuangbai._native --mypy-config-file $(PY_CONFIG)

py-test: py-checked ## the Python tests and the examples in the docstrings
	HOSTILE_SECONDS=$(HOSTILE) $(PY) -m pytest -c $(PY_CONFIG) --rootdir . --pyargs shuangbai tests/python

cluster-test: py-checked ## people on a local Spark as on dask, which `make py-test` tries (needs Java 17; Spark is 430 MB)
	@java -version > /dev/null 2>&1 || { echo "Java is missing: apt-get install default-jre-headless"; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement crates/py/requirements/spark.txt
	WITH_SPARK=1 $(PY) -m pytest -c $(PY_CONFIG) --rootdir . tests/python/test_cluster.py -k spark

py-wheel: py-env ## build wheel and source package, try the wheel offline in every Python here
	$(PY) crates/py/wheels/notices.py --check
	tests/python/wheels.sh

py-sdist: py-env ## the same, and does the source package build into the same wheel
	tests/python/wheels.sh --from-sdist

py-docs: py-checked ## the Python documentation; a warning is an error
	@if [ -d crates/py/docs ]; then \
		$(PY) -m sphinx --fail-on-warning --keep-going --quiet crates/py/docs crates/py/docs/_build; \
	else echo "skipped: crates/py/docs is not there"; fi

py-notebook: py-checked ## run the notebook
	@if [ -f examples/guangdong.ipynb ]; then \
		$(PY) -m pytest -c $(PY_CONFIG) --rootdir . --nbmake examples/guangdong.ipynb; \
	else echo "skipped: examples/guangdong.ipynb is not there"; fi

site: py-checked wasm ## the documentation in one place, dist/site: rules, Python, command line, JavaScript, Rust; a warning is an error
	docs/site/build.sh

release-check: node_modules ## all that is looked at before a release; names what fails or is missing (ADVISORIES=folder)
	tests/release.sh

py-lock: ## pin anew what the .in files ask for (needs uv; UPGRADE=--upgrade for the newest versions)
	cd crates/py/requirements && $(LOCK) build.in docs.in notebook.in test.in --output-file dev.txt $(UPGRADE)
	cd crates/py/requirements && $(LOCK) release.in --output-file release.txt $(UPGRADE)
	cd crates/py/requirements && $(LOCK) spark.in --constraints dev.txt --output-file spark.txt $(UPGRADE)
	cd benches/peers && $(subst 3.10,3.11,$(LOCK)) requirements.in --output-file requirements.txt $(UPGRADE)

ci: web/node_modules node_modules py-env ## all that CI checks, two things at a time; what fails does not hide what comes after it
	@$(MAKE) --no-print-directory --jobs 2 --keep-going --output-sync=target HOSTILE=30 WHEEL_PROFILE=trial ci-checked ci-handed-out

# What only checks, built once for all of it; and beside it what is handed out, and tried in browsers. Where the one needs
# one processor alone, the other has the other.
.PHONY: ci-checked ci-handed-out
ci-checked:
	@$(MAKE) --no-print-directory --keep-going --jobs 1 fmt-check lint doc test cluster-test package msrv py-lint py-docs py-notebook
ci-handed-out:
	@$(MAKE) --no-print-directory --keep-going --jobs 1 wasm-test web-test py-wheel
