# Sourced by tools/demo and tools/check: makes sure Debian packages are there, and says what it does.
# need_packages WHAT_FOR PACKAGE…

stop() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

need_packages() {
    local what_for=$1 missing=() package as_root=()
    shift
    command -v dpkg-query >/dev/null || stop "this is not Debian: install by hand what $what_for needs: $*"
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || stop "neither root nor sudo: ask for these packages: ${missing[*]}"
        sudo -n true 2>/dev/null || [ -t 0 ] || stop "sudo wants a password: ask for these packages: ${missing[*]}"
        as_root=(sudo)
    fi
    echo "installing for $what_for: ${missing[*]}"
    "${as_root[@]}" apt-get -qq update >/dev/null 2>&1 || stop "no package list could be fetched: is there a network?"
    local said
    said=$("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
        "${missing[@]}" 2>&1) || stop "these packages could not be installed: ${missing[*]}: $(tail -n 1 <<<"$said")"
}

# The same for what the build can go without.
want_packages() {
    (need_packages "$@") || echo "going on without: ${*:2}"
}

build_packages=(gcc libc6-dev cmake ninja-build pkg-config gettext libgdal-dev libproj-dev libgeos-dev libshp-dev
    libcsv-dev libcyaml-dev libyaml-dev libjansson-dev libssl-dev libsleef-dev libjs-leaflet
    libcairo2-dev libpango1.0-dev fonts-dejavu-core
    libxlsxwriter-dev zlib1g-dev)
# CBC makes siting exact; the build goes without it where it is not there.
optional_packages=(coinor-libcbc-dev)
test_packages=(g++ libcmocka-dev binutils clang-format-14 python3 chromium poppler-utils libxml2-utils)
