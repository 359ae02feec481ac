#!/bin/sh
# Make .bench-peers hold nomenklatura, the peer of `make bench-peers`, apart from all that kvcase needs.
# It compiles PyICU, so it needs g++, pkg-config and libicu-dev; as root on Debian they are fetched.
set -eu
cd "$(dirname "$0")/.."
python=.bench-peers/bin/python
if "$python" -c 'import nomenklatura' 2>/dev/null; then
    exit 0
fi
if ! command -v g++ >/dev/null || ! pkg-config --exists icu-i18n 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "set-up-peers: fetching g++, pkg-config and libicu-dev" >&2
        apt-get update -q >/dev/null
        apt-get install -y -q g++ pkg-config libicu-dev >/dev/null
    else
        echo "set-up-peers: install g++, pkg-config and libicu-dev first" >&2
        exit 1
    fi
fi
echo "set-up-peers: installing nomenklatura (it compiles PyICU; some minutes)" >&2
rm -rf .bench-peers
.venv/bin/python -m venv .bench-peers
"$python" -m pip install --quiet --disable-pip-version-check 'nomenklatura>=4.17,<5'
