// Proof that the guard fails: it plants a slowness of 15 % and an allocation in the path of a span, and one more file at start, each in a
// copy of the last commit, and compares it with that commit.
//
// `node --conditions=telltale-source bench/guard/planted.ts [slowness] [allocation] [file]`; all by default, about five minutes.
// Exit status 0 when the guard has failed for each and named its figure.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { median } from "../figure.ts";
import { cache, buildIn, checkOut, resolveCommit } from "./checkout.ts";
import { guard } from "./guard.ts";
import { library } from "./library.ts";
import { installSide } from "./side.ts";
import type { Judgement } from "./verdict.ts";

/** Something that makes a checkout worse. */
interface Plant {
  /** The figure that the guard has to name. */
  readonly figure: string;
  /** Changes the checkout in `folder`. */
  readonly into: (folder: string) => Promise<void> | void;
}

const plants: Readonly<Record<string, Plant>> = {
  slowness: {
    figure: "span",
    into: async (folder) =>
      inSpan(
        folder,
        `let turned = planted; for (let turn = 0; turn < ${await turnsOf(0.15)}; turn++) turned = (Math.imul(turned, 31) + turn) | 0; planted = turned;`,
      ),
  },
  allocation: {
    figure: "allocation-span",
    into: (folder) =>
      inSpan(folder, "planted = [planted, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5].indexOf(planted);"),
  },
  file: {
    figure: "library-loads-files",
    into: (folder) => {
      buildIn(folder);
      const entry = path.join(folder, "packages/telltale/dist/index.cjs");
      writeFileSync(path.join(path.dirname(entry), "planted.cjs"), "exports.planted = 1;\n");
      writeFileSync(entry, `require("./planted.cjs");\n${readFileSync(entry, "utf8")}`);
    },
  },
};

const commit = resolveCommit("HEAD");
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(plants);
const missed: string[] = [];
for (const name of wanted) {
  const plant = plants[name];
  if (plant === undefined)
    throw new Error(`Cannot plant ${name}: expected ${Object.keys(plants).join(", ")}.`);
  const folder = checkOut(commit, "planted");
  reset(folder);
  await plant.into(folder);
  console.log(`\n${name} is planted: ${plant.figure} has to be worse.`);
  const json = path.join(cache, "planted.json");
  const { status } = await guard([
    "--against",
    commit,
    "--head",
    folder,
    "--only",
    plant.figure,
    "--json",
    json,
  ]);
  const { judgements } = JSON.parse(readFileSync(json, "utf8")) as {
    readonly judgements: readonly Judgement[];
  };
  const isNamed = judgements.some(
    ({ name: figure, verdict }) => figure === plant.figure && verdict === "worse",
  );
  if (status !== 1 || !isNamed) missed.push(name);
  reset(folder);
}
console.log(
  missed.length === 0
    ? `\nThe guard found ${wanted.join(", ")}.`
    : `\nThe guard missed ${missed.join(", ")}.`,
);
process.exitCode = missed.length === 0 ? 0 : 1;

/** The sources of the commit, and what is built anew where it was changed. */
function reset(folder: string): void {
  execFileSync("git", ["checkout", "--quiet", "--force", commit], { cwd: folder });
  const stamp = path.join(folder, "node_modules/.cache/telltale/build-telltale");
  writeFileSync(stamp, "stale");
}

/** Puts `statement` into the end of each recorded span. */
function inSpan(folder: string, statement: string): void {
  const file = path.join(folder, "packages/telltale/src/engine/recording/recorded-span.ts");
  const source = readFileSync(file, "utf8");
  const place = "    this.#sink.ending?.(this);\n";
  if (source.split(place).length !== 2)
    throw new Error(
      `Cannot plant anything in ${file}: expected one \`${place.trim()}\`. See bench/guard/planted.ts.`,
    );
  writeFileSync(file, `${source.replace(place, `    ${statement}\n${place}`)}\nlet planted = 1;\n`);
}

/** How many turns of the planted loop take `share` of what a span costs on this machine. */
async function turnsOf(share: number): Promise<number> {
  const folder = checkOut(commit);
  buildIn(folder);
  const side = installSide("base", folder);
  const span = library.find(({ name }) => name === "span")!;
  const costs: number[] = [];
  const turns: number[] = [];
  for (let run = 0; run < 5; run++) {
    costs.push((await span.measure(side))[0]!.value);
    turns.push(nsOfTurn());
  }
  const [spanNs, turnNs] = [median(costs), median(turns)];
  const count = Math.round((spanNs * share) / turnNs);
  console.log(
    `A span takes ${Math.round(spanNs)} ns, ${count} turns of ${turnNs.toFixed(2)} ns are ${share * 100} % of it.`,
  );
  return count;
}

function nsOfTurn(): number {
  const turns = 200_000_000;
  let planted = 1;
  const before = process.cpuUsage();
  for (let turn = 0; turn < turns; turn++) planted = (Math.imul(planted, 31) + turn) | 0;
  const { user, system } = process.cpuUsage(before);
  if (planted === 0) console.log("");
  return ((user + system) * 1000) / turns;
}
