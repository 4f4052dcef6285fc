import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { findBeginnings } from "./service-beginnings.ts";

const fromNs = 1_700_000_040n * 1_000_000_000n;
const covered = { fromNs, toNs: fromNs + 3_600_000_000_000n };
const rows = [{ name: "shop", first: 1_700_000_100 }];

const beginningsOf = (run: () => Promise<unknown[]>) =>
  findBeginnings(rows, { covered, sinceNs: fromNs, environment: undefined }, {
    queries: { run },
  } as unknown as ApiContext);

test("a service began with its first span, unless it had others before or the store cannot say", async () => {
  expect((await beginningsOf(async () => []))("shop")).toBe(1_700_000_100_000_000_000n);
  expect((await beginningsOf(async () => [{ name: "shop" }]))("shop")).toBeUndefined();
  const failing = await beginningsOf(() =>
    Promise.reject(new ProblemError("QUERY_TOO_BROAD", "The query read too many rows.")),
  );
  expect(failing("shop")).toBeUndefined();
});
