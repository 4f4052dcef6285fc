// Base images: what an image has from Debian, and its users. With a registry, the base image that an earlier build pushed is pulled, so that
// a machine without apt can build; otherwise it is made from Debian's packages, and pushed.
import { digestOf, digits } from "./oci/digest.ts";
import type { Entry } from "./oci/entry.ts";
import { makeImage } from "./oci/image.ts";
import { type Layer, writeLayer } from "./oci/layer.ts";
import type { Platform } from "./oci/platform.ts";
import { tagged } from "./oci/tagged.ts";
import type { Repository } from "./registry/client.ts";
import { pullImage } from "./registry/pull.ts";
import { pushImage } from "./registry/push.ts";
import type { Fetching } from "./source/cached.ts";
import type { Component } from "./source/component.ts";
import {
  debianComponent,
  isDebianDocument,
  statusEntry,
  withNamedLicences,
} from "./source/debian-documents.ts";
import { debianPackage, type DebianPackage, entriesOfDebian, pins } from "./source/debian.ts";

/** The user of every image, who may write nowhere but in volumes. */
export const nonRoot = 65_532;

/** Which packages a base image has, and what of them. */
export interface Base {
  readonly name: string;
  readonly packages: readonly string[];
  /** Asked with the paths of files. */
  isNeeded(place: string): boolean;
  /** Where a file goes; the same path without it. */
  readonly rename?: Readonly<Record<string, string>>;
}

export interface BaseImage {
  readonly layers: readonly Layer[];
  readonly components: readonly Component[];
  /** Its name and digest, where it is in a registry. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A static `cp`, for the init container of the OpenTelemetry operator, and nothing else. */
export const copyBase: Base = {
  name: "cp",
  packages: ["busybox-static", "base-files"],
  isNeeded: (place) => place === "bin/busybox" || isDebianDocument(place),
  rename: { "bin/busybox": "bin/cp" },
};

/** The libraries that the Node.js binary and the engine are linked with. */
export const librariesBase: Base = {
  name: "libraries",
  packages: ["libc6", "libgcc-s1", "libstdc++6", "gcc-12-base", "base-files"],
  isNeeded: (place) =>
    (/^(?:usr\/)?lib(?:64)?\/.*\.so(?:\.\d+)*$/.test(place) && !place.includes("/gconv/")) ||
    isDebianDocument(place),
};

const label = "telltale.debian-packages";
const users: readonly Entry[] = [
  {
    path: "etc/passwd",
    content: `root:x:0:0:root:/:/bin/false\ntelltale:x:${nonRoot}:${nonRoot}:telltale:/:/bin/false\n`,
  },
  { path: "etc/group", content: `root:x:0:\ntelltale:x:${nonRoot}:\n` },
];

/** Pulls or makes the base image. */
export async function baseImage(
  base: Base,
  platform: Platform,
  fetching: Fetching,
  repository: Repository | undefined,
): Promise<BaseImage> {
  const pinned = base.packages.map((name) => pins[name]?.[platform.architecture]);
  const tag = tagOf(base, platform, pinned);
  const pulled = repository === undefined ? undefined : await pullImage(repository, tag, fetching.cache);
  if (pulled !== undefined) {
    const components = JSON.parse(pulled.run.Labels?.[label] ?? "[]") as Component[];
    return {
      layers: pulled.layers,
      components,
      annotations: baseAnnotations(repository, tag, pulled.digest),
    };
  }
  const packages: DebianPackage[] = [];
  for (const name of base.packages) packages.push(await debianPackage(name, platform.architecture, fetching));
  const layers = [await writeLayer([...users, ...(await entriesOf(base, packages))], fetching.cache)];
  const components = packages.map(debianComponent);
  if (repository === undefined) return { layers, components, annotations: {} };
  const run = {
    User: String(nonRoot),
    Env: [],
    WorkingDir: "/",
    Labels: { [label]: JSON.stringify(components) },
  };
  // the versions that are in it, which may not be the pinned ones
  const made = tagOf(
    base,
    platform,
    packages.map(({ version }) => version),
  );
  const image = tagged(made, [makeImage({ platform, layers, run, annotations: {} })]);
  await pushImage(repository, image);
  return {
    layers,
    components,
    annotations: baseAnnotations(repository, made, image.target.descriptor.digest),
  };
}

/** A tag for the base with packages of these versions. */
function tagOf(base: Base, platform: Platform, versions: readonly (string | undefined)[]): string {
  const key = digits(digestOf(JSON.stringify([base.packages, versions, platform.name])));
  return `base-${base.name}-${platform.architecture}-${key.slice(0, 12)}`;
}

async function entriesOf(
  { isNeeded, rename = {} }: Base,
  packages: readonly DebianPackage[],
): Promise<Entry[]> {
  const all: Entry[] = [];
  for (const one of packages) all.push(...(await entriesOfDebian(one, isNeeded)));
  const kept = withNamedLicences(all).map((entry) => ({ ...entry, path: rename[entry.path] ?? entry.path }));
  return [...kept, ...packages.map(statusEntry)];
}

function baseAnnotations(
  repository: Repository | undefined,
  tag: string,
  digest: string,
): Record<string, string> {
  const name = `${repository?.name ?? ""}:${tag}`;
  return { "org.opencontainers.image.base.name": name, "org.opencontainers.image.base.digest": digest };
}
