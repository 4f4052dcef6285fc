// The order of the test files: kind by kind, so that workers are kept, and within a kind the longest first, so that none is left at the
// end. A shard gets files of the same time as the others, not of the same number.
import { createHash } from "node:crypto";
import path from "node:path";

import { BaseSequencer, type TestSpecification } from "vitest/node";

import { root } from "../source-files.ts";
import { readLastRun } from "./times.ts";

/** What a file costs that no run has seen, ms. */
const unknownMs = 1_000;

/** Vitest forgets the option where a sequencer is given. */
const shuffled = process.argv.some((arg) => arg.startsWith("--sequence.shuffle"));

export class LongestFirst extends BaseSequencer {
  readonly #wallMs = new Map(readLastRun()?.files.map(({ file, wallMs }) => [file, wallMs]));

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const mean = new Map(
      [...Map.groupBy(files, ({ project }) => project.name)].map(([name, own]) => [
        name,
        own.reduce((sum, file) => sum + this.#cost(file), 0) / own.length,
      ]),
    );
    return files.toSorted(
      (a, b) =>
        group(a) - group(b) ||
        mean.get(b.project.name)! - mean.get(a.project.name)! ||
        a.project.name.localeCompare(b.project.name) ||
        this.#rank(b) - this.#rank(a) ||
        a.moduleId.localeCompare(b.moduleId),
    );
  }

  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = this.ctx.config.shard!;
    const costs = new Map(files.map((file) => [file, this.#cost(file)]));
    return shares(
      files,
      (file) => costs.get(file)!,
      (file) => file.moduleId,
      count,
    )[index - 1]!;
  }

  /** By what the file costs; with `--sequence.shuffle.files` by chance, the same for each seed. */
  #rank(file: TestSpecification): number {
    if (!shuffled) return this.#cost(file);
    const { seed } = this.ctx.config.sequence;
    return createHash("sha256").update(`${seed} ${file.moduleId}`).digest().readUInt32BE();
  }

  #cost({ moduleId }: TestSpecification): number {
    return this.#wallMs.get(path.relative(root, moduleId)) ?? unknownMs;
  }
}

const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

/** `count` shares of `items` of about the same cost: the dearest first, each to the share that has least. */
export function shares<Item>(
  items: readonly Item[],
  cost: (item: Item) => number,
  name: (item: Item) => string,
  count: number,
): Item[][] {
  const made = Array.from({ length: count }, () => ({ items: [] as Item[], cost: 0 }));
  for (const item of items.toSorted((a, b) => cost(b) - cost(a) || name(a).localeCompare(name(b)))) {
    const least = made.reduce((best, one) => (one.cost < best.cost ? one : best));
    least.items.push(item);
    least.cost += cost(item);
  }
  return made.map((share) => share.items);
}
