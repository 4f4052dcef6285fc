// @module-tag extended
// What the image build does when the network to a registry fails: in the middle of bodies, at the token endpoint, and how long it waits.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { type Image, makeImage } from "../images/oci/image.ts";
import { writeLayer } from "../images/oci/layer.ts";
import { platforms } from "../images/oci/platform.ts";
import { type Tagged, tagged } from "../images/oci/tagged.ts";
import { readRegistry } from "../images/registry/address.ts";
import { openRepository, type Repository } from "../images/registry/client.ts";
import { pullImage } from "../images/registry/pull.ts";
import { pushImage } from "../images/registry/push.ts";
import { type Failure, type FakeRegistry, startFakeRegistry } from "./fake-registry.ts";

interface Opened {
  readonly repository: Repository;
  readonly waited: number[];
  readonly reported: string[];
}

/** The repository `shop`; waiting takes no time, and is noted. */
function open({ host }: FakeRegistry, retries = 3, delayMs = 250): Opened {
  const waited: number[] = [];
  const reported: string[] = [];
  const repository = openRepository(readRegistry(host)!, "shop", {
    retries,
    delayMs,
    report: (line) => void reported.push(line),
    wait: async (ms) => waited.push(ms),
  });
  return { repository, waited, reported };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-registry-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An image whose layer is too large for one packet. */
async function smallImage(): Promise<{ readonly image: Image; readonly target: Tagged }> {
  // cannot be compressed, and is the same each time
  const content = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * at * 31) >> 7));
  const layer = await writeLayer([{ path: "data/orders", content }], temporaryFolder());
  const run = { User: "65532", Env: [], WorkingDir: "/" };
  const image = makeImage({ platform: platforms[0]!, layers: [layer], run, annotations: {} });
  return { image, target: tagged("v1", [image]) };
}

/** Puts the image into the registry without failures. */
async function filled(registry: FakeRegistry): Promise<Image> {
  const { image, target } = await smallImage();
  await pushImage(open(registry).repository, target);
  registry.asked.length = 0;
  return image;
}

const transient: readonly Failure[] = ["cut", "cut body", 429, 500, 503];

const both = (failures: readonly Failure[], requests: readonly string[]) =>
  failures.flatMap((failure) => requests.map((what) => ({ failure, what })));

test.each(both(transient, ["GET /v2/shop/manifests", "GET /v2/shop/blobs"]))(
  "pulls again after $failure of $what",
  async ({ failure, what }) => {
    const registry = await startFakeRegistry();
    const image = await filled(registry);
    registry.fail(what, failure, failure);
    const { repository, waited, reported } = open(registry);
    const cache = temporaryFolder();
    const pulled = await pullImage(repository, "v1", cache);
    expect(pulled?.digest).toBe(image.manifest.descriptor.digest);
    expect(pulled?.layers.map(({ digest }) => digest)).toEqual(image.layers.map(({ digest }) => digest));
    expect(waited).toEqual([250, 250]);
    expect(reported[1]).toMatch(/; retry 2 of 3 in 250 ms$/);
    // no halves stay in the cache
    expect(readdirSync(path.join(cache, "layers"))).toEqual(
      image.layers.map(({ digest }) => digest.slice("sha256:".length)),
    );
  },
);

const uploads = ["PUT /v2/shop/blobs", "PUT /v2/shop/manifests"];
// requests and answers without a body
const questions = ["HEAD /v2/shop/blobs", "POST /v2/shop/blobs"];

test.each([
  ...both(transient, uploads),
  ...both(
    transient.filter((failure) => failure !== "cut body"),
    questions,
  ),
])("pushes again after $failure of $what", async ({ failure, what }) => {
  const registry = await startFakeRegistry();
  const { image, target } = await smallImage();
  registry.fail(what, failure, failure);
  const { repository, waited } = open(registry);
  await pushImage(repository, target);
  expect(waited).toEqual([250, 250]);
  expect([...registry.blobs.keys()].toSorted()).toEqual(
    [...image.layers.map(({ digest }) => digest), image.config.descriptor.digest].toSorted(),
  );
  expect(registry.manifests.get("v1")).toBe(image.manifest.text);
});

