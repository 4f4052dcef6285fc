// Stores whose tables are there already: a copy of one that was made before, instead of all steps of the schema each time.
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/store.ts";

const own = join(import.meta.dirname, "../..");
const cache = join(own, "../../node_modules/.cache/telltale/stores");

/**
 * Puts an empty store of this version's schema into `directory`, as a console leaves it that has run there. Not for tests of the first
 * start, of migrations and of clocks: it is as old as the cache.
 */
export async function prepareStore(directory: string): Promise<string> {
  cpSync(await makePreparedStore(), directory, { recursive: true });
  return directory;
}

/** Returns the folder of the store that is copied, and makes it first if it is missing. */
export async function makePreparedStore(): Promise<string> {
  const prepared = join(cache, version());
  if (!existsSync(prepared)) await make(prepared);
  return prepared;
}

/** Of everything that says what such a store looks like. */
function version(): string {
  const hash = createHash("sha256").update(readFileSync(join(own, "package.json")));
  for (const folder of ["src/sql/schema", "src/store"])
    for (const file of readdirSync(join(own, folder), { recursive: true, encoding: "utf8" }).toSorted())
      if (/(?<!\.test)\.(sql|ts)$/.test(file))
        hash.update(file).update(readFileSync(join(own, folder, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Several may do so at the same time; the first one's stays. */
async function make(place: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "telltale-prepared-"));
  const store = await openStore({ directory });
  await store.close();
  const copy = `${place}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  // from one file system to another
  cpSync(directory, copy, { recursive: true });
  rmSync(directory, { recursive: true });
  try {
    renameSync(copy, place);
  } catch {
    rmSync(copy, { recursive: true });
  }
}
