// Writes images as an OCI image layout: a folder with `index.json` and blobs by their digests.
import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { digits } from "./digest.ts";
import { type Document, mediaTypes } from "./image.ts";
import type { Tagged } from "./tagged.ts";

/** Replaces what is in `folder` by a layout of `all`. Layers are hard links to the cache where that is possible. */
export function writeLayout(folder: string, all: readonly Tagged[]): void {
  const blobs = path.join(folder, "blobs", "sha256");
  for (const part of ["blobs", "index.json", "oci-layout"])
    rmSync(path.join(folder, part), { recursive: true, force: true });
  mkdirSync(blobs, { recursive: true });
  const write = ({ descriptor, text }: Document): void =>
    writeFileSync(path.join(blobs, digits(descriptor.digest)), text);
  for (const { images, target } of all) {
    write(target);
    for (const { config, manifest, layers } of images) {
      write(config);
      write(manifest);
      for (const { file, digest } of layers) placeFile(file, path.join(blobs, digits(digest)));
    }
  }
  const manifests = all.map(({ tag, target }) => ({
    ...target.descriptor,
    annotations: { "org.opencontainers.image.ref.name": tag },
  }));
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
  writeFileSync(path.join(folder, "index.json"), JSON.stringify(index));
  writeFileSync(path.join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}

function placeFile(from: string, to: string): void {
  if (existsSync(to)) return;
  try {
    linkSync(from, to);
  } catch {
    // another file system
    copyFileSync(from, to);
  }
}
