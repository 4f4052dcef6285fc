// The files of an empty database of the shop, made once: each start of PGlite without them makes them anew, which takes most of it.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

import { root } from "../tools/source-files.ts";
import { madeOnce } from "../tools/testing/made-once.ts";

const pglite = "@electric-sql/pglite";

/** In a process of its own: a worker would keep the memory. */
const make = `
import { writeFileSync } from "node:fs";
import { PGlite } from ${JSON.stringify(pglite)};
const db = await PGlite.create();
const files = await db.dumpDataDir("none");
writeFileSync(process.argv[1], new Uint8Array(await files.arrayBuffer()));
await db.close();
`;

/** The path of the archive, as `SHOP_DATABASE_FILES` takes it. */
export async function databaseFiles(): Promise<string> {
  const manifest = path.join(path.dirname(createRequire(import.meta.url).resolve(pglite)), "../package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
  return madeOnce(path.join(root, ".cache", "recordings", `database-${version}.tar`), async (unfinished) => {
    const args = ["--input-type=module", "--eval", make, unfinished];
    await promisify(execFile)(process.execPath, args, { cwd: root });
  });
}
