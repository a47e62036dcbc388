#!/bin/sh
# Proves on this machine that a fresh one can install and run a fresh clone: as root and as a user,
# with an empty HOME that has a space in its name, without a compiler, make, Node, uv, browser or
# reference folder, and with ever less of Python. Takes things away in a mount namespace, so it needs
# root on Linux; changes nothing outside its temporary folder, but no-home uses the account's own
# cache.
# Needs a package index that can be reached, and npm's registry.
#
# usage: tests/fresh_machine.sh [-u USER] [-c COMMAND] [SCENARIO]...
#   -c COMMAND   what ./dev is asked for in each scenario, instead of the usual commands
set -eu

scenarios='as-it-is no-ensurepip no-pip no-index read-only no-home odd-umask whole long-data'
user=nobody
python=${PYTHON:-/usr/bin/python3}
here=$(cd "$(dirname "$0")/.." && pwd -P)
absent='make cmake gcc g++ cc c++ clang cpp ld node nodejs npm npx uv uvx pip pip3 cargo rustc chromium chromium-browser google-chrome google-chrome-stable'

note() { printf '%s\n' "$*"; }

# A folder of links to every program of the machine but the absent ones, and one Python.
programs() {
    mkdir -p "$1"
    for program in /usr/bin/* /bin/* /usr/sbin/*; do
        name=${program##*/}
        case " $absent " in *" $name "*) continue ;; esac
        case $name in python* | pip* | *-gcc* | gcc-* | g++-* | psql | pg_*) continue ;; esac
        [ -e "$1/$name" ] || ln -s "$program" "$1/$name"
    done
    ln -s "$python" "$1/python3"
}

hide() { mount --bind "$work/empty" "$1"; }

take_away() {
    library=$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
    case $1 in no-ensurepip | no-pip | no-index) hide "$library/ensurepip" ;; esac
    case $1 in
        no-pip | no-index)
            for folder in /usr/lib/python3/dist-packages/pip /usr/share/python-wheels \
                "$library"/site-packages/pip; do
                [ ! -d "$folder" ] || hide "$folder"
            done
            ;;
    esac
}

# Modes and owners of HOME and of every folder above it.
modes() {
    folder=$1
    while :; do
        stat -c '%a %u %n' "$folder"
        [ "$folder" != / ] || break
        folder=$(dirname "$folder")
    done
}

commands_of() {
    case ${command:+given}$1 in
        given*) note "$command" ;;
        whole | long-data) printf '%s\n' 'demo --exit' test ;;
        *) printf '%s\n' 'test -q tests/test_locks.py' ;;
    esac
}

# One scenario, as one user, inside a mount namespace of its own.
within() {
    scenario=$1 account=$2 work=$3
    place="$work/$scenario $account"
    home="$place/empty home"
    mkdir -p "$home"
    git clone -q "$here" "$place/check out"
    [ "$scenario" = read-only ] || chown -R "$account" "$place/check out"
    chown "$account" "$home"
    chmod 750 "$home"
    ln -s "$place/check out/dev" "$place/linked"
    take_away "$scenario"
    set -- HOME="$home" PATH="$work/bin" TZ=Pacific/Chatham LANG=C.UTF-8
    case $scenario in
        no-pip) set -- "$@" PIP_INDEX_URL="$index" ;;
        no-home) shift; set -- "$@" HOME= ;;
        long-data) set -- "$@" TALLYLOOM_HOME="$home/$(printf '%0150d' 0)" ;;
    esac
    before=$(modes "$home")
    servers=$(servers_running)
    failed=0
    commands_of "$scenario" >"$place/commands"
    while read -r words; do
        for turn in first second; do
            attempt "$turn" "$@" || failed=1
        done
    done <"$place/commands"
    [ "$before" = "$(modes "$home")" ] || { note '  FAILED: a mode of HOME has changed'; failed=1; }
    [ "$servers" = "$(servers_running)" ] || { note '  FAILED: a database server was left'; failed=1; }
    return $failed
}

# Database servers of this scenario: those that see the folders as it does.
servers_running() {
    ours=$(readlink /proc/self/ns/mnt)
    for process in /proc/[0-9]*; do
        [ "$(cat "$process/comm" 2>/dev/null)" = postgres ] || continue
        [ "$(readlink "$process/ns/mnt")" != "$ours" ] || echo "$process"
    done
}

attempt() {
    turn=$1
    shift
    began=$(date +%s)
    mask=022
    [ "$scenario" != odd-umask ] || mask=0277
    status=0
    # The words of a command are meant to be split.
    (cd / && umask $mask && exec setpriv --reuid "$account" --regid "$(id -g "$account")" \
        --clear-groups env -i "$@" "$place/linked" $words) >"$place/log" 2>&1 </dev/null || status=$?
    expected=0
    [ "$scenario" != no-index ] || expected=1
    note "$scenario, $account, $turn ./dev $words: status $status, $(($(date +%s) - began)) s"
    grep '^dev: ' "$place/log" | sed 's/^/    /' || true
    tail -n 1 "$place/log" | sed 's/^/    > /'
    if [ $status -ne $expected ]; then
        note '  FAILED:'
        tail -n 40 "$place/log" | sed 's/^/    | /'
        return 1
    fi
}

if [ "${1:-}" = --within ]; then
    index=$4
    within "$2" "$3" "$5"
    exit
fi
while getopts u:c: option; do
    case $option in
        u) user=$OPTARG ;;
        c) export command="$OPTARG" ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ "$(id -u)" = 0 ] || { note 'fresh_machine: start it as root: it hides parts of Python' >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/empty"
programs "$work/bin"
index=${PIP_INDEX_URL:-$("$python" -c 'from pip._internal.models.index import PyPI as i; print(i.simple_url)')}
failed=0
for scenario in ${*:-$scenarios}; do
    for account in root "$user"; do
        # Root may write in any checkout.
        [ "$scenario $account" != 'read-only root' ] || continue
        unshare -m "$0" --within "$scenario" "$account" "$index" "$work" || failed=1
    done
done
[ $failed = 0 ] && note 'a fresh machine runs it' || note 'FAILED'
exit $failed
