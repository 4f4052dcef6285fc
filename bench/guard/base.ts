// What the guard compares with, and which changes were accepted: bench/guard/base.json. Its section in docs/benchmarks.md is derived.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A commit whose figures were the measure, from a day on. */
export interface Base {
  readonly commit: string;
  readonly date: string;
  readonly reason: string;
}

/** A figure that may be worse than that of a base. */
export interface Accepted {
  readonly figure: string;
  /** now / base that counts as unchanged. */
  readonly ratio: number;
  readonly date: string;
  readonly reason: string;
  /** The base it is about: another one has the change in it. */
  readonly base: string;
}

/** The file: the last base is the one in force. */
export interface Bases {
  readonly bases: readonly Base[];
  readonly accepted: readonly Accepted[];
}

/** Where it is. */
const basesFile: string = path.join(import.meta.dirname, "base.json");

/** Reads the file. @throws {Error} when it names no commit. */
export function readBases(): Bases {
  const read = JSON.parse(readFileSync(basesFile, "utf8")) as Bases;
  if (!/^[0-9a-f]{40}$/.test(baseOf(read)?.commit ?? ""))
    throw new Error(`Cannot find the base in ${basesFile}: expected a commit of 40 hexadecimal digits.`);
  return read;
}

/** Writes the file. */
export function writeBases(bases: Bases): void {
  writeFileSync(basesFile, `${JSON.stringify(bases, undefined, 2)}\n`);
}

/** The base in force. */
export function baseOf({ bases }: Bases): Base {
  return bases.at(-1)!;
}

/** The ratio of `figure` that counts as unchanged against `commit`: the last one that was accepted, else 1. */
export function acceptedRatio({ accepted }: Bases, commit: string, figure: string): number {
  return accepted.findLast((one) => one.base === commit && one.figure === figure)?.ratio ?? 1;
}

/** `bases` with a change of a figure accepted. */
export function withAccepted(bases: Bases, accepted: Omit<Accepted, "base">): Bases {
  const { commit } = baseOf(bases);
  return { ...bases, accepted: [...bases.accepted, { ...accepted, base: commit }] };
}

/** `bases` with a new base. What was accepted stays on the page, and counts no longer. */
export function withBase(bases: Bases, base: Base): Bases {
  return { ...bases, bases: [...bases.bases, base] };
}

/** The section of docs/benchmarks.md. */
export function describeBases({ bases, accepted }: Bases): string {
  const rowsOfBases = bases.map(
    ({ date, commit, reason }) => `| ${date} | ${commit.slice(0, 10)} | ${cell(reason)} |`,
  );
  const rows = accepted.map(
    ({ date, figure, ratio, base, reason }) =>
      `| ${date} | ${figure} | × ${ratio} | ${base.slice(0, 10)} | ${cell(reason)} |`,
  );
  return [
    "## Accepted changes",
    "`npm run bench -- guard` compares a checkout with the last of these commits, and fails when a figure is more than 10 % worse, or a count by 2 %.",
    ["| since | base | reason |", "| --- | --- | --- |", ...rowsOfBases].join("\n"),
    rows.length === 0
      ? "No figure may be worse than that of its base: no change was accepted."
      : ["| date | figure | accepted | against | reason |", "| --- | --- | --- | --- | --- |", ...rows].join(
          "\n",
        ),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
