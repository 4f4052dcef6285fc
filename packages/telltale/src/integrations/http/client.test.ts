import { expect, test } from "vitest";
import { tellsOfNewRequests } from "./client.ts";

test.each([
  ["18.19.0", false],
  ["20.19.0", false],
  ["22.11.0", false],
  ["22.12.0", true],
  ["23.1.0", false],
  ["23.2.0", true],
  ["26.0.0", true],
])("Node %s tells of new requests: %s", (version, expected) => {
  expect(tellsOfNewRequests(version)).toBe(expected);
});
