# Sourced: setup_node brings a Node.js that is new enough, setup_npm what package-lock.json names.
kOldestNode=20.19  # what Vite asks for
kBroughtNode=22
kBroughtNpm=10

node_will_do() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number), [c, d] = process.argv[1].split(".").map(Number);
           process.exit(a > c || (a === c && b >= d) ? 0 : 1)' "$kOldestNode" 2>/dev/null
}

# The npm package `node` holds the program itself. npm comes with it, since Debian's npm runs only under Debian's own Node.js.
setup_node() {
  node_will_do && return
  heading "bringing Node.js $kBroughtNode, as $(node --version) is older than $kOldestNode"
  mkdir -p "$NODE_HOME"
  npm install --prefix "$NODE_HOME" --no-fund --no-audit --no-package-lock "node@$kBroughtNode" "npm@$kBroughtNpm"
  PATH=$NODE_HOME/node_modules/.bin:$PATH
  hash -r
  node_will_do || die "the Node.js in $NODE_HOME does not run"
}

setup_npm() {
  cmp -s package-lock.json node_modules/.installed-lock && return
  heading "npm packages"
  npm ci
  cp package-lock.json node_modules/.installed-lock
}
