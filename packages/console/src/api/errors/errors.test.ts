import { expect, test } from "vitest";
import type { ApiContext, QueryParams } from "../context.ts";
import { listErrors } from "./errors.ts";

/** Groups with so many characters in each of 50 versions. */
async function listed(
  count: number,
  versionLength: number,
  state?: "open" | "resolved",
  decided: readonly string[] = [],
) {
  const asked = new Map<string, QueryParams>();
  const group = (at: number) => ({
    fingerprint: `f${at}`,
    firstNs: "1",
    lastNs: "2",
    rank: "3",
    count: 1,
    isDecided: decided.includes(`f${at}`),
  });
  const run = async (name: string, params: QueryParams): Promise<unknown[]> => {
    asked.set(name, params);
    if (name === "error-list") return Array.from({ length: count }, (_, at) => group(at));
    if (name !== "error-versions") return [];
    const versions = Array.from({ length: 50 }, () => "v".repeat(versionLength));
    return (params["fingerprints"] as string[]).map((fingerprint) => ({ fingerprint, versions }));
  };
  const context = { queries: { run }, nowMs: () => 1e12 } as unknown as ApiContext;
  return { asked, answer: await listErrors({ limit: 500, sort: "latest", state }, context) };
}

test("the state of each group of a page that people decided about is asked for", async () => {
  const { asked } = await listed(3, 5, "resolved", ["f0", "f2"]);
  expect(asked.get("error-states")).toEqual({ fingerprints: ["f0", "f2"] });
  expect(asked.get("error-list")).toMatchObject({ inState: "resolved", isOpen: false });
  expect((await listed(3, 5, "open")).asked.get("error-list")).toMatchObject({ isOpen: true });
});

test("what happened since is not asked where nothing was decided", async () => {
  expect((await listed(3, 5)).asked.has("error-states")).toBe(false);
});

test("the page is cut when its groups are complete, and goes on where it was cut", async () => {
  const whole = (await listed(400, 5)).answer;
  expect([whole.items.length, whole.nextCursor]).toEqual([400, null]);
  const long = (await listed(400, 1_000)).answer;
  expect(JSON.stringify(long.items).length).toBeLessThan(4_100_000);
  expect(long.items.length).toBeLessThan(100);
  expect(Buffer.from(long.nextCursor!, "base64url").toString()).toContain(`f${long.items.length - 1}"`);
});
