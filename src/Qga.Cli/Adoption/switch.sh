#!/bin/sh
# Puts one agent in the place of another and goes back by itself if nobody confirms it. The host runs it through the agent; POSIX, also for busybox.
#
#   look                                   says what runs here, a line for each fact
#   start TOKEN TARGET SECONDS [SUM]       checks TARGET and leaves the switch to a process that outlives the agent
#   confirm TOKEN                          run through the new agent: keeps it
#   result TOKEN                           says how it went: kept, back, or running
#
# TARGET is a file of the folder, "original" for what the guest has of its own, or "package:FILE" for a package of the folder.
#
# Until it is confirmed, the switch is only in what a reboot forgets: a drop-in below /run, or a launcher that knows the boot it is for. Power that fails
# leaves the old agent, whatever has been done by then.
set -u
# Agents have the umask that they were started with.
umask 022
export LC_ALL=C
# The tree that tests have in place of the guest's.
root=${QGA_SWITCH_ROOT-}
proc=$root/proc
units=$root/etc/systemd/system
trials=$root/run/systemd/system
mark='# The agent that "qga agent" has installed.'

fail() {
    echo "$*" >&2
    exit 1
}

moment() { sleep 0.2 2>/dev/null || sleep 1; }

sum_of() { sha256sum <"$1" | cut -c1-64; }

exe_of() { readlink "$proc/$1/exe" | sed 's/ (deleted)$//'; }

# The processes of two programs. One look at all of them, as a guest may have thousands.
pids_of() {
    # shellcheck disable=SC2012 # The names are numbers.
    ls -l "$proc"/[0-9]*/exe 2>/dev/null |
        sed -n -e "s#^.*/\([0-9]*\)/exe -> $1\( (deleted)\)*\$#\1#p" -e "s#^.*/\([0-9]*\)/exe -> $2\( (deleted)\)*\$#\1#p"
}

# Gives a file its name when its content is on the disk.
put() {
    chmod "$3" "$1" && sync && mv -f -- "$1" "$2"
}