test("an upload that was cut is begun anew, because the registry has dropped it", async () => {
  const registry = await startFakeRegistry();
  const { target } = await smallImage();
  registry.fail("PUT /v2/shop/blobs", "cut body");
  await pushImage(open(registry).repository, target);
  const upload = ["HEAD /v2/shop/blobs/", "POST /v2/shop/blobs/uploads/", "PUT /v2/shop/blobs/uploads/ID"];
  expect(registry.asked.slice(0, 6).map((line) => line.replace(/sha256:.*/, ""))).toEqual([
    ...upload,
    ...upload,
  ]);
});

test("a blob whose answer was lost is not uploaded twice", async () => {
  const registry = await startFakeRegistry();
  const image = await filled(registry);
  registry.fail("HEAD", "cut");
  await pushImage(open(registry).repository, tagged("v2", [image]));
  expect(registry.asked.filter((line) => line.startsWith("PUT"))).toEqual(["PUT /v2/shop/manifests/v2"]);
});

test.each(["cut", "cut body", 429, 500, 503] as const)("asks for a token again after %s", async (failure) => {
  const registry = await startFakeRegistry({ token: "a-token-that-only-tests-have" });
  const { image, target } = await smallImage();
  registry.fail("GET /token", failure, failure);
  const { repository, waited } = open(registry);
  await pushImage(repository, target);
  expect(registry.manifests.get("v1")).toBe(image.manifest.text);
  expect(waited).toEqual([250, 250]);
});

test.each([401, 403] as const)(
  "does not retry the answer %i, of the registry or for a token",
  async (status) => {
    const registry = await startFakeRegistry({ token: "a-token-that-only-tests-have" });
    const { repository, waited } = open(registry);
    registry.fail("GET /token", status);
    await expect(pullImage(repository, "v1", temporaryFolder())).rejects.toThrow("answered 401 to GET");
    registry.fail("GET /v2", status, status);
    await expect(pullImage(repository, "v1", temporaryFolder())).rejects.toThrow(`answered ${status} to GET`);
    expect(waited).toEqual([]);
  },
);

test("gives up after the number of --retries, and waits --retry-delay before each", async () => {
  const registry = await startFakeRegistry();
  await filled(registry);
  registry.fail("GET /v2/shop/blobs", ...Array.from({ length: 10 }, () => "cut body" as const));
  const { repository, waited, reported } = open(registry, 4, 1500);
  await expect(pullImage(repository, "v1", temporaryFolder())).rejects.toThrow(
    /^The connection to 127\.0\.0\.1:\d+ was cut: /,
  );
  expect(waited).toEqual([1500, 1500, 1500, 1500]);
  expect(reported.map((line) => line.replace(/^.*; /, ""))).toEqual(
    [1, 2, 3, 4].map((count) => `retry ${count} of 4 in 1500 ms`),
  );
});

test("--retries 0 tries once", async () => {
  const registry = await startFakeRegistry();
  await filled(registry);
  registry.fail("GET /v2/shop/manifests", 503);
  const { repository, waited } = open(registry, 0);
  await expect(pullImage(repository, "v1", temporaryFolder())).rejects.toThrow("answered 503 to GET");
  expect(waited).toEqual([]);
});

test("a registry that cannot be reached is a network error", async () => {
  const repository = openRepository(readRegistry("127.0.0.1:9")!, "shop", {
    retries: 1,
    delayMs: 5,
    report: () => {},
    wait: async () => {},
  });
  await expect(pullImage(repository, "v1", temporaryFolder())).rejects.toThrow("Cannot reach 127.0.0.1:9: ");
});
