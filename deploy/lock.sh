#!/bin/sh
# Write the three locks from pyproject.toml: every version pinned, every file by its hash, no address of any index.
#
#   sh deploy/lock.sh              keep what is locked, add and drop what pyproject.toml asks
#   sh deploy/lock.sh --upgrade    take the newest that pyproject.toml allows
set -eu
cd "$(dirname "$0")"
PATH="$PWD/../.venv/bin:$PATH"

compile() {
    output=$1
    shift
    # The header would repeat this command line, and notes on the origin the paths of files.
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --output-file "$output" "$@" >/dev/null
}

# The widest first; the other two are held to its versions, so that all three can be installed into one environment.
compile requirements-dev.txt ../pyproject.toml --group ../pyproject.toml:dev --group ../pyproject.toml:build "$@"
compile requirements.txt ../pyproject.toml --constraint requirements-dev.txt "$@"
compile requirements-build.txt --group ../pyproject.toml:build --constraint requirements-dev.txt "$@"

if grep -n '://\|^-' requirements.txt requirements-dev.txt requirements-build.txt; then
    echo "lock: the lines above name an address or an option; a lock holds only versions and hashes" >&2
    exit 1
fi
