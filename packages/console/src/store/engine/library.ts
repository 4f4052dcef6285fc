// Finds ClickHouse's library on this machine, or says why it is missing and what to do instead.
import { ProblemError } from "../../problem/problem.ts";
import { leastClickHouse } from "../least-clickhouse.ts";
import { enginePackages, engineVersion } from "./packages.ts";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const alternative = `On Windows run the console inside WSL; elsewhere start a ClickHouse server (${leastClickHouse} or later) and pass its address: \`telltale-console --clickhouse http://host:8123\`.`;

const require = createRequire(import.meta.url);

/** What decides whether the embedded engine can run here. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** `undefined` when it is not glibc (musl). Only looked at on Linux. */
  readonly glibc: string | undefined;
  /** Flags of the processor; `undefined` when they cannot be read. */
  readonly cpuFlags: string | undefined;
}

/**
 * Returns the path of the engine's library for this machine.
 *
 * @throws {ProblemError} `PLATFORM_NOT_SUPPORTED` where no build exists, `ENGINE_MISSING` when its package is not installed.
 */
export function findEngineLibrary(): string {
  const packageName = enginePackage(thisMachine());
  try {
    const library = join(dirname(require.resolve(`${packageName}/package.json`)), "libchdb.so");
    if (existsSync(library)) return library;
  } catch (cause) {
    throw missing(packageName, cause);
  }
  throw missing(packageName);
}

/**
 * Names the package that holds the engine for `machine`.
 *
 * @throws {ProblemError} `PLATFORM_NOT_SUPPORTED` on platforms without a library: Windows, musl, processors without AVX2.
 */
export function enginePackage(machine: Machine): string {
  const { platform, arch } = machine;
  const found = enginePackages.find(({ os, cpu }) => os === platform && cpu === arch);
  if (found === undefined) throw unsupported(`${platform} ${arch}`);
  if (platform === "linux" && machine.glibc === undefined) throw unsupported("a Linux without glibc (musl)");
  if (arch === "x64" && machine.cpuFlags !== undefined && !/\bavx2\b/i.test(machine.cpuFlags)) {
    throw unsupported("a processor without AVX2");
  }
  return found.name;
}

function thisMachine(): Machine {
  const { platform, arch } = process;
  return { platform, arch, glibc: platform === "linux" ? glibcVersion() : undefined, cpuFlags: cpuFlags() };
}

function glibcVersion(): string | undefined {
  // Without this the report looks up names of addresses, which takes seconds where there is no name server.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

function cpuFlags(): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return readFileSync("/proc/cpuinfo", "utf8")
      .split("\n")
      .find((line) => line.startsWith("flags"));
  } catch {
    return undefined;
  }
}

function unsupported(what: string): ProblemError {
  return new ProblemError(
    "PLATFORM_NOT_SUPPORTED",
    `The embedded store does not run on ${what}.`,
    alternative,
  );
}

function missing(packageName: string, cause?: unknown): ProblemError {
  return new ProblemError(
    "ENGINE_MISSING",
    `The embedded store needs the package ${packageName}, which is not installed.`,
    `Install it (\`npm install ${packageName}@${engineVersion}\`), without \`--omit=optional\`. Or: ${alternative}`,
    { cause },
  );
}
