// Recorded runs of the shop that test files share: each is made once, by the first file that needs it, and kept in `.cache` until the shop or
// the library changes.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";

import { root, sourceFiles } from "../tools/source-files.ts";
import { madeOnce } from "../tools/testing/made-once.ts";
import { type Recording, recordShop } from "./recording.ts";
import type { ShopOptions } from "./shop.ts";

/** What a recording depends on. */
const sources = [
  "examples/shop/",
  "packages/telltale/src/",
  "packages/otlp/src/",
  "e2e/recording.ts",
  "e2e/shop.ts",
];

/** Gives what the shop sends in a run with `options`; the same options give the same recording in all files of a run. */
export async function recorded(options: ShopOptions): Promise<Recording> {
  const key = createHash("sha256").update(JSON.stringify(options)).update(fingerprint()).digest("hex");
  const place = path.join(root, ".cache", "recordings", `${key.slice(0, 24)}.bin`);
  await madeOnce(place, async (unfinished) =>
    writeFileSync(unfinished, serialize(await recordShop(options))),
  );
  // of `v8.serialize`, buffers come back as bytes
  const { spans, logs, metrics } = deserialize(readFileSync(place)) as Recording;
  return { spans, logs, metrics: metrics.map((body) => Buffer.from(body)) };
}

let known: string | undefined;

function fingerprint(): string {
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  const files = sourceFiles("").filter(
    (file) => sources.some((one) => file.startsWith(one)) && !file.includes(".test."),
  );
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(path.join(root, file)));
  known = hash.digest("hex");
  return known;
}
