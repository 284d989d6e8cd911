# Sourced by every script: strict mode, the repository as working folder, headings, the cache, and the tools on PATH.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

# Downloads and what is unpacked from them. Clones may share one: set DROPSET_CACHE to an absolute path.
export DROPSET_CACHE=${DROPSET_CACHE:-$ROOT/.cache}

# Where ccache is installed, clones share what they compile: paths below the repository count as relative.
export CCACHE_BASEDIR=$ROOT CCACHE_NOHASHDIR=1
if command -v ccache >/dev/null; then export EM_COMPILER_WRAPPER=ccache; fi

heading() { printf '\n== %s\n' "$*"; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The Node.js and npm that scripts/setup brings where the distribution's are too old.
NODE_HOME=$DROPSET_CACHE/node
if [[ -x $NODE_HOME/node_modules/.bin/node ]]; then
  PATH=$NODE_HOME/node_modules/.bin:$PATH
fi
