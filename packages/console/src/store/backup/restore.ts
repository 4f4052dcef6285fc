// A back-up back into an empty directory: unpacked, compared with its manifest, and opened by the caller.
import { ProblemError } from "../../problem/problem.ts";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { endFile, hashesFile, manifestFile } from "./backup.ts";
import { isRefusal } from "../client.ts";
import { hidden } from "../details.ts";
import { foreignDefinition, placeProblem } from "./contents.ts";
import { createFileHashes, firstDifference } from "./hashes.ts";
import { toDamage } from "../upkeep/damage.ts";
import { makeDataDirectory } from "../upkeep/disk.ts";
import type { Manifest } from "./snapshot.ts";
import { readTar, type TarEntry, TarError, type TarInput, writeTar } from "./tar.ts";

/** What was unpacked. */
export interface Unpacked extends Manifest {
  /** Whether every file was compared with its hash; back-ups of older consoles have none. */
  readonly isCompared: boolean;
}

/**
 * Unpacks `archive` into `directory`, which must be empty or missing, and returns its manifest. When it fails the directory is left
 * as empty as it was.
 *
 * @throws {ProblemError} `RESTORE_FAILED` for a directory that is not empty, and for a file that is not a back-up, or is damaged or incomplete.
 */
export async function unpackBackup(archive: AsyncIterable<Uint8Array>, directory: string): Promise<Unpacked> {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new ProblemError(
      "RESTORE_FAILED",
      `Cannot restore into ${directory}: it is not empty.`,
      "Choose an empty or new directory with `--data DIR`.",
    );
  }
  makeDataDirectory(directory);
  return fillOrClear(directory, async () => {
    const manifest = await unpack(archive, directory);
    const foreign = foreignDefinition(directory);
    if (foreign !== undefined) throw damaged(foreign);
    compareRows(directory, manifest);
    // What the roll-ups may lack of the last minute is put right at the first start.
    const since = Math.floor(Date.parse(manifest.taken) / 1000) - 60;
    writeFileSync(join(directory, "writing.json"), JSON.stringify({ since }), { mode: 0o600 });
    return manifest;
  });
}

/** Runs what fills `directory`; when it fails the directory is empty again. */
export async function fillOrClear<Result>(directory: string, fill: () => Promise<Result>): Promise<Result> {
  try {
    return await fill();
  } catch (error) {
    for (const entry of readdirSync(directory))
      rmSync(join(directory, entry), { recursive: true, force: true });
    if (error instanceof ProblemError) throw error;
    if (error instanceof TarError) throw damaged(error.message, error);
    // The engine reads the table of its schema before all others can be checked.
    if (isRefusal(error) && toDamage("the back-up", error) !== undefined) {
      const table = /in table (\w+\.)?(\w+)/.exec(error.message)?.[2] ?? "an unknown table";
      throw damaged(`what it holds is damaged (${table})`, error);
    }
    throw new ProblemError(
      "RESTORE_FAILED",
      `Cannot unpack the back-up into ${directory}: ${(error as Error).message}.`,
      "Choose a directory that can be written to, with room for all of it.",
      { cause: error },
    );
  }
}

async function unpack(archive: AsyncIterable<Uint8Array>, directory: string): Promise<Unpacked> {
  const hashes = createFileHashes();
  const noted = (entry: TarEntry): TarEntry =>
    entry.linkTo === undefined ? { ...entry, body: hashes.noting(entry.path, entry.body) } : entry;
  let manifest: Manifest | undefined;
  let expected: string | undefined;
  let isWhole = false;
  for await (const entry of readTar(archive)) {
    if (entry.path === manifestFile) manifest = toManifest(await readText(noted(entry)));
    else if (manifest === undefined) throw damaged("it does not begin with its manifest");
    else if (entry.path === hashesFile) expected = await readText(entry);
    else if (entry.path === endFile) isWhole = true;
    else await place(noted(entry), directory);
  }
  if (manifest === undefined || !isWhole) throw damaged("it ends too early");
  if (expected !== undefined) compareHashes(expected, hashes.byPath);
  return { ...manifest, isCompared: expected !== undefined };
}

function compareHashes(expected: string, found: ReadonlyMap<string, string>): void {
  let different: string | undefined;
  try {
    different = firstDifference(expected, found);
  } catch (cause) {
    throw damaged(`${hashesFile} in it cannot be read`, cause);
  }
  if (different !== undefined) throw damaged(`${different} in it is not what was backed up`);
}

