# Sourced by every script: strict mode, the repository as working folder, headings, the cache, and the tools on PATH.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

# Downloads and what is unpacked from them. Clones may share one: set DROPSET_CACHE to an absolute path.
export DROPSET_CACHE=${DROPSET_CACHE:-$ROOT/.cache}
JOBS=${JOBS:-$(nproc)}

heading() { printf '\n== %s\n' "$*"; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

kNodeMajor=20  # the oldest Node.js that will do
node_major() { node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }

# A Node.js that scripts/setup brought stands before the distribution's.
node_home=$DROPSET_CACHE/node
if [[ -x $node_home/node_modules/node/bin/node ]]; then
  PATH=$node_home/node_modules/node/bin:$PATH
fi
# Debian's Emscripten looks for its JavaScript modules there, which only Debian's own Node.js does unasked.
if [[ -d /usr/share/nodejs ]]; then
  export NODE_PATH=${NODE_PATH:-/usr/share/nodejs}
fi
