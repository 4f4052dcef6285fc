// Pushes images: blobs that the registry lacks, then manifests, then the tag.
import { openAsBlob } from "node:fs";

import { type Document, mediaTypes } from "../oci/image.ts";
import type { Tagged } from "../oci/tagged.ts";
import type { Repository } from "./client.ts";

/** Pushes an image for all of its platforms under its tag. */
export async function pushImage(repository: Repository, { tag, images, target }: Tagged): Promise<void> {
  for (const { layers, config, manifest } of images) {
    for (const { file, digest } of layers) await pushBlob(repository, digest, () => openAsBlob(file));
    const { text, descriptor } = config;
    await pushBlob(repository, descriptor.digest, async () => new Blob([text]));
    if (target.descriptor.mediaType === mediaTypes.index)
      await pushManifest(repository, manifest, manifest.descriptor.digest);
  }
  await pushManifest(repository, target, tag);
}

/** Uploads a blob that the registry lacks. After a network error it asks again first: the blob may have come in. */
async function pushBlob(repository: Repository, digest: string, body: () => Promise<Blob>): Promise<void> {
  await repository.attempt(async (send) => {
    const known = await send({ method: "HEAD", place: `blobs/${digest}`, accept: [200, 404] });
    if (known.status === 200) return;
    const { headers, url } = await send({ method: "POST", place: "blobs/uploads/", accept: [202] });
    const upload = new URL(headers.get("location") ?? "", url);
    upload.searchParams.set("digest", digest);
    await send({
      method: "PUT",
      place: upload.href,
      headers: { "content-type": "application/octet-stream" },
      body,
      accept: [201],
    });
  });
}

async function pushManifest(
  repository: Repository,
  { text, descriptor }: Document,
  reference: string,
): Promise<void> {
  const headers = { "content-type": descriptor.mediaType };
  const place = `manifests/${reference}`;
  await repository.attempt((send) =>
    send({ method: "PUT", place, headers, body: async () => text, accept: [201] }),
  );
}
