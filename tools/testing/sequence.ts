// The order of the test files: kind by kind, so that workers are kept, and within a kind the longest first, so that none is left at the
// end. A shard gets files of the same time as the others, not of the same number. Where the time of the run is limited, what `npm test` runs
// comes first; of the others each commit begins with another kind.
import { createHash } from "node:crypto";
import path from "node:path";

import { BaseSequencer, type TestSpecification } from "vitest/node";

import { root } from "../source-files.ts";
import { chosenDeadline } from "./deadline.ts";
import { commit } from "./runs.ts";
import { isExtended } from "./tiers.ts";
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
    const isLimited = chosenDeadline() !== undefined;
    const isLate = new Map(files.map((file) => [file, isLimited && isExtended(fileOf(file)) ? 1 : 0]));
    const seed = isLimited ? commit() : "";
    const turn = new Map([...mean.keys()].map((name) => [name, hashOf(`${seed} ${name}`)]));
    return files.toSorted(
      (a, b) =>
        group(a) - group(b) ||
        isLate.get(a)! - isLate.get(b)! ||
        isLate.get(a)! * (turn.get(b.project.name)! - turn.get(a.project.name)!) ||
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
    return hashOf(`${seed} ${file.moduleId}`);
  }

  #cost(file: TestSpecification): number {
    return this.#wallMs.get(fileOf(file)) ?? unknownMs;
  }
}

const fileOf = ({ moduleId }: TestSpecification): string => path.relative(root, moduleId);

const hashOf = (text: string): number => createHash("sha256").update(text).digest().readUInt32BE();

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
