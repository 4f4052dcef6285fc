// Unpacks images into folders, `FOLDER/TAG`: what the Dockerfiles copy.
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { unpackTar } from "modern-tar/fs";

import type { Tagged } from "./tagged.ts";

/** Writes the files of each image into a folder of its own. */
export async function writeRootFileSystems(folder: string, all: readonly Tagged[]): Promise<void> {
  for (const { tag, images } of all) {
    const root = path.join(folder, tag);
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    for (const { file } of images.flatMap(({ layers }) => layers))
      await pipeline(createReadStream(file), createGunzip(), unpackTar(root));
  }
}