# The folder of this program: the one that is there, or the first that can be.
find_folder() {
    for place in /usr/local/lib /opt /var/lib; do
        [ ! -d "$root$place/qga-agent" ] || { folder=$root$place/qga-agent; return; }
    done
    for place in /usr/local/lib /opt /var/lib; do
        folder=$root$place/qga-agent
        parent=$root$place
        while [ ! -d "$parent" ]; do parent=${parent%/*}; [ -n "$parent" ] || parent=/; done
        [ ! -w "$parent" ] || return
    done
    fail "none of /usr/local/lib, /opt and /var/lib can be written to"
}

# --- How the agent is started: by a unit of systemd's, by a script of init's, or by what is not known ---

# $1 the agent's process.
find_way() {
    unit=$(sed -n 's#^[0-9]*:\(name=systemd\)\{0,1\}:.*/\([^/]*\.service\)$#\2#p' "$proc/$1/cgroup" 2>/dev/null | head -n 1)
    if [ -n "$unit" ] && [ -d "$trials" ]; then
        way=systemd
        return
    fi
    way='file'
    unit=
    for name in qemu-guest-agent qemu-ga; do
        if [ -x "$root/etc/init.d/$name" ] && "$root/etc/init.d/$name" status >/dev/null 2>&1; then
            way=init
            unit=$name
        fi
    done
}

# The command line of the unit without our drop-ins: each ExecStart= that is empty begins anew, the first one after it counts.
unit_command() {
    systemctl cat "$unit" | awk '
        /^# \// { ours = ($0 ~ /\/zz-qga-[12]/); next }
        ours { next }
        more { text = text $0 }
        !more { text = $0 }
        { more = sub(/\\$/, "", text) }
        more { next }
        text ~ /^ExecStart=/ { sub(/^ExecStart=[ \t]*/, "", text); if (text == "" || command == "") command = text }
        END { print command }'
}

kept_file() { echo "$units/$unit.d/zz-qga-1.conf"; }
trial_file() { echo "$trials/$unit.d/zz-qga-2-trial.conf"; }

# $1 the drop-in, $2 the target.
write_drop_in() {
    command=$(unit_command)
    [ -n "$command" ] || return 1
    kind=
    if [ "$2" != original ]; then
        command=$(printf '%s\n' "$command" | sed "s#^\([-@:+!|]*\)[^ ]*#\1$folder/$2#")
        # The unit may be that of an agent that says when it is ready, and this agent one that does not.
        kind='Type=simple
WatchdogSec=0
'
    fi
    mkdir -p "${1%/*}" && printf '%s\n[Service]\n%sExecStart=\nExecStart=%s\n' "$mark" "$kind" "$command" >"$1.new" && put "$1.new" "$1" 644
}

drop() {
    rm -f -- "$1"
    rmdir -- "${1%/*}" 2>/dev/null || :
}

restart_unit() {
    systemctl daemon-reload
    # An agent that has failed too often is not started again without this.
    systemctl reset-failed "$unit" 2>/dev/null
    systemctl restart "$unit"
}

# The program that a target is.
program_of() {
    if [ "$1" != original ]; then
        echo "$folder/$1"
    elif [ "$way" = systemd ]; then
        unit_command | sed 's#^[-@:+!|]*##; s# .*##' | sed "s#^#$root#"
    else
        echo "$folder/original"
    fi
}

# --- Without systemd: the file that starts the agent ---

# $1 the target of this boot, $2 that of any other.
write_launcher() {
    # shellcheck disable=SC2016 # The launcher expands them.
    printf '#!/bin/sh\n%s On trial until it is confirmed.\nread -r boot <"%s"\n[ "$boot" != "%s" ] || exec "%s" "$@"\nexec "%s" "$@"\n' \
        "$mark" "$proc/sys/kernel/random/boot_id" "$(cat "$proc/sys/kernel/random/boot_id")" "$folder/$1" "$folder/$2" >"$path.qga-new" &&
        put "$path.qga-new" "$path" 755
}

# $1 the target whose content the file gets.
write_program() {
    rm -f -- "$path.qga-new"
    if [ "$1" = original ]; then cp -p -- "$folder/original" "$path.qga-new"
    else ln -- "$folder/$1" "$path.qga-new" 2>/dev/null || cp -p -- "$folder/$1" "$path.qga-new"; fi && put "$path.qga-new" "$path" 755
}

end() {
    for pid in "$@"; do kill "$pid" 2>/dev/null; done
    for pid in "$@"; do
        tries=0
        while [ -d "$proc/$pid" ] && ! grep -q '^State:[[:space:]]*Z' "$proc/$pid/status" 2>/dev/null && [ $tries -lt 25 ]; do
            moment
            tries=$((tries + 1))
            [ $tries -ne 20 ] || kill -9 "$pid" 2>/dev/null
        done
    done
}

# $1 the target that runs, $2 its process or nothing, $3 the one that is to run.
restart_file() {
    if [ "$way" = init ]; then
        "$root/etc/init.d/$unit" stop
        # shellcheck disable=SC2046,SC2086 # One word each, or none.
        end $2 $(pids_of "$folder/$1" "$folder/$1")
        "$root/etc/init.d/$unit" start
        return
    fi
    # shellcheck disable=SC2046,SC2086
    end $2 $(pids_of "$folder/$1" "$folder/$1")
    # Whoever looks after the agent starts it again; where nobody does, this does, with the words that it had.
    tries=0
    while [ $tries -lt 15 ]; do
        [ -z "$(pids_of "$folder/$3" "$path")" ] || return 0
        moment
        tries=$((tries + 1))
    done
    set --
    while IFS= read -r word; do set -- "$@" "$word"; done <"$folder/words"
    if command -v setsid >/dev/null 2>&1; then
        (cd / && exec setsid "$path" "$@") </dev/null >/dev/null 2>&1 &
    else
        (cd / && exec "$path" "$@") </dev/null >/dev/null 2>&1 &
    fi
}

# The file of a package of Debian's stays the package's: it is set aside, and goes on with the package's upgrades there.
divert() {
    command -v dpkg-divert >/dev/null 2>&1 && dpkg-query -S "$path" >/dev/null 2>&1 || return 0
    [ ! -e "$path.distrib" ] || return 0
    ln -- "$path" "$path.distrib" && dpkg-divert --local --no-rename --divert "$path.distrib" --add "$path" >/dev/null
}

undivert() {
    [ ! -e "$path.distrib" ] || { mv -f -- "$path.distrib" "$path" && dpkg-divert --local --no-rename --remove "$path" >/dev/null; }
}

# --- What is the case ---

# Sets from, the target that is in force, and path, the file that starts the agent where systemd does not.
find_from() {
    from=original
    if [ "$way" = systemd ]; then
        [ ! -e "$(kept_file)" ] || from=$(cat "$folder/current")
        return
    fi
    path=$(exe_of "$1")
    case $path in "$folder"/*) from=${path##*/} path=$(cat "$folder/path") ;; esac
    [ "$from" = original ] && [ -e "$folder/current" ] && cmp -s "$path" "$folder/$(cat "$folder/current")" && from=$(cat "$folder/current")
    :
}

owner_of() {
    if command -v dpkg-query >/dev/null 2>&1 && owner=$(dpkg-query -S "$1" 2>/dev/null | sed -n '/diversion/!s/:.*//p' | head -n 1) && [ -n "$owner" ]; then
        dpkg-query -W -f 'deb ${Package} ${Version}' "$owner"
    elif command -v rpm >/dev/null 2>&1 && owner=$(rpm -qf --qf 'rpm %{NAME} %{VERSION}-%{RELEASE}' "$1" 2>/dev/null); then
        echo "$owner"
    elif command -v apk >/dev/null 2>&1 && owner=$(apk info -q -W "$1" 2>/dev/null) && [ -n "$owner" ]; then
        echo "apk $owner"
    fi
}

