#!/usr/bin/env bash
# Runs a job by the name under which operators of Sunbird know it (`lern-run-job.sh NAME [args]`),
# for the crontabs that there are:
#
#     scripts/run-job.sh progress-exhaust                 # all waiting requests of that dataset
#     scripts/run-job.sh progress-exhaust --batch ID      # one report without a request
#     scripts/run-job.sh user-cache-indexer-job null null false false
#
# Other arguments are those of `laurel run-job`. With LOG_DIR set, what is said goes to
# LOG_DIR/<day>-job-execution.log too. The exit code is the job's.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"

usage() {
  sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

[ $# -ge 1 ] || usage
name=$1
shift
case $name in
  -h | --help) usage ;;
  # The second versions of Sunbird's jobs have the same requests and files.
  progress-exhaust-v2 | response-exhaust-v2) name=${name%-v2} ;;
  collection-summary-report | collection-summary-report-v2) name=collection-summary ;;
  user-cache-indexer-job)
    # <from day> <user> <anonymous users> <refresh>; the text `null` means all.
    name=user-cache-indexer
    args=()
    [ "${1:-null}" = null ] || args+=(--from "$1")
    [ "${2:-null}" = null ] || args+=(--user "$2")
    [ "${3:-false}" = false ] || args+=(--anonymous)
    [ "${4:-false}" = false ] || args+=(--refresh)
    set -- ${args[@]+"${args[@]}"}
    ;;
  cassandra-migration)
    echo 'run-job: nothing to do: reports are written from the tables that are always up to date' >&2
    exit 0
    ;;
esac

job=(node --max-semi-space-size=64 "$root/scripts/run.mjs" dist/cli.js run-job "$name" "$@")
if [ -z "${LOG_DIR:-}" ]; then exec "${job[@]}"; fi
mkdir -p "$LOG_DIR"
"${job[@]}" 2> >(tee -a "$LOG_DIR/$(date -u +%F)-job-execution.log" >&2)
