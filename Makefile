# make run: everything on this workspace.   make test: the whole test suite.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check docs screenshots schemas readme bench bench-scale dist clean
.DELETE_ON_ERROR:

run: .venv/run.done
	@$(BIN)/toolkit run

test: .venv/dev.done
	@$(BIN)/pytest

# Style, types.
check: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The JSON Schemas in schemas/, from toolkit/rows.py.
schemas: .venv/run.done
	@$(BIN)/python -m toolkit.formats schemas

# The documentation site, in site/.
docs: .venv/dev.done
	@$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b html docs site

# The pictures in the documentation, from a real server and browser.
screenshots: .venv/dev.done
	@SCREENSHOTS=1 $(BIN)/pytest tests/labelstudio/test_tutorial.py tests/labelstudio/test_seed_article.py

# What the README shows, from a run.
readme: .venv/dev.done
	@$(BIN)/python -m tests.test_readme

bench: .venv/dev.done
	@for script in $(filter-out bench/scale.py,$(wildcard bench/*.py)); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# One machine, Spark and Ray beside the plain loop, and memory as the corpus grows: some minutes.
bench-scale: .venv/dev.done
	@$(BIN)/python bench/scale.py

# Wheel and sdist in dist/.
dist: .venv/dev.done
	@$(BIN)/python -m build --outdir dist .

clean:
	rm -rf build

.venv/run.done: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing (once; some minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[labelstudio,publish,train]'
	@touch $@

.venv/dev.done: pyproject.toml .venv/run.done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,docs]'
	@touch $@
