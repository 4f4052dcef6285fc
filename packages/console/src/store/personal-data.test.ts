import { expect, test } from "vitest";
import type { ClickHouseClient } from "./client.ts";
import { createPersonalData } from "./personal-data.ts";

/** A store in which every table has a row of the person; `changed` are the tables from which rows are deleted, in this order. */
function setUp() {
  const changed: string[] = [];
  const client = {
    rows: async ({ query }: { query: string }) =>
      query.startsWith("SELECT toString(count())") ? [{ rows: "1" }] : [],
    command: async ({ query }: { query: string }) =>
      void changed.push(/^ALTER TABLE (\w+) DELETE/.exec(query)![1]!),
  } as unknown as ClickHouseClient;
  const data = createPersonalData({ client, nodes: [client], flushWrites: async () => undefined });
  return { data, changed };
}

test("what leads to rows of other tables is deleted after them: a deletion that was cut off finds them again", async () => {
  const { data, changed } = setUp();
  await data.deleteOf({ tenant: "", id: "u1" });
  const before = (first: string, then: string): boolean => changed.indexOf(first) < changed.indexOf(then);
  // found by the spans and log records that name the person
  for (const found of ["errors", "cpu_profiles", "attribute_values", "log_skeletons"])
    for (const source of ["spans", "logs"])
      expect([found, source, before(found, source)]).toEqual([found, source, true]);
  // found by the person's sessions
  expect(changed.slice(-2)).toEqual(["session_owners", "identities"]);
});
