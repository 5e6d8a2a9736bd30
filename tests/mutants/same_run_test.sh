#!/usr/bin/env bash
# same_run_test.sh MUTANTS SIMULATE: with no mutant on, both programs play a seed alike, event by event.
set -euo pipefail
for seed in 3 42 115; do
  # The last line holds the time that the run took.
  diff <("$1" --mutant none --seed "$seed" --trace | sed '$d') <("$2" --seed "$seed" --trace | sed '$d') >/dev/null || {
    echo "seed $seed: the woven program does something else although no mutant is on"
    exit 1
  }
done
