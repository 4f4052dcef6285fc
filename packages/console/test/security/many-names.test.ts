// Routes of telemetry that read, on a store in which one tenant has 200,000 of everything that has a name: answers are limited, and
// /healthz answers.
// @module-tag extended
import { expect, test } from "vitest";
import { count, runManyNames, testAnswers } from "../support/many-names.ts";
import { requestsOfTelemetry, routesLeft } from "../support/many-names-requests.ts";

test("every route that reads is asked", () => {
  expect(routesLeft()).toEqual([]);
});

const urlOf = runManyNames();
testAnswers(requestsOfTelemetry, urlOf);

test("lists say how many they leave out", async () => {
  const read = async (path: string) => (await (await fetch(urlOf(path))).json()) as Record<string, unknown>;
  const { services, truncated } = await read("/api/services");
  expect(services).toHaveLength(500);
  // with those that only operations have
  expect(Number(truncated)).toBeGreaterThanOrEqual(count - 500);
  const { metrics, truncated: others } = await read("/api/metrics");
  expect((metrics as unknown[]).length + Number(others)).toBe(count + 1);
  expect(await read("/api/attributes?limit=500")).toMatchObject({ truncated: true });
  expect(await read("/api/services/graph")).toMatchObject({ truncated: true });
});
