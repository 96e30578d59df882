#!/bin/sh
# usage: sh install.sh [OPTION...]
# Installs the guest agent from this disk, by the system's own package manager where it is one of these, otherwise by ./install, which gets the options.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
if [ $# = 0 ] && command -v dpkg >/dev/null 2>&1; then
    exec dpkg --force-confold --install "$here"/packages/qga-agent_*.deb
elif [ $# = 0 ] && command -v rpm >/dev/null 2>&1; then
    exec rpm --upgrade --verbose --replacepkgs "$here"/packages/qga-agent-*.rpm
fi
exec sh "$here/install" "$@"
