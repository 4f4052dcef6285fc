// A store that the version before wrote opens without loss, and again after a restart (fixtures/store-of-before).
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/store.ts";
import { writeEverythingOfBefore } from "../store-contract/everything.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "telltale-before-"));
const kept = { spans: 36_500, logs: 36_500, metrics: 36_500, business: 36_500, rollups: 36_500 };
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Every row of a table, as one number: whatever is lost or changed, it is another. */
const tables: Readonly<Record<string, string>> = {
  spans: "* EXCEPT (received)",
  // records from before skeletons have none
  logs: "* EXCEPT (received, skeleton)",
  business_events: "* EXCEPT (received)",
  errors: "* EXCEPT (received)",
  samples: "* EXCEPT (received)",
  distributions: "* EXCEPT (received)",
  series: "* EXCEPT (seen)",
  definitions: "*",
  identities: "*",
  cpu_profiles: "* EXCEPT (received)",
  journey_days: "tenant, name, day, environment, who, actor, id, length(events)",
};

async function contents(store: Store): Promise<unknown> {
  const found: Record<string, unknown> = {};
  for (const [table, columns] of Object.entries(tables)) {
    const [row] = await store.queries.runText<{ rows: string; sum: string }>(
      `SELECT toString(count()) AS rows, toString(groupBitXor(cityHash64(*))) AS sum FROM (SELECT ${columns} FROM ${table}${/^(spans|logs)$/.test(table) ? "" : " FINAL"})`,
    );
    found[table] = row;
  }
  return found;
}

test(
  "a store of before has all its rows, and has them again after a restart",
  { timeout: 120_000 },
  async () => {
    const before = path.join(scratch, "before");
    const archive = path.resolve(import.meta.dirname, "../fixtures/store-of-before/store.tar.gz");
    spawnSync("mkdir", ["-p", before]);
    expect(spawnSync("tar", ["-xzf", archive, "--no-same-owner", "-C", before]).status).toBe(0);

    const fresh = await openStore({ directory: path.join(scratch, "fresh"), retention: kept });
    await fresh.writer.write(1, writeEverythingOfBefore);
    const expected = await contents(fresh);
    await fresh.close();

    for (let start = 0; start < 2; start++) {
      const store = await openStore({ directory: before, retention: kept });
      try {
        expect(await contents(store)).toEqual(expected);
        const tokens = await store.access.tokens();
        expect(tokens.map(({ id, name, revoked }) => [id, name, revoked])).toEqual(
          expect.arrayContaining([
            ["token:t1", "ci", false],
            ["session:s1", "u1", false],
          ]),
        );
        expect(await store.documents.read("sampling")).toMatchObject({ version: 1, body: '{"head":[]}' });
        expect(await store.access.audit({ tenant: undefined, before: undefined, limit: 10 })).toMatchObject([
          { id: "a1", actor: "u1", action: "login" },
        ]);
      } finally {
        await store.close();
      }
    }
  },
);
