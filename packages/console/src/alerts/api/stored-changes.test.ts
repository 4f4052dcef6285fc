import { readFileSync } from "node:fs";
import { maxStoredRules, maxStoredRuleText } from "contract";
import { expect, test } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import type { Audit } from "../../auth/audit.ts";
import type { StoredThing, ThingKind } from "../rules/stored-things.ts";
import type { RulesNow } from "./rule-infos.ts";
import { changeThing, createThing, mostText } from "./stored-changes.ts";

const rule = { name: "Payments fail", on: { metric: "payments.failed" }, when: { above: 10 } };

const things = (count: number, kind: ThingKind, content: object = rule): StoredThing[] =>
  Array.from({ length: count }, (_, n) => ({
    kind,
    id: `${kind} ${n}`,
    version: 1,
    savedMs: 0,
    savedBy: "anna",
    content: { ...content, name: `rule ${n}` },
  }));

/** Rules that have so many characters together. */
const longOf = (characters: number): StoredThing[] =>
  things(100, "alert", { ...rule, description: "d".repeat(characters / 100) });

const rulesNow = (stored: readonly StoredThing[]): RulesNow => ({
  now: {} as RulesNow["now"],
  stored,
  entries: [],
  published: [],
});

/** What is saved. */
function change(ifMatch?: string) {
  const saved: string[] = [];
  const documents = {
    save: async (kind: string) => {
      saved.push(kind);
      return { version: 1, savedMs: 0, body: "" };
    },
  };
  const context = {
    nowMs: () => 0,
    queries: {},
    documents,
    request: { body: rule, ifMatch },
  } as unknown as ApiContext;
  const audit = { change: async (_: object, make: () => Promise<unknown>) => make() } as unknown as Audit;
  return { saved, of: { context, audit } };
}

test("a tenant that stores as many rules as it may store gets no more", async () => {
  const { saved, of } = change();
  const full = rulesNow(things(maxStoredRules, "alert"));
  await expect(createThing("alert", rule, full, of)).rejects.toMatchObject({
    code: "ALERT_RULES_FULL",
    status: 409,
  });
  // objectives and silences do not count
  const others = [...full.stored.slice(1), ...things(maxStoredRules, "silence")];
  await createThing("alert", rule, rulesNow(others), of);
  expect(saved).toEqual([expect.stringMatching(/^alert-alert\//)]);
});

test("all stored rules together have no more text than there is room for", async () => {
  const { saved, of } = change('"1"');
  const stored = longOf(maxStoredRuleText);
  const full = { code: "ALERT_RULES_FULL", status: 409 };
  await expect(createThing("alert", rule, rulesNow(stored), of)).rejects.toMatchObject(full);
  await expect(
    changeThing(stored[0]!, { ...stored[0]!.content, owner: "o" }, rulesNow(stored), of),
  ).rejects.toMatchObject(full);
  // what it replaces makes room
  await changeThing(stored[0]!, rule, rulesNow(longOf(maxStoredRuleText - 100_000)), of);
  expect(saved).toHaveLength(1);
});

test("the limits are those of the docs", () => {
  const guide = readFileSync(new URL("../../../../../docs/guide/alerts.md", import.meta.url), "utf8");
  for (const [limit, unit] of [
    [maxStoredRules, "rules"],
    [mostText, "characters"],
    [maxStoredRuleText, "together"],
    [20_000, "groups"],
  ] as const)
    expect(guide).toContain(`${limit.toLocaleString("en")} ${unit}`);
});
