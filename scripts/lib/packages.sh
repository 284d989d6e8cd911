# Sourced: need gathers Debian packages that are missing, install_needed installs them.
needed=()

# need COMMAND PACKAGE: the package, unless the command is on PATH.
need() {
  command -v "$1" >/dev/null || needed+=("$2")
}

install_needed() {
  ((${#needed[@]})) || return 0
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "please install, as root: apt-get install ${needed[*]}"
    as_root=(sudo)
  fi
  command -v apt-get >/dev/null || die "this is not a Debian system; please install what these packages hold: ${needed[*]}"
  heading "installing ${needed[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${needed[@]}"
  needed=()
  hash -r
}
