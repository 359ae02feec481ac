#!/bin/sh
# Make .venv hold what the locks say, and the project itself, linked to this folder.
#
#   sh deploy/set-up.sh check      only say whether a fitting Python is here
#   sh deploy/set-up.sh run        what `make demo` needs
#   sh deploy/set-up.sh develop    what `make test` and `make check` need as well
#
# Killed half-way it leaves .venv/.unfinished, and the next run starts from nothing. The stamps that make looks at
# are written last. PYTHON=... picks the interpreter.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'set-up: %s\n' "$*" >&2; }

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    say "no Python 3.11 or newer found. Install one (Debian: apt-get install python3 python3-venv) or give PYTHON=..."
    return 1
}

require_venv() {
    if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        say "$1 has no venv or ensurepip. On Debian: apt-get install python3-venv (or python3.11-venv)."
        return 1
    fi
}

install_locked() {
    say "installing $1"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
}

python=$(find_python)
require_venv "$python"

case "${1:-}" in
check) exit 0 ;;
run) lock=deploy/requirements.txt ;;
develop) lock=deploy/requirements-dev.txt ;;
*) say "say check, run or develop, not '${1:-}'"; exit 2 ;;
esac

# Two makes at once take turns (where flock exists); the lock is on a file that is there anyway.
if command -v flock >/dev/null; then
    exec 9<Makefile
    flock --nonblock 9 || { say "another set-up is at work here; waiting for it"; flock 9; }
fi

if [ -e .venv/.unfinished ] || ! [ -x .venv/bin/python ]; then
    say "making .venv with $("$python" --version)"
    # bin first: if this is killed, no interpreter is left that would make the rest look whole.
    rm -rf .venv/bin
    rm -rf .venv
    mkdir .venv
    : >.venv/.unfinished
    "$python" -m venv .venv
fi
: >.venv/.unfinished
rm -f .venv/.ready-run .venv/.ready-develop

install_locked deploy/requirements-build.txt
install_locked "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

rm .venv/.unfinished
: >.venv/.ready-run
[ "$1" = run ] || : >.venv/.ready-develop
say "done"
