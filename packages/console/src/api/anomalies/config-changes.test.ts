import type { Attributes } from "contract";
import { expect, test } from "vitest";
import { toResourceChanges } from "./config-changes.ts";

const attributesOf = (values: Readonly<Record<string, string>>): Attributes =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { type: "string", value }]));

const changesOf = (resources: readonly Readonly<Record<string, string>>[]) =>
  toResourceChanges(
    resources.map((_, at) => ({ ofService: "shop", resource: String(at), firstNs: String(at) })),
    new Map(resources.map((values, at) => [String(at), attributesOf(values)])),
    0n,
  ).map(({ attributes }) => attributes);

test("a configuration changes against the one before, and is known from then on, in whatever order", () => {
  expect(
    changesOf([
      { region: "eu", size: "1", "host.name": "a" },
      { size: "1", region: "eu", "host.name": "b" },
      { region: "us", size: "1" },
      { size: "1", region: "eu" },
      { region: "us", zone: "b" },
    ]),
  ).toEqual([
    [{ key: "region", before: "eu", after: "us" }],
    [
      { key: "size", before: "1", after: null },
      { key: "zone", before: null, after: "b" },
    ],
  ]);
});

test("each resource of a service is compared with one other", () => {
  const resources = Array.from({ length: 5_000 }, (_, at) => ({
    ...Object.fromEntries(Array.from({ length: 20 }, (__, key) => [`key${key}`, "value"])),
    shard: String(at),
  }));
  expect(changesOf(resources)).toHaveLength(4_999);
});