is_under_way() {
    [ -d "$folder/trial" ] && [ "$(cat "$folder/trial/boot" 2>/dev/null)" = "$(cat "$proc/sys/kernel/random/boot_id")" ] &&
        { [ ! -e "$folder/trial/pid" ] || kill -0 "$(cat "$folder/trial/pid")" 2>/dev/null; }
}

look() {
    find_folder
    find_way "$PPID"
    find_from "$PPID"
    exe=$(exe_of "$PPID")
    parent=$folder
    while [ ! -d "$parent" ]; do parent=${parent%/*}; [ -n "$parent" ] || parent=/; done
    if [ "$way" = systemd ]; then path=$(program_of "$from"); fi
    echo "program $exe"
    echo "sum $(sum_of "$proc/$PPID/exe")"
    echo "way $way"
    echo "service $unit"
    echo "owner $(owner_of "${path#"$root"}")"
    echo "machine $(uname -m)"
    echo "folder $folder"
    echo "free $(df -Pk "$parent" | tail -n 1 | awk '{ print $4 }')"
    echo "current $from"
    echo "previous $(cat "$folder/previous" 2>/dev/null)"
    for name in sha256sum awk sed readlink; do
        command -v $name >/dev/null 2>&1 || echo "missing $name"
    done
    if is_under_way; then echo "trial $(cat "$folder/trial/token")"; fi
}

# --- The switch ---

start() {
    token=$1 target=$2 seconds=$3 sum=${4-}
    find_folder
    find_way "$PPID"
    mkdir -p "$folder" && chmod 755 "$folder" || exit 1
    if is_under_way; then fail "another switch is under way"; fi
    rm -rf -- "$folder/trial"
    mkdir "$folder/trial" || fail "another switch is under way"
    trap 'rm -rf -- "$folder/trial"' EXIT
    cat "$proc/sys/kernel/random/boot_id" >"$folder/trial/boot"
    echo "$token" >"$folder/trial/token"
    echo $$ >"$folder/trial/pid"
    find_from "$PPID"
    case $target in
        package:*)
            [ "$way" = systemd ] || fail "a package needs a guest with systemd: without it there is no way back; give the agent itself"
            file=$folder/${target#package:} ;;
        original) file=$(program_of original) ;;
        *) file=$folder/$target ;;
    esac
    [ "$target" != "$from" ] || fail "it is in force already"
    [ -f "$file" ] || fail "$file is not there any more"
    [ -z "$sum" ] || [ "$(sum_of "$file")" = "$sum" ] || fail "the copy in the guest differs from what was sent"
    case $target in
        package:*) ;;
        *)
            chmod 755 "$file" || exit 1
            if command -v restorecon >/dev/null 2>&1; then restorecon "$file" 2>/dev/null || :; fi
            said=$("$file" --version 2>&1) || fail "the new agent does not run here: $said"
            sum_of "$file" >"$folder/trial/sum" ;;
    esac
    if [ "$way" = systemd ]; then
        [ -n "$(unit_command)" ] || fail "$unit has no command line that is understood"
    else
        echo "$path" >"$folder/path"
        tr '\000' '\n' <"$proc/$PPID/cmdline" | sed 1d >"$folder/words"
        if [ "$from" = original ]; then cp -p -- "$path" "$folder/original.new" && put "$folder/original.new" "$folder/original" 755 || exit 1; fi
    fi
    # With the agent its programs end: this one must not.
    set -- /bin/sh "$folder/switch.sh" run "$token" "$target" "$seconds" "$from" "$way" "$unit" "$PPID" "$folder"
    if [ "$way" = systemd ]; then
        set -- "--unit=qga-agent-$token" "$@"
        systemd-run --quiet --collect "$@" 2>/dev/null || systemd-run --quiet "$@" || exit 1
    elif command -v setsid >/dev/null 2>&1; then
        setsid "$@" </dev/null >/dev/null 2>&1 &
    else
        "$@" </dev/null >/dev/null 2>&1 &
    fi
    tries=0
    while [ "$(cat "$folder/trial/pid")" = $$ ]; do
        [ $tries -lt 50 ] || fail "the switch does not start"
        moment
        tries=$((tries + 1))
    done
    trap - EXIT
}

# $1 the target that is to run for now; $2 the one that runs; $3 its process, or nothing.
try() {
    if [ "$way" = systemd ]; then
        write_drop_in "$(trial_file)" "$1" && restart_unit
    else
        write_launcher "$1" "$2" && restart_file "$2" "$3" "$1"
    fi
}

go_back() {
    if [ "$way" = systemd ]; then
        drop "$(trial_file)"
        restart_unit
    else
        write_program "$from"
        restart_file "$target" "" "$from"
        [ "$from" != original ] || undivert
    fi
}

# An agent that has answered goes on as it is; only what the next start finds changes.
keep() {
    if [ "$way" = systemd ]; then
        if [ "$target" = original ]; then drop "$(kept_file)"; else write_drop_in "$(kept_file)" "$target"; fi || return 1
        sync
        drop "$(trial_file)"
        systemctl daemon-reload
    else
        write_program "$target" && { [ "$target" != original ] || undivert; }
    fi || return 1
    echo "$from" >"$folder/previous.new" && mv -f "$folder/previous.new" "$folder/previous"
    echo "$target" >"$folder/current.new" && mv -f "$folder/current.new" "$folder/current"
    for old in "$folder"/qemu-ga-*; do
        case ${old##*/} in "$from" | "$target") ;; *) rm -f -- "$old" ;; esac
    done
    sync
}

