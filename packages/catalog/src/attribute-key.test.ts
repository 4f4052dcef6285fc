// What keys say about their values. The linter and the check use it on more keys in packages/eslint-plugin/test/keys-agree.test.ts.
import { expect, test } from "vitest";
import { hasManyValues, isPersonal, secretKind } from "./attribute-key.ts";
import { semconv } from "./semconv/index.ts";

/** Of servers these are the clients', of which there are ever more. */
const ofPeers = ["network.peer.address", "network.peer.port"];

test("keys that the semantic conventions put on metrics have few values", () => {
  const onMetrics = Object.values(semconv.metrics ?? {}).flatMap(
    ({ attributes, conditional, recommended }) => [
      ...(attributes ?? []),
      ...Object.keys(conditional ?? {}),
      ...(recommended ?? []),
    ],
  );
  expect([...new Set(onMetrics)].filter((key) => hasManyValues(key)).toSorted()).toEqual(ofPeers);
});

test.each([
  ["order.id", true],
  ["orderId", true],
  ["id", true],
  ["tenant.id", false],
  ["k8s.pod.uid", true],
  ["k8s.cluster.uid", false],
  ["request.url", true],
  ["server.address", false],
  ["client.address", true],
  ["http.route", false],
])("many values of %s: %s", (key, many) => {
  expect(hasManyValues(key)).toBe(many);
  expect(hasManyValues(key, { cardinality: "low" })).toBe(false);
  expect(hasManyValues(key, { type: ["a", "b"] })).toBe(false);
  expect(hasManyValues(key, { cardinality: "unbounded" })).toBe(true);
});

test.each([
  ["customer.email", true],
  ["contact.mail", true],
  ["user.id", true],
  ["order.id", false],
  ["user.plan", false],
  ["client.address", true],
  ["server.address", false],
])("personal %s: %s", (key, personal) => {
  expect(isPersonal(key)).toBe(personal);
  expect(isPersonal(key, { sensitivity: "personal" })).toBe(true);
  expect(isPersonal(key, { sensitivity: "internal" })).toBe(false);
});

test("a declared sensitivity has priority over the name of a secret", () => {
  expect(secretKind("api.token")).toBe("token");
  expect(secretKind("api.token", { sensitivity: "internal" })).toBeUndefined();
  expect(secretKind("api.token", { type: "boolean" })).toBeUndefined();
  expect(secretKind("note", { sensitivity: "secret" })).toBe("declared in the catalog");
});
