// Images: layers and a configuration become a manifest. https://github.com/opencontainers/image-spec
import { digestOf } from "./digest.ts";
import type { Layer } from "./layer.ts";
import type { Platform } from "./platform.ts";

export const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

/** What points to a blob. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A document that is small enough to be kept in memory. */
export interface Document {
  readonly descriptor: Descriptor;
  readonly text: string;
}

/** How a container of the image is started. */
export interface RunConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly Labels?: Readonly<Record<string, string>>;
}

/** An image for one platform. */
export interface Image {
  readonly platform: Platform;
  readonly layers: readonly Layer[];
  readonly config: Document;
  readonly manifest: Document;
}

export interface ImageParts {
  readonly platform: Platform;
  readonly layers: readonly Layer[];
  readonly run: RunConfig;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Puts an image together. */
export function makeImage({ platform, layers, run, annotations }: ImageParts): Image {
  const config = documentOf(mediaTypes.config, {
    created: "1970-01-01T00:00:00Z",
    os: platform.os,
    architecture: platform.architecture,
    config: run,
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({
      created: "1970-01-01T00:00:00Z",
      created_by: "telltale: deploy/images/build",
    })),
  });
  const manifest = documentOf(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: config.descriptor,
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size })),
    annotations,
  });
  return { platform, layers, config, manifest };
}

/** What a tag points to: the manifest of a single image, or an index of several. */
export function makeTarget(images: readonly Image[]): Document {
  const [only, ...others] = images;
  if (only !== undefined && others.length === 0) return only.manifest;
  return documentOf(mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: images.map(({ manifest, platform }) => ({
      ...manifest.descriptor,
      platform: { os: platform.os, architecture: platform.architecture },
    })),
  });
}

/** `value` as JSON with its descriptor. */
function documentOf(mediaType: string, value: unknown): Document {
  const text = JSON.stringify(value);
  return { text, descriptor: { mediaType, digest: digestOf(text), size: Buffer.byteLength(text) } };
}