# A package takes the place of the guest's own agent. A copy of that agent is in force until the package's has answered, over a reboot as well.
install_package() {
    file=$folder/${target#package:}
    if [ "$from" = original ]; then
        from=qemu-ga-$(sum_of "$(program_of original)" | cut -c1-12)
        cp -p -- "$(program_of original)" "$folder/$from.new" && put "$folder/$from.new" "$folder/$from" 755 || return 1
        write_drop_in "$(kept_file)" "$from" && systemctl daemon-reload || return 1
        echo "$from" >"$folder/current"
    fi
    case $file in
        *.deb) DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold -i "$file" ;;
        *.rpm) rpm -U --oldpackage --replacepkgs "$file" ;;
    esac >"$folder/trial/output" 2>&1 </dev/null || return 1
    target=original
    systemctl daemon-reload
    sum_of "$(program_of original)" >"$folder/trial/sum"
}

# The result is there before the trial goes, and all else is done by then.
finish() {
    rm -f -- "$folder"/*.deb "$folder"/*.rpm
    case $1:$target in
        back:"$(cat "$folder/previous" 2>/dev/null)") ;;
        back:qemu-ga-*) rm -f -- "$folder/$target" ;;
    esac
    printf '%s\n%s\n%s\n' "$token" "$1" "$2" >"$folder/result.new" && mv -f "$folder/result.new" "$folder/result"
    rm -rf -- "$folder/trial"
    exit
}

run() {
    token=$1 target=$2 seconds=$3 from=$4 way=$5 unit=$6 agent=$7 folder=$8
    trap '' HUP
    echo $$ >"$folder/trial/pid"
    path=$(cat "$folder/path" 2>/dev/null)
    # The host is told that this has begun before the agent that tells it goes.
    sleep 2
    case $target in
        package:*)
            if ! install_package; then
                ! cmp -s "$(program_of original)" "$folder/$from" || drop "$(kept_file)"
                restart_unit
                finish back "the package could not be installed: $(tail -n 3 "$folder/trial/output" 2>/dev/null | tr '\n' ' ')"
            fi ;;
    esac
    if [ "$way" != systemd ] && [ "$from" = original ]; then divert; fi
    if try "$target" "$from" "$agent"; then
        left=$seconds
        while [ "$left" -gt 0 ] && [ ! -e "$folder/trial/confirmed" ]; do
            sleep 1
            left=$((left - 1))
        done
        if [ -e "$folder/trial/confirmed" ]; then
            if keep; then finish kept ""; fi
            reason="it answered, and could not be kept: is the disk full?"
        else
            reason="nobody has heard from the new agent within $seconds s"
        fi
    else
        reason="the new agent could not be started"
    fi
    go_back
    finish back "$reason"
}

confirm() {
    find_folder
    [ "$(cat "$folder/trial/token" 2>/dev/null)" = "$1" ] || { echo over; exit; }
    if [ ! -s "$folder/trial/sum" ] || [ "$(sum_of "$proc/$PPID/exe")" != "$(cat "$folder/trial/sum")" ]; then
        echo old
    else
        : >"$folder/trial/confirmed" && echo new
    fi
}

has_ended() { [ "$(sed -n 1p "$folder/result" 2>/dev/null)" = "$1" ]; }

result() {
    find_folder
    if has_ended "$1"; then
        sed -n '2,$p' "$folder/result"
    elif [ "$(cat "$folder/trial/token" 2>/dev/null)" = "$1" ] && is_under_way; then
        echo running
    elif has_ended "$1"; then
        # It has ended since.
        sed -n '2,$p' "$folder/result"
    else
        echo lost
    fi
}

verb=$1
shift
"$verb" "$@"
