// Stores that consoles of earlier commits wrote (fixtures/stores-of-before) open without loss, also again after a restart, and the API
// answers from them as from a new store with the same data.
// @module-tag extended
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/store.ts";
import { openApi, type TestApi } from "../api/harness.ts";
import { receivedMs, writeContents } from "../fixtures/stores-of-before/baseline/contents.ts";
import { describeSameAnswers } from "../store-contract/answers.ts";
import { writeEverything } from "../store-contract/everything.ts";
import { embeddedLocation, type StoreLocation } from "../store-contract/locations.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "telltale-before-"));
const kept = { spans: 36_500, logs: 36_500, metrics: 36_500, business: 36_500, rollups: 36_500 };
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Before {
  /** Its folder. */
  readonly name: string;
  /** When its telemetry was received, Unix ms. */
  readonly receivedMs: number;
  /** What it holds beside telemetry. */
  readonly contents: (store: Store) => Promise<void>;
}

const befores: readonly Before[] = [{ name: "baseline", receivedMs, contents: writeContents }];

function unpack(name: string, use: string): string {
  const directory = path.join(scratch, `${name}-${use}`);
  const archive = path.resolve(import.meta.dirname, `../fixtures/stores-of-before/${name}/store.tar.gz`);
  mkdirSync(directory);
  expect(spawnSync("tar", ["-xzf", archive, "--no-same-owner", "-C", directory]).status).toBe(0);
  return directory;
}

/** The columns of each table that are the same in both stores: not the times at which rows were written. */
const tables: Readonly<Record<string, string>> = {
  spans: "* EXCEPT (received)",
  logs: "* EXCEPT (received)",
  business_events: "* EXCEPT (received)",
  errors: "* EXCEPT (received)",
  samples: "* EXCEPT (received)",
  distributions: "* EXCEPT (received)",
  series: "* EXCEPT (seen)",
  definitions: "*",
  identities: "*",
  cpu_profiles: "* EXCEPT (received)",
  journey_days: "tenant, name, day, environment, who, actor, id, length(events)",
  workflow_days: "tenant, name, day, environment, instance, id, length(events)",
  workflow_names: "*",
  alert_records: "*",
  anomalies: "*",
};

/** Every row of a table, as one number: whatever is lost or changed, it is another. */
async function rowsOf(store: Store): Promise<unknown> {
  const found: Record<string, unknown> = {};
  for (const [table, columns] of Object.entries(tables)) {
    const [row] = await store.queries.runText<{ rows: string; sum: string }>(
      `SELECT toString(count()) AS rows, toString(groupBitXor(cityHash64(*))) AS sum FROM (SELECT ${columns} FROM ${table}${/^(spans|logs)$/.test(table) ? "" : " FINAL"})`,
    );
    found[table] = row;
  }
  return found;
}

/** What was set up by people, and what the background remembers. */
async function settingsOf(store: Store): Promise<unknown> {
  const states = [];
  for await (const page of store.anomalies.states()) states.push(...page);
  const tokens = await store.access.tokens();
  return {
    tokens: tokens.map(({ id, name, scope, revoked }) => [id, name, scope, revoked]).toSorted(),
    audit: await store.access.audit({ tenant: undefined, after: {}, limit: 10 }),
    documents: await Promise.all(
      ["sampling", "alert-silences/s1"].map(async (kind) => {
        const { version, body } = await store.documents.read(kind);
        return { version, body };
      }),
    ),
    states,
    maps: await store.queries.runText(
      "SELECT debug_id, release, service, file, part, content FROM source_maps AS one JOIN source_map_parts AS part ON one.debug_id = part.debug_id",
    ),
  };
}

const locationOf = (directory: string): StoreLocation => ({
  open: (options) => openStore({ directory, ...options }),
  remove: async () => undefined,
});

/** What the background does after an upgrade: the service graph, and the catalog of what was stored before it. */
async function runJobs(api: TestApi): Promise<TestApi> {
  const { signal } = new AbortController();
  for (const job of api.store.jobs)
    if (job.name !== "retention") await job.run(signal, { signal, term: 0, isHeld: () => true });
  return api;
}

describe.each(befores)("the store $name", ({ name, receivedMs: seenMs, contents }) => {
  test("has all its rows and settings, and has them again after a restart", async () => {
    const fresh = await openStore({ directory: path.join(scratch, `${name}-fresh`), retention: kept });
    await contents(fresh);
    await fresh.writer.write(1, writeEverything);
    const [expected, settings] = [await rowsOf(fresh), await settingsOf(fresh)];
    await fresh.close();
    const directory = unpack(name, "rows");
    for (let start = 0; start < 2; start++) {
      const store = await openStore({ directory, retention: kept });
      try {
        expect(await rowsOf(store)).toEqual(expected);
        expect(await settingsOf(store)).toEqual(settings);
      } finally {
        await store.close();
      }
    }
  });

  describeSameAnswers(
    async () => runJobs(await openApi(undefined, locationOf(unpack(name, "answers")), () => seenMs)),
    async () => {
      const api = await openApi(undefined, await embeddedLocation(), () => seenMs);
      await contents(api.store);
      await api.write(writeEverything);
      return runJobs(api);
    },
    // a map has the time of its upload
    ["/api/sourcemaps"],
  );
});