/**
 * Unpacks `archive` as it is into `directory`, which must be empty: a back-up that can be looked at, and restored from with
 * {@link archiveOfDirectory}. When it fails the directory is empty again.
 *
 * @throws {ProblemError} `RESTORE_FAILED` when it is not a back-up or is incomplete.
 */
export async function unpackFiles(archive: AsyncIterable<Uint8Array>, directory: string): Promise<void> {
  await fillOrClear(directory, async () => {
    let last = "";
    for await (const entry of readTar(archive)) {
      last = entry.path;
      await place(entry, directory);
    }
    if (last !== endFile) throw damaged("it ends too early");
  });
}

/** The archive that was unpacked into `directory`. */
export async function* archiveOfDirectory(directory: string): AsyncGenerator<Uint8Array> {
  yield* writeTar([...inputsBelow(directory)].toSorted((a, b) => turn(a) - turn(b)));
}

/** The manifest comes first, the hashes and the mark last. */
function turn({ path }: TarInput): number {
  return [manifestFile, undefined, hashesFile, endFile].indexOf(fixed.has(path) ? path : undefined);
}

const fixed: ReadonlySet<string> = new Set([manifestFile, hashesFile, endFile]);

/** Links are not followed. */
function* inputsBelow(directory: string, below = ""): Generator<TarInput> {
  for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    const file = join(directory, path);
    if (entry.isDirectory()) yield* inputsBelow(directory, path);
    else if (entry.isSymbolicLink()) yield { path, linkTo: readlinkSync(file) };
    else yield { path, size: statSync(file).size, body: () => createReadStream(file) };
  }
}

/**
 * Compares the tables of the opened store with the manifest.
 *
 * @throws {ProblemError} `RESTORE_FAILED` when a table lacks rows.
 */
export function compareTables(
  tables: readonly { readonly name: string; readonly rows: number }[],
  manifest: Manifest,
): void {
  const found = new Map(tables.map(({ name, rows }) => [name, rows]));
  for (const [name, expected] of Object.entries(manifest.tables)) {
    // Without the schema's own a store does not open; rows of the others may have expired since.
    if (hidden.includes(name)) continue;
    const rows = found.get(name) ?? 0;
    const isWhole =
      expected.engine === "MergeTree" ? rows === expected.rows : rows > 0 || expected.rows === 0;
    if (!isWhole)
      throw damaged(`the table ${name} has ${rows} rows where its manifest says ${expected.rows}`);
  }
}

/**
 * Refuses a store in whose tables the engine found damage.
 *
 * @throws {ProblemError} `RESTORE_FAILED`
 */
export function refuseDamage(parts: readonly string[]): void {
  if (parts.length > 0) throw damaged(`what it holds is damaged (${parts.slice(0, 5).join(", ")})`);
}

async function readText({ body }: TarEntry): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function toManifest(text: string): Manifest {
  const manifest = parseManifest(text);
  if (manifest.format !== 1)
    throw damaged(
      `its format is ${manifest.format}, and this console reads 1: use the console that wrote it`,
    );
  return manifest;
}

function parseManifest(text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch (cause) {
    throw damaged(`${manifestFile} in it cannot be read`, cause);
  }
}

async function place({ path, linkTo, body }: TarEntry, directory: string): Promise<void> {
  const why = placeProblem(path, linkTo);
  if (why !== undefined) throw damaged(why);
  const target = join(directory, path);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  if (linkTo === undefined) await writeFile(target, body, { mode: 0o600, flag: "wx" });
  else symlinkSync(linkTo, target);
}

/** Each part says how many rows it has: together they must be those of the manifest. */
function compareRows(directory: string, manifest: Manifest): void {
  const expected = Object.values(manifest.tables).reduce((sum, { rows }) => sum + rows, 0);
  const store = join(directory, "engine", "store");
  let found = 0;
  for (const entry of readdirSync(store, { recursive: true, encoding: "utf8" })) {
    if (entry.endsWith("/count.txt")) found += Number(readFileSync(join(store, entry), "utf8"));
  }
  if (found !== expected) throw damaged(`it has ${found} rows where its manifest says ${expected}`);
}

function damaged(why: string, cause?: unknown): ProblemError {
  return new ProblemError(
    "RESTORE_FAILED",
    `Cannot restore this back-up: ${why}.`,
    "Use another file; `telltale-console backup` creates one.",
    { cause },
  );
}
