// @module-tag extended
// The same sources give the same bytes: two builds share no cache and no process, and differ in clock, time zone, locale, umask, folder and
// the order in which a folder lists its files.
import { cpSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { root } from "../../../tools/source-files.ts";
import { patience } from "../../../tools/testing/patience.ts";
import { runCommand, temporaryFolder } from "./build-command.ts";
import { builtImages } from "./built-images.ts";
import { entriesOf } from "./contents.ts";

const { layout, summary } = await builtImages();

interface Machine {
  readonly umask: number;
  readonly env: Readonly<Record<string, string>>;
  /** Years by which its clock is wrong. */
  readonly years: number;
  readonly listsBackwards: boolean;
}

const other: Machine = {
  umask: 0o077,
  env: { TZ: "Pacific/Kiritimati", LC_ALL: "de_DE.UTF-8" },
  years: 7,
  listsBackwards: true,
};

/** Builds images from fetched Debian packages only; returns tags, sizes and digests. */
async function build(
  { umask, env, years, listsBackwards }: Machine,
  which: readonly string[],
): Promise<string[]> {
  const cache = temporaryFolder();
  cpSync(path.join(root, ".cache/images/debian"), path.join(cache, "debian"), { recursive: true });
  const then = new Date(Date.now() - years * 400 * 86_400_000);
  for (const file of entriesOf(cache)) utimesSync(file, then, then);
  const before = process.umask(umask);
  try {
    const preload = path.join(cache, "machine.cjs");
    writeFileSync(preload, machineCode(years, listsBackwards), { mode: 0o644 });
    const output = `oci:${path.join(temporaryFolder(), `layout-${years}`)}`;
    const args = [...which, "--tag-prefix", "", "--output", output];
    const variables = { TELLTALE_IMAGES_CACHE: cache, NODE_OPTIONS: `--require ${preload}`, ...env };
    const ended = await runCommand(args, { env: variables });
    expect(ended).toMatchObject({ code: 0 });
    expect(readdirSync(cache).toSorted()).toEqual(["debian", "layers", "machine.cjs", "npm"]);
    return ended.stdout.trim().split("\n").slice(1);
  } finally {
    process.umask(before);
  }
}

/** What a process of that machine sees. */
function machineCode(years: number, listsBackwards: boolean): string {
  return `
const { now } = Date;
Date.now = () => now() + ${years} * 365 * 86400000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) { super(...(parts.length === 0 ? [RealDate.now()] : parts)); }
};
if (${listsBackwards}) {
  const fs = require("node:fs");
  const { readdirSync } = fs;
  fs.readdirSync = (...args) => readdirSync(...args).reverse();
  require("node:module").syncBuiltinESMExports();
}
`;
}

describe.skipIf(layout === undefined)("a build", () => {
  // one image of each kind: the build that the other tests look at, and one more
  test("gives the same digests on another machine", { timeout: patience(900_000) }, async () => {
    const rows = await build(other, ["--versions", "24", "--variants", "ours,full,console"]);
    const tags = rows.map((row) => row.split(" ")[0]);
    expect(tags).toEqual(expect.arrayContaining(["node24", "node24-full", "console"]));
    // that of all versions has only this one here
    for (const row of rows.filter((one) => !one.startsWith("all"))) expectInSummary(row);
  });
});

/** The build for the other tests has an image of the same tag and digest. */
function expectInSummary(row: string): void {
  const [tag, digest] = [row.split(" ")[0], row.split(" ").at(-1)];
  expect(summary.split("\n").find((one) => one.startsWith(`${tag} `))).toContain(digest);
}
