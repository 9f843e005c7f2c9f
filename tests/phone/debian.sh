# SPDX-License-Identifier: Apache-2.0
#
# Debian packages of any suite, unpacked and not installed, for the scripts
# called fetch: they set `dest` and `cache`, source this, and call its
# functions. ../usb/fetch does it, too.
#
# Where from: the Debian source this machine is configured with, whatever its
# address; only the suite is changed. Nothing of the system's apt is touched:
# lists, cache and package state are private and thrown away afterwards.
# Who vouches: the system's keys sign bookworm; bookworm's own keyring package
# holds the keys of trixie. No unsigned source is ever accepted, unless this
# machine's own source line already says "trusted".
# shellcheck shell=sh disable=SC2154

say()
{
    echo "fetch: $*" >&2
}

die()
{
    say "$*"
    exit 1
}

# The deb sources of this machine, one per line: URI|suites|components|options.
# Both ways of writing them, deb822 and one line.
configured_sources()
{
    eval "$(apt-config shell etc Dir::Etc/d main Dir::Etc::sourcelist/f \
        parts Dir::Etc::sourceparts/d)"
    for file in "${parts:-$etc/sources.list.d/}"/*.sources; do
        [ -r "$file" ] || continue
        awk '
            function flush() {
                if (uri != "" && types ~ /(^| )deb( |$)/ && on != "no")
                    print uri "|" suites "|" comps "|" opts
                uri = types = suites = comps = opts = on = field = ""
            }
            /^#/ { next }
            /^[ \t]*$/ { flush(); next }
            /^[^ \t]/ {
                field = tolower($1)
                value = $0
                sub(/^[^:]*:[ \t]*/, "", value)
                if (field == "types:") types = value
                else if (field == "uris:") { split(value, u); uri = u[1] }
                else if (field == "suites:") suites = value
                else if (field == "components:") comps = value
                else if (field == "enabled:") on = tolower(value)
                else if (field == "signed-by:" && value ~ /^\//)
                    opts = opts " signed-by=" value
                else if (field == "trusted:")
                    opts = opts " trusted=" value
            }
            END { flush() }' "$file"
    done
    for file in "${main:-$etc/sources.list}" \
        "${parts:-$etc/sources.list.d/}"/*.list; do
        [ -r "$file" ] || continue
        awk '
            $1 != "deb" { next }
            {
                opts = ""
                i = 2
                if ($2 ~ /^\[/) {
                    for (; i <= NF; i++) {
                        word = $i
                        gsub(/[][]/, "", word)
                        if (word ~ /^(signed-by|trusted)=/)
                            opts = opts " " word
                        if ($i ~ /\]$/) { i++; break }
                    }
                }
                comps = ""
                for (j = i + 2; j <= NF; j++) {
                    if ($j ~ /^#/) break
                    comps = comps " " $j
                }
                print $i "|" $(i + 1) "|" comps "|" opts
            }' "$file"
    done
}

# The one source that carries Debian itself (not security, not a third party).
debian_source()
{
    configured_sources | awk -F'|' '
        $1 !~ /^(cdrom|copy):/ && $3 ~ /(^| )main( |$)/ {
            n = split($2, s, " ")
            for (i = 1; i <= n; i++)
                if (s[i] ~ /^(bookworm|trixie|stable|oldstable)$/) {
                    print $1 "|" $4
                    exit
                }
        }'
}

# apt_dir SUITE: a private apt that knows this one suite.
apt_dir()
{
    mkdir -p "$work/$1/lists/partial" "$work/$1/archives/partial" \
        "$work/$1/none"
    : >"$work/$1/status"
    # shellcheck disable=SC2086 # options are words
    set -- "$1" $options
    line=
    suite=$1
    shift
    for option; do
        case $option in
        signed-by=*) [ -n "$keyring" ] || line="$line $option" ;;
        *) line="$line $option" ;;
        esac
    done
    [ -z "$keyring" ] || line="$line signed-by=$keyring"
    echo "deb${line:+ [${line# }]} $uri $suite main" >"$work/$suite/list"
    cat >"$work/$suite/conf" <<CONF
Dir::State "$work/$suite";
Dir::State::lists "lists";
Dir::State::status "$work/$suite/status";
Dir::State::extended_states "extended";
Dir::Cache "$work/$suite";
Dir::Cache::archives "archives";
Dir::Etc::sourcelist "$work/$suite/list";
Dir::Etc::sourceparts "$work/$suite/none";
Dir::Etc::preferences "$work/$suite/none/none";
Dir::Etc::preferencesparts "$work/$suite/none";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
DPkg::Pre-Invoke "";
CONF
    APT_CONFIG=$work/$suite/conf apt-get -qq update >"$work/log" 2>&1 &&
        [ -n "$(ls "$work/$suite"/lists/*_Packages* 2>/dev/null)" ] || {
        cat "$work/log" >&2
        die "cannot read the package list of Debian $suite from $uri" \
            "(is the network up?)"
    }
}

# unpack SUITE INTO PACKAGE...: the packages and all they depend on.
unpack()
{
    suite=$1 into=$2
    shift 2
    APT_CONFIG=$work/$suite/conf apt-get -qq -o Debug::NoLocking=1 \
        install --download-only "$@" >"$work/log" 2>&1 || {
        cat "$work/log" >&2
        die "Debian $suite: cannot fetch $*"
    }
    mkdir -p "$work/out/$into"
    for deb in "$work/$suite"/archives/*.deb; do
        dpkg-deb -x "$deb" "$work/out/$into" ||
            die "cannot unpack ${deb##*/}"
        basename "$deb" .deb >>"$work/out/$into.versions"
    done
    rm -f "$work/$suite"/archives/*.deb
}

# begin [--force]: ends the script when `dest` is there, else makes `work`
# and finds out where packages come from.
begin()
{
    case ${1:-} in
    --force) rm -rf "$dest" ;;
    '') ;;
    *) die "usage: fetch [--force]" ;;
    esac
    if [ -f "$dest/complete" ]; then
        echo "$dest"
        exit 0
    fi
    for tool in apt-get apt-config dpkg-deb awk; do
        command -v "$tool" >/dev/null 2>&1 ||
            die "no $tool here: these programs come from Debian packages"
    done
    source=$(debian_source)
    [ -n "$source" ] ||
        die "no Debian source (bookworm or trixie, main) in this machine's apt"
    uri=${source%%|*}
    options=${source#*|}
    keyring=
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/.fetch-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    mkdir "$work/out"
    : >"$work/log"
}

# What is in `work`/out becomes `dest`; prints it.
finish()
{
    : >"$work/out/complete"
    if ! mv -T "$work/out" "$dest" 2>/dev/null; then
        # Somebody else was quicker: theirs is as good. A broken one is
        # replaced.
        if [ ! -f "$dest/complete" ]; then
            rm -rf "$dest"
            mv -T "$work/out" "$dest"
        fi
    fi
    echo "$dest"
}
