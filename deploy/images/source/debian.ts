// Packages of Debian. apt runs on folders of its own in the cache: it needs no root, leaves the machine's state alone, and can fetch for
// another processor. Its sources and keys are the machine's.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unpackTar } from "modern-tar";

import { digestOf, digits } from "../oci/digest.ts";
import type { Entry } from "../oci/entry.ts";
import { BuildProblem } from "../problem.ts";
import { type Fetching, lacking } from "./cached.ts";

/** A package file in the cache. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256: string;
  readonly file: string;
  /** Its fields, as dpkg writes them. */
  readonly control: string;
}

/** Versions by package and architecture: those of `debian.json`. */
export type Pins = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The pinned versions. */
export const pins = JSON.parse(readFileSync(path.join(import.meta.dirname, "debian.json"), "utf8")) as Pins;

/**
 * Fetches `name` in its pinned version. Debian removes old versions from its archive: if the pinned one is gone, the current one is
 * used, kept under its own version, and reported on each build.
 */
export async function debianPackage(
  name: string,
  architecture: string,
  fetching: Fetching,
): Promise<DebianPackage> {
  const pinned = pins[name]?.[architecture];
  if (pinned === undefined)
    throw new BuildProblem(`source/debian.json has no version of \`${name}\` for ${architecture}.`);
  const folder = path.join(fetching.cache, "debian", architecture, name);
  const known = path.join(folder, fileNameOf(pinned));
  const file = existsSync(known)
    ? known
    : await fetchPackage({ name, pinned, architecture }, folder, fetching);
  const version = field(file, "Version");
  if (version !== pinned)
    fetching.report(
      `Debian's archive no longer has ${name} ${pinned}: using ${version}. Update source/debian.json.`,
    );
  const control = run(["--field", file]).toString().trim();
  return { name, version, architecture, sha256: digits(digestOf(readFileSync(file))), file, control };
}

const fileNameOf = (version: string): string => `${encodeURIComponent(version)}.deb`;

interface Wanted {
  readonly name: string;
  readonly pinned: string;
  readonly architecture: string;
}

/** Downloads the package into `folder`, or, offline, finds what a build before used instead of the pinned version. */
async function fetchPackage(wanted: Wanted, folder: string, fetching: Fetching): Promise<string> {
  const { name, architecture } = wanted;
  if (fetching.isOffline) {
    const others = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".deb")) : [];
    const newest = others
      .map((file) => path.join(folder, file))
      .toSorted(byVersion)
      .at(-1);
    if (newest !== undefined) return newest;
    throw lacking(fetching, `Debian's package \`${name}\` for ${architecture}`);
  }
  const building = path.join(folder, `building-${process.pid}`);
  mkdirSync(building, { recursive: true });
  try {
    const deb = download(wanted, building, fetching);
    const file = path.join(folder, fileNameOf(field(deb, "Version")));
    renameSync(deb, file);
    return file;
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

function byVersion(one: string, other: string): number {
  const versions = [field(one, "Version"), "lt", field(other, "Version")];
  return spawnSync("dpkg", ["--compare-versions", ...versions]).status === 0 ? -1 : 1;
}

/** Downloads the pinned version into `building`, or the current one if the archive no longer has it. */
function download({ name, pinned, architecture }: Wanted, building: string, fetching: Fetching): string {
  const { cache, retries } = fetching;
  const apt = openApt(path.join(cache, "apt", architecture), architecture, retries.retries);
  const lists = apt(["update"], building);
  if (lists.status !== 0)
    throw new BuildProblem(
      `apt-get cannot update the lists of packages for ${architecture}: ${lists.stderr.trim()}`,
    );
  let { status, stderr } = apt(["download", `${name}=${pinned}`], building);
  // any other failure would pass for a version that is gone
  if (status !== 0 && stderr.includes(`Version '${pinned}' for '${name}' was not found`))
    ({ status, stderr } = apt(["download", name], building));
  const deb = readdirSync(building).find((file) => file.endsWith(".deb"));
  if (status !== 0 || deb === undefined)
    throw new BuildProblem(`apt-get cannot download \`${name}\` for ${architecture}: ${stderr.trim()}`);
  return path.join(building, deb);
}

type Apt = (
  args: readonly string[],
  cwd: string,
) => { readonly status: number | null; readonly stderr: string };

function openApt(folder: string, architecture: string, retries: number): Apt {
  if (!existsSync("/usr/bin/apt-get") || !existsSync("/usr/bin/dpkg-deb"))
    throw new BuildProblem(
      "Cannot download Debian packages here: `apt-get` and `dpkg-deb` are missing. Build on Debian or Ubuntu, or use " +
        "`--registry` with a registry that has the base images of an earlier build.",
    );
  for (const part of ["state/lists/partial", "cache/archives/partial", "log"])
    mkdirSync(path.join(folder, part), { recursive: true });
  writeFileSync(path.join(folder, "status"), "");
  const settings = {
    "Dir::State": path.join(folder, "state"),
    "Dir::State::status": path.join(folder, "status"),
    "Dir::Cache": path.join(folder, "cache"),
    "Dir::Log": path.join(folder, "log"),
    "APT::Architecture": architecture,
    "APT::Architectures": architecture,
    "APT::Sandbox::User": "root",
    "Acquire::Retries": String(retries),
    // else a list that could not be fetched is only a warning
    "APT::Update::Error-Mode": "any",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  // its messages are read, in English
  const env = { ...process.env, LC_ALL: "C" };
  return (args, cwd) => spawnSync("apt-get", ["-qq", ...options, ...args], { cwd, env, encoding: "utf8" });
}

function field(deb: string, name: string): string {
  return run(["--field", deb, name]).toString().trim();
}

/** The files and links of the package for which `isNeeded`, with links made relative, so that they hold in an unpacked folder too. */
export async function entriesOfDebian(
  { file }: DebianPackage,
  isNeeded: (place: string) => boolean,
): Promise<Entry[]> {
  const unpacked = await unpackTar(run(["--fsys-tarfile", file]), {
    filter: ({ name, type }) => type !== "directory" && isNeeded(name.replace(/^\.\//, "")),
  });
  return unpacked.map(({ header, data }) => {
    const place = header.name.replace(/^\.\//, "");
    if (header.type === "symlink") return { path: place, linkTo: relativeLink(place, header.linkname ?? "") };
    return { path: place, content: data ?? "", isExecutable: ((header.mode ?? 0) & 0o100) !== 0 };
  });
}

function relativeLink(place: string, target: string): string {
  return target.startsWith("/") ? path.posix.relative(path.posix.dirname(`/${place}`), target) : target;
}

function run(args: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync("dpkg-deb", args, { maxBuffer: 256 << 20 });
  if (status === 0) return stdout;
  throw new BuildProblem(`dpkg-deb failed: ${error?.message ?? stderr.toString().trim()}`);
}
