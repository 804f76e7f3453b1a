#!/usr/bin/env bash
# A project outside the tree builds against the install, by CMake and by pkg-config, and runs.
set -eu
root=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/prefix" >/dev/null
cmake -G Ninja -S "$root/tests/house/consumer" -B "$work/by_cmake" -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/by_cmake" >/dev/null
"$work/by_cmake/consumer"
libdir=$(dirname "$(find "$work/prefix" -name libhtscover.so)")
# The .pc names the prefix of the build; here it stands elsewhere.
export PKG_CONFIG_PATH=$libdir/pkgconfig
flags=$(pkg-config --define-variable=prefix="$work/prefix" --cflags --libs htscover)
# shellcheck disable=SC2086
cc "$root/tests/house/consumer/consumer.c" $flags -Wl,-rpath,"$libdir" -o "$work/by_pkg_config"
"$work/by_pkg_config"
"$work/prefix/bin/coverage_report" --version | head -1
"$work/prefix/bin/coverage_report" --help --lang vi | grep -q 'cách dùng\|Cách dùng'
