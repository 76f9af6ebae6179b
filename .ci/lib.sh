# Shared by the scripts beside it: words on the screen, where tools live, what is missing.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit

# Compiled tools outlive a clone and `cargo clean`: they take minutes to build and never change.
tools=${TANDEM_TOOLS:-$HOME/.cache/tandem/tools}
# `.ci/bin` stands before them: what is there does a little more than the tool of its name.
PATH=$root/.ci/bin:$tools/bin:$tools/node_modules/.bin:$PATH
export PATH TANDEM_TOOLS=$tools

target=${CARGO_TARGET_DIR:-target}

# What is sent to browsers names no folder of this machine. The other flags are .cargo/config.toml's.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--cfg erase_components \
--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src/="

# The page's program in parts, of which a browser fetches the first one first: src/client/part.rs.
in_parts=(--split --lib-features hydrate,parts)

cargo_leptos_version=0.3.10
# The same version as the crate in Cargo.toml, or wasm-bindgen refuses the file.
wasm_bindgen_version=0.2.129
binaryen_version=132

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
# steps N, then step TEXT for each of them: a counted heading.
steps() { step_count=$1 step_now=0; }
step() { step_now=$((step_now + 1)); say "[$step_now/$step_count] $*"; }
note() { printf '  %s\n' "$*"; }
die() { printf '\n%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND…: runs it as root where that needs no password; fails otherwise.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo && sudo -n true 2>/dev/null; then sudo "$@"
  else return 1
  fi
}

# from_apt PACKAGE SENTENCE: installs a Debian package, or says what to do and stops.
from_apt() {
  if have apt-get && note "installing $1" &&
    as_root env DEBIAN_FRONTEND=noninteractive sh -c \
      'apt-get update -q && apt-get install -q -y --no-install-recommends "$1"' sh "$1" >/dev/null
  then return
  fi
  die "$2"
}

# needs COMMAND SENTENCE: stops with the sentence when the command is missing.
needs() { have "$1" || die "$2"; }

# The newest PostgreSQL server's folder of programs; empty when there is none.
postgres_bin() {
  local folder
  folder=$(find /usr/lib/postgresql /usr/pgsql* /opt/homebrew/opt/postgresql* -maxdepth 2 \
    -type d -name bin 2>/dev/null | sort -V | tail -n 1) || true
  if [ -n "$folder" ] && [ -x "$folder/initdb" ]; then echo "$folder"
  elif have initdb; then dirname "$(command -v initdb)"
  fi
}
