// Pulls an image that a build before pushed, into the cache.
import { createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { digestOf, digestOfFile, digits } from "../oci/digest.ts";
import { type Descriptor, mediaTypes, type RunConfig } from "../oci/image.ts";
import { type Layer, layerFolder, measureArchive } from "../oci/layer.ts";
import { BuildProblem } from "../problem.ts";
import type { Repository, Send } from "./client.ts";
import type { Answer } from "./exchange.ts";

/** What a pull returns: the layers, in the cache, and the configuration. */
export interface Pulled {
  readonly digest: string;
  readonly layers: readonly Layer[];
  readonly run: RunConfig;
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}
interface Config {
  readonly config: RunConfig;
  readonly rootfs: { readonly diff_ids: readonly string[] };
}

/** Pulls the image `tag` for a single platform; undefined if the registry does not have it. */
export async function pullImage(
  repository: Repository,
  tag: string,
  cache: string,
): Promise<Pulled | undefined> {
  const text = await pullManifest(repository, tag);
  if (text === undefined) return undefined;
  const manifest = JSON.parse(text) as Manifest;
  const config = JSON.parse(await pullText(repository, manifest.config.digest)) as Config;
  const layers: Layer[] = [];
  for (const [at, { digest, size }] of manifest.layers.entries()) {
    const file = path.join(layerFolder(cache), digits(digest));
    if (!existsSync(file)) await pullFile(repository, digest, file);
    const measured = await measureArchive(file);
    check(repository, config.rootfs.diff_ids[at] ?? "", measured.diffId);
    layers.push({ file, digest, size, ...measured });
  }
  return { digest: digestOf(text), layers, run: config.config };
}

async function pullManifest(repository: Repository, tag: string): Promise<string | undefined> {
  return repository.attempt(async (send) => {
    const answer = await send({
      method: "GET",
      place: `manifests/${tag}`,
      headers: { accept: mediaTypes.manifest },
      accept: [200, 404],
    });
    return answer.status === 404 ? undefined : answer.text();
  });
}

async function pullText(repository: Repository, digest: string): Promise<string> {
  const text = await repository.attempt(async (send) => (await getBlob(send, digest)).text());
  check(repository, digest, digestOf(text));
  return text;
}

async function pullFile(repository: Repository, digest: string, file: string): Promise<void> {
  const part = `${file}.${process.pid}`;
  try {
    await repository.attempt(async (send) =>
      pipeline((await getBlob(send, digest)).pieces(), createWriteStream(part)),
    );
    check(repository, digest, await digestOfFile(part));
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

async function getBlob(send: Send, digest: string): Promise<Answer> {
  return send({ method: "GET", place: `blobs/${digest}`, accept: [200] });
}

function check({ name }: Repository, wanted: string, found: string): void {
  if (wanted !== found)
    throw new BuildProblem(
      `${name} sent ${found} for the blob ${wanted}: the registry or the connection is damaged`,
    );
}
