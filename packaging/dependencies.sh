# shellcheck shell=bash
# Sourced by the scripts beside it: what they need from the machine. It installs only what is missing.

# How long apt may take, in seconds: a slow mirror, and the lock of another apt.
readonly APT_LIMIT=900

as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive timeout --foreground --kill-after=10 "$APT_LIMIT" \
    apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}

is_installed() {
  [[ $(dpkg -s "$1" 2>/dev/null) == *"Status: install ok installed"* ]]
}

# Prints those of the given packages that are not installed.
missing() {
  local name
  for name in "$@"; do
    is_installed "$name" || printf '%s\n' "$name"
  done
}

need_swift() {
  command -v swift >/dev/null && return
  echo "The Swift 6.3 toolchain is not on PATH: https://www.swift.org/install/linux/" >&2
  return 1
}

# need_packages REQUIRED... [-- OPTIONAL...]: fails where a required package cannot be installed. Without an optional one some tests
# are skipped.
need_packages() {
  local required=() optional=() name
  while [[ $# -gt 0 && $1 != -- ]]; do
    required+=("$1")
    shift
  done
  [[ $# -eq 0 ]] || shift
  mapfile -t required < <(missing "${required[@]}")
  mapfile -t optional < <(missing "$@")
  [[ ${#required[@]} -gt 0 || ${#optional[@]} -gt 0 ]] || return 0
  echo "Installing: ${required[*]} ${optional[*]}"
  apt_get update || echo "apt-get update failed; going on with the lists that are here." >&2
  if [[ ${#required[@]} -gt 0 ]]; then
    apt_get install --no-install-recommends -y "${required[@]}" || {
      echo "Could not install: ${required[*]}" >&2
      return 1
    }
  fi
  for name in "${optional[@]}"; do
    apt_get install --no-install-recommends -y "$name" || echo "Going on without $name; tests that need it are skipped." >&2
  done
}
