namespace Qga.Client;

/// <summary>What the guest's shell does for copies. POSIX shell; what is not in POSIX is tried and done without.</summary>
internal static class CopyScripts
{
    // The SHA-256 of standard input, among other things in the line.
    private const string Sum = """
        sum() {
          if command -v sha256sum >/dev/null 2>&1; then sha256sum
          elif command -v shasum >/dev/null 2>&1; then shasum -a 256
          elif command -v sha256 >/dev/null 2>&1; then sha256
          elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256
          else echo none; fi
        }

        """;

    /// <summary>
    /// $1 the target, $2 the original's name, $3 the temporary file's name, $4 whether an earlier one is continued: makes the temporary file.
    /// Prints its size, its SHA-256, and the target, which is in the directory $1 if that is one.
    /// </summary>
    public const string PrepareFile = Sum + """
        umask 077
        t=$1
        if [ -d "$t" ]; then t=${t%/}/$2; fi
        if [ -d "$t" ]; then echo "$t is a directory" >&2; exit 1; fi
        if [ -e "$t" ] && [ ! -f "$t" ]; then echo "$t is a device, pipe or socket" >&2; exit 1; fi
        case $t in */*) p=${t%/*}/$3 ;; *) p=$3 ;; esac
        if [ -n "$4" ] && [ -f "$p" ] && [ ! -L "$p" ] && [ -O "$p" ]; then
          n=$(wc -c <"$p") h=$(sum <"$p")
        else
          rm -f -- "$p" && (set -C && : >"$p") || exit 1
          n=0 h=none
        fi
        printf '%s\n%s\n%s' "$n" "$h" "$t"
        """;

    /// <summary>$1 a file, $2 how many bytes of it, empty for all: prints the SHA-256.</summary>
    public const string SumFile = Sum + """
        if [ -n "$2" ]; then head -c "$2" <"$1" | sum; else sum <"$1"; fi
        """;

    /// <summary>$1 a file that may be there: prints its size and its SHA-256.</summary>
    public const string InspectPartial = Sum + """
        if [ -L "$1" ] || [ ! -f "$1" ]; then exit 1; fi
        wc -c <"$1" && sum <"$1"
        """;

    /// <summary>$1 the temporary file, $2 the target, $3 the mode, $4 and $5 the time in two forms, or empty: gives the file its name.</summary>
    public const string FinishFile = """
        m=$3 k=kept
        if [ -z "$4" ]; then m=$(printf %o $((0$3 & ~0$(umask)))); fi
        chmod "$m" "$1" || k=lost
        if [ -n "$4" ]; then touch -d "$4" "$1" 2>/dev/null || TZ=UTC0 touch -t "$5" "$1" || k=lost; fi
        mv -f -- "$1" "$2" && echo $k
        """;

    /// <summary>$1 a path: prints whether it is a directory, a pipe or a socket, and of a file size, mode and time as far as the guest tells.</summary>
    public const string Inspect = """
        if [ -d "$1" ]; then echo d; exit; fi
        if [ -p "$1" ] || [ -S "$1" ]; then echo p; exit; fi
        echo f
        stat -L -c '%s %a %Y' -- "$1" 2>/dev/null || stat -L -f '%z %Lp %m' -- "$1" 2>/dev/null || wc -c <"$1"
        """;

    /// <summary>$1 a path in a tree: prints the same of a file. 1: it is none, or a link.</summary>
    public const string InspectFile = """
        if [ -L "$1" ] || [ ! -f "$1" ]; then exit 1; fi
        stat -c '%s %a %Y' -- "$1" 2>/dev/null || stat -f '%z %Lp %m' -- "$1" 2>/dev/null || wc -c <"$1"
        """;

    /// <summary>
    /// $1 the target, $2 the original's name, $3 the working directory's name, $4 whether an earlier one is continued: makes the working directory. Prints
    /// a line for each archive that is unpacked there already, and the target.
    /// </summary>
    public const string PrepareTree = """
        umask 077
        t=$1
        while [ "${t%/}" != "$t" ] && [ "$t" != / ]; do t=${t%/}; done
        if [ -d "$t" ]; then t=${t%/}/$2; fi
        case $t in */*) w=${t%/*}/$3 ;; *) w=$3 ;; esac
        if [ -n "$4" ] && [ -d "$w/tree" ] && [ ! -L "$w" ] && [ -O "$w" ]; then
          sed 's/^/done /' "$w/done" 2>/dev/null
        else
          rm -rf -- "$w" && mkdir -- "$w" "$w/tree" || exit 1
        fi
        printf 'path %s' "$t"
        """;

