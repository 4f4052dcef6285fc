// The packages with ClickHouse's library, one for each platform on which the embedded store may run. A release names all of them as optional
// dependencies of the console (tools/release/engines.ts): each says its `os`, `cpu` and `libc`, so that npm fetches the one that fits.

/** The version of all of them. */
export const engineVersion = "26.7.3-stable.1";

interface EnginePackage {
  readonly name: string;
  readonly os: string;
  readonly cpu: string;
  /** Whether a console ran with it. The job `platforms` of the release workflow tries the others. */
  readonly isTested: boolean;
}

export const enginePackages: readonly EnginePackage[] = [
  { name: "@chdb/lib-linux-x64-gnu", os: "linux", cpu: "x64", isTested: true },
  { name: "@chdb/lib-linux-arm64-gnu", os: "linux", cpu: "arm64", isTested: false },
  { name: "@chdb/lib-darwin-x64", os: "darwin", cpu: "x64", isTested: false },
  { name: "@chdb/lib-darwin-arm64", os: "darwin", cpu: "arm64", isTested: false },
];
