# Sourced: fetch_third_party brings every row of third_party.lock into $DROPSET_CACHE/third_party/<name>-<version>.
# A folder's file .sha256 names the tarball it was unpacked from and is there only when the folder is whole.

# The mirrors that this machine's own apt sources name: Debian's main archive, of any release (the pool is shared by all).
debian_mirrors() {
  apt-get indextargets --format '$(CREATED_BY) $(RELEASE) $(REPO_URI)' |
    sed -nE 's/^Packages (bookworm|trixie|forky|oldstable|stable|testing|unstable|sid) //p' | sort -u
}

sha256_of() { sha256sum "$1" | cut -d ' ' -f 1; }

# fetch PATH SHA256 TARBALL: downloads with apt's own helper, which knows its proxies and methods.
fetch() {
  local path=$1 sha256=$2 tarball=$3 mirror
  for mirror in $(debian_mirrors); do
    if /usr/lib/apt/apt-helper download-file "${mirror%/}/$path" "$tarball.part" "SHA256:$sha256" >"$tarball.log" 2>&1 &&
      [[ $(sha256_of "$tarball.part") == "$sha256" ]]; then
      mv "$tarball.part" "$tarball"
      rm -f "$tarball.log"
      return
    fi
  done
  cat "$tarball.log" >&2 2>/dev/null || true
  die "$path: no Debian mirror among this machine's apt sources has it"
}

unpack() {
  local tarball=$1 sha256=$2 folder=$3 fresh
  fresh=$(mktemp -d "$folder.XXXXXX")
  tar -xf "$tarball" -C "$fresh" --strip-components=1 --no-same-owner
  echo "$sha256" >"$fresh/.sha256"
  chmod 755 "$fresh"
  rm -rf "$folder"
  mv -T "$fresh" "$folder"
}

fetch_third_party() {
  local cache=$DROPSET_CACHE/third_party name version path sha256 folder tarball
  mkdir -p "$cache"
  while read -r name version path sha256; do
    [[ -z $name || $name == '#'* ]] && continue
    folder=$cache/$name-$version
    [[ -f $folder/.sha256 && $(<"$folder/.sha256") == "$sha256" ]] && continue
    tarball=$cache/$(basename "$path")
    if [[ ! -f $tarball || $(sha256_of "$tarball") != "$sha256" ]]; then
      echo "fetching $name $version"
      fetch "$path" "$sha256" "$tarball"
    fi
    unpack "$tarball" "$sha256" "$folder"
  done <third_party.lock
}
