// Writes images as an archive that `docker load` and `podman load` read. It has images of one platform only.
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { digits } from "./digest.ts";
import type { Entry } from "./entry.ts";
import { archiveOf } from "./archive.ts";
import type { Tagged } from "./tagged.ts";

/** Writes `all` into `file`, named `name:tag`. */
export async function writeDockerArchive(file: string, name: string, all: readonly Tagged[]): Promise<void> {
  const entries = new Map<string, Entry>();
  const add = (entry: Entry): string => {
    entries.set(entry.path, entry);
    return entry.path;
  };
  const manifest = all.flatMap(({ tag, images }) =>
    images.map(({ config, layers }) => ({
      Config: add({ path: `${digits(config.descriptor.digest)}.json`, content: config.text }),
      RepoTags: [`${name}:${tag}`],
      Layers: layers.map(({ digest, file: content }) =>
        add({ path: `${digits(digest)}.tar.gz`, content: { file: content } }),
      ),
    })),
  );
  add({ path: "manifest.json", content: JSON.stringify(manifest) });
  mkdirSync(path.dirname(file), { recursive: true });
  await pipeline(archiveOf([...entries.values()]), createWriteStream(file));
}
