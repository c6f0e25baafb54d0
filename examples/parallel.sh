#!/bin/bash
# All shards on one machine, or on several that share a disk, by GNU parallel: examples/parallel.sh 100 'run large scaled --trials 1e10'
#
# With --sshloginfile, see `man parallel`, the shards go to other machines. What was drawn before is not drawn again.
set -euo pipefail

shards=${1:?how many shards} run=${2:?what to run} parts=${3:-shards} all=${4:-all}
command=${COMMAND:-saturation}
seq 0 $((shards - 1)) | parallel --halt soon,fail=1 "$command $run --shard {}/$shards --output $parts --threads 1 --quiet"
exec "$command" report "$parts" --output "$all"
