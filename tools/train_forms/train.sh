#!/usr/bin/env bash
# Trains src/forms/model/weights.bin and prints its figures.
#   tools/train_forms/train.sh <folder with {train,crawl}-pages.tar.xz and -labels.json.xz> <build dir> [epochs]
set -euo pipefail
cd "$(dirname "$0")/../.."
data=$1 build=$2 epochs=${3:-12}
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
for set in train crawl; do
    mkdir "$pages/$set"
    tar -xJf "$data/$set-pages.tar.xz" -C "$pages/$set"
    xz -dc "$data/$set-labels.json.xz" > "$pages/$set-labels.json"
done
cmake --build "$build" --target train_forms >&2
"$build/tools/train_forms/train_forms" "$pages" tests/forms src/forms/model/weights.bin "$epochs"
