#!/bin/sh
# What the tests of the Spark engine need from the system: Java 17 or later. Installed where that is allowed; said where not.

set -u

has_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  release=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${release:-0}" -ge 17 ]
}

has_java && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -qq update && apt-get -qq -y --no-install-recommends install openjdk-17-jre-headless; } >/dev/null 2>&1
  has_java && exit 0
fi
echo "the tests of the Spark engine need Java 17 or later (on Debian, as root: apt install openjdk-17-jre-headless)" >&2
exit 1
