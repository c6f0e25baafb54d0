#!/usr/bin/env bash
# A run in shards on a real Slurm: an array of 8, one task of which is killed, is named by the report and submitted again; the job
# that depends on it puts all together, and the result has the checksums of one process.
#
# Slurm and munge are those of Debian (slurm-wlm, munge), started on the loopback interface for as long as this takes, without
# systemd. They are installed where they are missing, which takes root.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD

command -v sbatch munged slurmctld slurmd > /dev/null || {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge > /dev/null
}

scratch=$(mktemp -d)
chmod 755 "$scratch"
pids=()
# Called at the end, whatever it is.
# shellcheck disable=SC2329
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
    wait 2> /dev/null || true
    rm -rf "$scratch"
}
trap stop EXIT

# munge as root, with a key and a socket of its own.
mkdir -m 755 "$scratch/munge"
head -c 1024 /dev/urandom > "$scratch/munge/key"
chmod 600 "$scratch/munge/key"
export MUNGE_SOCKET=$scratch/munge/socket
munged --foreground --force --key-file="$scratch/munge/key" --socket="$MUNGE_SOCKET" --pid-file="$scratch/munge/pid" \
    --log-file="$scratch/munge/log" --seed-file="$scratch/munge/seed" > "$scratch/munge/out" 2>&1 &
pids+=($!)

mkdir -p "$scratch/state" "$scratch/spool"
host=$(hostname -s)
cat > "$scratch/slurm.conf" <<CONF
ClusterName=saturation
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$MUNGE_SOCKET
CredType=cred/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/ctld.pid
SlurmdPidFile=$scratch/d.pid
SlurmctldLogFile=$scratch/ctld.log
SlurmdLogFile=$scratch/d.log
SlurmctldPort=27817
SlurmdPort=27818
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=debug Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$scratch/slurm.conf
for _ in $(seq 50); do [ -S "$MUNGE_SOCKET" ] && break; sleep 0.1; done
slurmctld -D -f "$SLURM_CONF" > "$scratch/ctld.out" 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" > "$scratch/d.out" 2>&1 &
pids+=($!)
for _ in $(seq 150); do sinfo -h -o %T 2> /dev/null | grep -q idle && break; sleep 0.2; done
sinfo -h -o %T 2> /dev/null | grep -q idle || { echo "Slurm has no idle node:"; tail -5 "$scratch"/*.log "$scratch"/*.out; exit 1; }

# Waits until no job of this name is left.
finish() { while squeue -h -n "$1" 2> /dev/null | grep -q .; do sleep 0.3; done; }

export COMMAND=$root/target/debug/saturation SHARDS=8 PARTS=$scratch/parts ALL=$scratch/all
export RUN='run depth'
# RUN is several words.
# shellcheck disable=SC2086
"$COMMAND" $RUN --output "$scratch/one" --quiet

cd "$scratch"
sbatch -Q --array=0-7 "$root/examples/slurm/draw.sbatch"
# Task 3 is killed as soon as its process is there.
for _ in $(seq 600); do
    pid=$(pgrep -f -- "--shard 3/8 --output $PARTS" | head -1) && kill -9 "$pid" && break
    sleep 0.02
done
finish saturation
if "$COMMAND" report "$PARTS" --output "$ALL" --quiet 2> error; then echo "a shard was killed, and the report did not notice"; exit 1; fi
cat error
grep -q 'of 8 shards missing: 3; draw it again, as by --array=3$' error

job=$(sbatch --parsable --array=3 "$root/examples/slurm/draw.sbatch")
sbatch -Q --dependency="afterok:$job" "$root/examples/slurm/report.sbatch"
finish saturation
finish saturation-report
diff "$scratch/one/SHA256SUMS" "$ALL/SHA256SUMS"
echo "Eight tasks of Slurm, one killed and drawn again: the files of one process."