    /// <summary>$1 the working directory, $2 the archive's SHA-256 or empty, $3 what is noted when it is unpacked. 9: there is no program for the SHA-256;
    /// 8: it differs.</summary>
    public const string Unpack = Sum + """
        umask 077
        if [ -n "$2" ]; then
          case $(sum <"$1/batch") in none) exit 9 ;; *"$2"*) ;; *) exit 8 ;; esac
        fi
        tar -x -p -o -f "$1/batch" -C "$1/tree" || exit 1
        rm -f -- "$1/batch"
        printf '%s\n' "$3" >>"$1/done"
        """;

    /// <summary>$1 a file of the working directory's tree, $2 its SHA-256 or empty, $3 and $4 its time, $5 its mode, $6 the working directory, $7 what is
    /// noted.</summary>
    public const string FinishLarge = Sum + """
        if [ -n "$2" ]; then
          case $(sum <"$1") in none) exit 9 ;; *"$2"*) ;; *) exit 8 ;; esac
        fi
        chmod "$5" "$1" || exit 1
        touch -d "$3" "$1" 2>/dev/null || TZ=UTC0 touch -t "$4" "$1"
        printf '%s\n' "$7" >>"$6/done"
        """;

    /// <summary>$1 the working directory, $2 the target: gives the tree its name, or puts it over the tree that has it. Links there are not followed.</summary>
    public const string FinishTree = """
        if [ -e "$2" ] || [ -L "$2" ]; then
          cp -R -P -p "$1/tree/." "$2/" || exit 1
        else
          mv -- "$1/tree" "$2" || exit 1
        fi
        rm -rf -- "$1"
        """;

    /// <summary>
    /// $1 a directory, $2 a private directory with lines for "sha256sum -c" about files in $1: prints nothing, and leaves in the private directory's
    /// <c>same</c> a line for each file that fits: raw mode in hexadecimal, time in seconds since 1970, and path. Links do not count.
    /// </summary>
    public const string Compare = """
        : >"$2/same"
        cd -- "$1" || exit 1
        if command -v sha256sum >/dev/null 2>&1; then sha256sum -c - ; elif command -v shasum >/dev/null 2>&1; then shasum -a 256 -c - ; fi \
          <"$2/have" 2>/dev/null | sed -n 's/: OK$//p' | tr '\n' '\0' >"$2/ok"
        [ -s "$2/ok" ] || exit 0
        if stat -c %f / >/dev/null 2>&1; then xargs -0 stat -c '%f %Y %n' ; else xargs -0 stat -f '%Xp %m %N' ; fi \
          <"$2/ok" >"$2/same" 2>/dev/null
        exit 0
        """;

    /// <summary>
    /// $1 a directory, $2 a private directory, $3 how many blocks an archive's part has, $4 a file of paths that are left out, or empty: puts the archive of
    /// $1 into parts, two at most. A part that was read is truncated by the reader. Ends when the agent does, or nobody has read for a quarter of an hour.
    /// </summary>
    public const string SendTree = Sum + """
        w=$2 n=0
        export LC_ALL=C
        until_read() {
          t=0
          while [ -s "$w/part.$1" ]; do
            if [ $t -lt 50 ]; then sleep 0.02 2>/dev/null || sleep 1; else sleep 1; fi
            t=$((t + 1))
            if [ $t -gt 950 ] || ! kill -0 $PPID 2>/dev/null; then rm -rf -- "$w"; exit 1; fi
          done
          [ -d "$w" ] || exit 1
        }
        { tar -c -f - ${4:+-X "$4"} -C "$1" . ; echo $? >"$w/status"; } | {
          while :; do
            dd bs=65536 count="$3" of="$w/part" 2>/dev/null
            [ -s "$w/part" ] || break
            sum <"$w/part" >"$w/sum.$n"
            mv "$w/part" "$w/part.$n"
            n=$((n + 1)) o=$((n - 2))
            until_read $o
            rm -f "$w/part.$o" "$w/sum.$o"
          done
          until_read $((n - 1))
        }
        exit "$(cat "$w/status")"
        """;
}
