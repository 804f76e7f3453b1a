#!/usr/bin/env bash
# Does a PostGIS find the same households within the drop length of fibre, and how much longer does it take?
#   bench/postgis.sh [--install] [--program FILE] [--households N] [--access-points N] [--runs N] [--sets]
#     --install        fetches postgresql-15 and postgresql-15-postgis-3 where they are missing
#     --program FILE   the bench program of some build; build/release/bench/postgis
#     --households N, --access-points N   size of the generated district; 100000 and 5000
#     --runs N         the fastest of N runs counts, after one to warm up, on either side; 3
#     --sets           compares, and says nothing of time
# A private server of PostgreSQL 15 is made in a temporary folder, listens on a socket in there and on no port, and is
# stopped and removed whatever happens. Root lends it the user postgres, or nobody. Two worlds are compared:
# testdata/ngoclac, and the district, first as to the household, operator and distance of everyone reached. A difference
# is an error. Then `WORLD.name value unit` lines. What is timed:
#   library              htsc_fiber_reach for each operator and for any: reach, reason, distance; with its index, one thread
#   plain                the same by htsc_reach: reach and distance
#   postgis_dwithin      households within the drop length of anyone's access point: EXISTS (… ST_DWithin)
#   postgis_knn          the same with the nearest distance: ORDER BY <-> LIMIT 1, lateral
#   postgis_each_…       the same two for each operator instead
# The server has GiST indexes made beforehand, analysed tables in memory, one process and no JIT. Hash and merge joins are
# off: left on, it chooses a hash join for each_dwithin, which took 25 times as long. Its time is the execution alone,
# without parsing, planning or sending rows. ratio_X is postgis_X over library, ratio_plain_X over plain; …_cpu is
# processor time instead of elapsed time, for a machine that does other work too.
# Leaves with 77 where PostGIS is not installed.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tools/packages.sh
. "$root/tools/packages.sh"

