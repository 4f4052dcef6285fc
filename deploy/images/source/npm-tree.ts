// Packages from npm, exactly as a lockfile has them.
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { npm } from "../../../tools/npm.ts";
import { digestOf, digits } from "../oci/digest.ts";
import { entriesOfFolder, type FileEntry } from "../oci/entry.ts";
import type { Platform } from "../oci/platform.ts";
import { BuildProblem } from "../problem.ts";
import { cached, type Fetching } from "./cached.ts";
import { type Component, npmPurl } from "./component.ts";
import { licenceTextOf } from "./licence-text.ts";

/** Packages in the cache. */
export interface NpmTree {
  readonly modules: string;
  /** The same for the same packages. */
  readonly key: string;
  readonly components: readonly Component[];
  /** What each package that says so needs of Node.js: a range of npm. */
  readonly engines: readonly string[];
}

interface LockEntry {
  readonly name?: string;
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[] | string;
  readonly cpu?: readonly string[] | string;
  readonly libc?: readonly string[] | string;
  readonly engines?: { readonly node?: string };
}

interface Wanted {
  /** The folder of `package.json` and `package-lock.json`. */
  readonly folder: string;
  readonly platform: Platform;
  /** Whether `optionalDependencies` are wanted. */
  readonly withOptional: boolean;
}

/** Fetches what the lockfile of `folder` names, without running install scripts. */
export async function npmTree(
  { folder, platform, withOptional }: Wanted,
  fetching: Fetching,
): Promise<NpmTree> {
  const lock = path.join(folder, "package-lock.json");
  const { packages } = JSON.parse(readFileSync(lock, "utf8")) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  const wanted = Object.entries(packages).filter(
    ([place, entry]) => place !== "" && (withOptional || entry.optional !== true) && isFor(platform, entry),
  );
  const key = digits(digestOf(JSON.stringify([platform.cpu, wanted])));
  const what = `the npm packages of ${path.relative(process.cwd(), lock)}`;
  const modules = await cached(fetching, `npm/${key}`, what, (building) => {
    mkdirSync(building, { recursive: true });
    for (const file of ["package.json", "package-lock.json"])
      cpSync(path.join(folder, file), path.join(building, file));
    npm(installArguments(platform, withOptional, fetching), building);
    const missing = wanted.filter(([place]) => !existsSync(path.join(building, place, "package.json")));
    if (missing.length > 0)
      throw new BuildProblem(`npm did not install ${missing.map(([place]) => place).join(", ")} of ${lock}`);
  });
  return {
    key,
    modules: path.join(modules, "node_modules"),
    components: wanted.map(([place, entry]) => componentOf(path.join(modules, place), entry)),
    engines: wanted.flatMap(([, { engines }]) => engines?.node ?? []),
  };
}

/** Its files in `into`, without what only compilers and debuggers read. */
export function entriesOfTree({ modules }: NpmTree, into: string): FileEntry[] {
  return entriesOfFolder(
    modules,
    into,
    (place) => !/^\.(?:bin\/|package-lock)/.test(place) && isUsedAtRunTime(place),
  );
}

/** Whether a running program may read the file. */
export function isUsedAtRunTime(place: string): boolean {
  return !/\.d\.[cm]?ts$|\.map$|\.tsbuildinfo$/.test(place);
}

function installArguments(
  { os, cpu }: Platform,
  withOptional: boolean,
  { retries: { retries, delayMs } }: Fetching,
): string[] {
  return [
    "ci",
    "--ignore-scripts",
    "--prefer-offline",
    `--os=${os}`,
    `--cpu=${cpu}`,
    "--libc=glibc",
    `--fetch-retries=${retries}`,
    "--fetch-retry-factor=1",
    `--fetch-retry-mintimeout=${delayMs}`,
    `--fetch-retry-maxtimeout=${delayMs}`,
    ...(withOptional ? [] : ["--omit=optional"]),
  ];
}

const fits = (given: readonly string[] | string | undefined, own: string): boolean =>
  given === undefined || [given].flat().includes(own);

function isFor({ os, cpu }: Platform, entry: LockEntry): boolean {
  return fits(entry.os, os) && fits(entry.cpu, cpu) && fits(entry.libc, "glibc");
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
}

function componentOf(folder: string, { integrity }: LockEntry): Component {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8"),
  ) as Manifest;
  const licence = typeof license === "object" ? license.type : license;
  const licenceText = licenceTextOf(folder, name, licence);
  return {
    name,
    version,
    purl: npmPurl(name, version),
    ...(licence !== undefined && { licence }),
    ...(integrity?.startsWith("sha512-") === true && {
      hash: { alg: "SHA-512", content: Buffer.from(integrity.slice(7), "base64").toString("hex") },
    }),
    ...(licenceText !== undefined && { licenceText }),
  };
}