program=$root/build/release/bench/postgis install=no households=100000 access_points=5000 runs=3 timed=yes
while [ $# -gt 0 ]; do
    case "$1" in
    --install) install=yes ;;
    --sets) timed=no ;;
    --program | --households | --access-points | --runs)
        [ $# -ge 2 ] || stop "$1 wants a value"
        name=${1#--}
        printf -v "${name//-/_}" %s "$2"
        shift
        ;;
    *) stop "unknown option $1 (--install, --program, --households, --access-points, --runs, --sets)" ;;
    esac
    shift
done
[[ "$households $access_points $runs" =~ ^[1-9][0-9]*\ [1-9][0-9]*\ [1-9][0-9]*$ ]] || stop "numbers must be whole and above 0"
[ "$install" = no ] || need_packages "the comparison with PostGIS" postgresql-15 postgresql-15-postgis-3

bin=/usr/lib/postgresql/15/bin drop_m=300
if ! [ -x "$bin/initdb" ] || ! [ -e /usr/share/postgresql/15/extension/postgis.control ]; then
    echo "skipped: PostgreSQL 15 with PostGIS is not installed (bench/postgis.sh --install)"
    exit 77
fi
[ -x "$program" ] || stop "$program is not built"

# The server refuses to run as root.
as_server=()
if [ "$(id -u)" -eq 0 ]; then
    owner=nobody
    ! id -u postgres >/dev/null 2>&1 || owner=postgres
    as_server=(runuser -u "$owner" --)
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/postgis.XXXXXX")
server=$work/server
finish() {
    [ ! -e "$server/data/postmaster.pid" ] ||
        (cd / && "${as_server[@]}" "$bin/pg_ctl" -D "$server/data" -m immediate -w stop >/dev/null) || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start() {
    mkdir "$server" "$work/home"
    if [ ${#as_server[@]} -gt 0 ]; then
        chmod 711 "$work"
        chown "$owner" "$server"
    fi
    chmod 700 "$server"
    (cd / && "${as_server[@]}" "$bin/initdb" -D "$server/data" -U bench -A trust -E UTF8 --locale=C --no-sync) \
        >"$work/log" 2>&1 || stop "initdb: $(tail -n 1 "$work/log")"
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$server'"
        echo "max_connections = 10"
        echo "fsync = off"
        echo "autovacuum = off"
        echo "shared_buffers = 256MB"
        echo "work_mem = 128MB"
        echo "random_page_cost = 1.1"
        echo "max_parallel_workers_per_gather = 0"
        echo "enable_hashjoin = off"
        echo "enable_mergejoin = off"
        echo "jit = off"
    } | (cd / && "${as_server[@]}" tee -a "$server/data/postgresql.conf") >/dev/null
    (cd / && "${as_server[@]}" "$bin/pg_ctl" -D "$server/data" -l "$server/log" -w start) >"$work/log" 2>&1 ||
        stop "the server did not start: $(tail -n 1 "$server/log" 2>/dev/null || tail -n 1 "$work/log")"
}

psql_here() {
    "$bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$server" -U bench -d postgres "$@"
}

sql() {
    PGOPTIONS='-c client_min_messages=warning' psql_here "$@"
}

load() { # FOLDER: points as the library has them, in its working CRS, digit for digit
    sql <<SQL
DROP TABLE IF EXISTS household, access_point, operator, read_household, read_access_point;
CREATE TEMP TABLE read_household (id text, x_m float8, y_m float8);
CREATE TEMP TABLE read_access_point (operator text, x_m float8, y_m float8);
\\copy read_household FROM '$1/households.tsv'
\\copy read_access_point FROM '$1/access_points.tsv'
CREATE TABLE operator AS SELECT row_number() OVER (ORDER BY operator)::int AS id, operator AS name
    FROM (SELECT DISTINCT operator FROM read_access_point) o;
CREATE TABLE household AS SELECT id, ST_SetSRID(ST_MakePoint(x_m, y_m), 5897)::geometry(Point, 5897) AS geom
    FROM read_household;
CREATE TABLE access_point AS SELECT o.id AS operator_id, ST_SetSRID(ST_MakePoint(x_m, y_m), 5897)::geometry(Point, 5897) AS geom
    FROM read_access_point r JOIN operator o ON o.name = r.operator;
CREATE INDEX ON household USING gist (geom);
CREATE INDEX ON access_point USING gist (geom);
CREATE INDEX ON access_point USING gist (operator_id, geom);
VACUUM ANALYZE household, access_point, operator;
SQL
}

dwithin="SELECT '*' AS operator, h.id FROM household h
    WHERE EXISTS (SELECT FROM access_point a WHERE ST_DWithin(h.geom, a.geom, $drop_m))"
knn="SELECT '*' AS operator, h.id, n.distance_m FROM household h CROSS JOIN LATERAL
    (SELECT h.geom <-> a.geom AS distance_m FROM access_point a ORDER BY h.geom <-> a.geom LIMIT 1) n
    WHERE n.distance_m <= $drop_m"
each_dwithin="SELECT o.name AS operator, h.id FROM operator o CROSS JOIN household h WHERE EXISTS
    (SELECT FROM access_point a WHERE a.operator_id = o.id AND ST_DWithin(h.geom, a.geom, $drop_m))"
each_knn="SELECT o.name AS operator, h.id, n.distance_m FROM operator o CROSS JOIN household h CROSS JOIN LATERAL
    (SELECT h.geom <-> a.geom AS distance_m FROM access_point a WHERE a.operator_id = o.id
     ORDER BY h.geom <-> a.geom LIMIT 1) n WHERE n.distance_m <= $drop_m"

# Distances are compared as the library keeps them, in single precision: to 1e-6 m.
compare() { # WORLD FOLDER
    local world=$1 folder=$2 rows
    sql -F $'\t' -c "$dwithin" -c "$each_dwithin" | LC_ALL=C sort >"$folder/dwithin.set"
    sql -F $'\t' -c "SELECT operator, id, distance_m::real::float8 FROM ($knn) q" \
        -c "SELECT operator, id, distance_m::real::float8 FROM ($each_knn) q" | LC_ALL=C sort >"$folder/knn.tsv"
    LC_ALL=C sort "$folder/library.tsv" >"$folder/library.sorted"
    cut -f 1,2 "$folder/library.sorted" | LC_ALL=C sort >"$folder/library.set"
    cut -f 1,2 "$folder/knn.tsv" | LC_ALL=C sort >"$folder/knn.set"
    for how in dwithin knn; do
        diff "$folder/library.set" "$folder/$how.set" >"$folder/difference" ||
            stop "$world: library (<) and $how (>) reach others: $(grep -c '^[<>]' "$folder/difference"), the first $(sed -n 2p "$folder/difference")"
    done
    rows=$(wc -l <"$folder/library.set")
    [ "$rows" -gt 0 ] || stop "$world: nobody is reached"
    paste "$folder/library.sorted" "$folder/knn.tsv" | awk -F '\t' -v world="$world" '
        { d = $3 - $6; if (d < 0) d = -d; if (d > most) most = d; if ($1 != $4 || $2 != $5) bad = 1 }
        END { printf "%s.distance_difference_max %g m\n", world, most; exit bad || most > 1e-6 }' ||
        stop "$world: distances differ"
    echo "$world.same_reached $rows pairs"
}

# Elapsed and processor seconds of the fastest execution, by a plan that uses an index.
seconds() { # QUERY
    local times=() run
    sql -c "EXPLAIN $1" >"$work/plan"
    grep -qE 'Index (Only )?Scan' "$work/plan" || stop "no index is used: $(head -n 1 "$work/plan")"
    for ((run = 0; run <= runs; run++)); do times+=(-c "SELECT count(*) FROM ($1) q"); done
    PGOPTIONS='-c log_executor_stats=on -c client_min_messages=log' psql_here "${times[@]}" 2>&1 >/dev/null |
        awk '/s user, .* s system, .* s elapsed/ && seen++ < runs + 1 && seen > 1 {
                 sub(/^[^0-9]*/, "")
                 cpu = $1 + $4
                 if (!best || $7 < best) best = $7
                 if (!best_cpu || cpu < best_cpu) best_cpu = cpu
             }
             END { if (seen < runs + 1) exit 1; printf "%.6f %.6f\n", best, best_cpu }' runs="$runs" || stop "the server told no times"
}

measure() { # WORLD HOUSEHOLDS ACCESS_POINTS
    local world=$1 folder=$work/$1 name
    mkdir -p "$folder"
    "$program" reach "$2" "$3" "$folder" --drop-m "$drop_m" --runs "$runs" >"$folder/library.txt"
    load "$folder"
    compare "$world" "$folder"
    if [ "$timed" = no ]; then
        grep -v '_s ' "$folder/library.txt" | sed "s/^/$world./"
        return 0
    fi
    sed "s/^/$world./" "$folder/library.txt"
    for name in dwithin knn each_dwithin each_knn; do
        seconds "${!name}" >"$work/times"
        awk -v world="$world" -v name="$name" '
            NR == FNR { took[$1] = $2; next }
            {
                printf "%s.postgis_%s_s %s s\n%s.postgis_%s_cpu_s %s s\n", world, name, $1, world, name, $2
                printf "%s.ratio_%s %.1f ratio\n", world, name, $1 / took["library_s"]
                printf "%s.ratio_%s_cpu %.1f ratio\n", world, name, $2 / took["library_cpu_s"]
                printf "%s.ratio_plain_%s %.1f ratio\n", world, name, $1 / took["plain_s"]
                printf "%s.ratio_plain_%s_cpu %.1f ratio\n", world, name, $2 / took["plain_cpu_s"]
            }' "$folder/library.txt" "$work/times"
    done
}

start
sql -c 'CREATE EXTENSION postgis' -c 'CREATE EXTENSION btree_gist'
sql -c "SELECT 'server ' || split_part(version(), ' ', 2) || ' version', 'postgis ' || postgis_lib_version() || ' version'" | tr '|' '\n'
measure ngoclac "$root/testdata/ngoclac/households.csv" "$root/testdata/ngoclac/access_points.csv"
"$program" make "$work" --households "$households" --access-points "$access_points"
measure district "$work/households.csv" "$work/access_points.csv"
