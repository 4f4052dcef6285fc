import type { Finding } from "contract";
import { expect, test } from "vitest";
import type { FoundDifference } from "./findings.ts";
import { inWords, toFinding } from "./to-finding.ts";

test("names twenty conditions that go with a finding, and counts the others", () => {
  const goesWith = Array.from({ length: 400 }, (_, at) => ({
    key: `key ${at}`,
    kind: "value",
    value: "v",
    selectionShare: 0.5,
    restShare: 0.1,
  }));
  const found = { members: [], goesWith, q: 0 } as unknown as FoundDifference;
  const finding = toFinding(found, { selection: 10, rest: 10 }, [], { people: null, amounts: [] });
  expect(finding.goesWith.map(({ key }) => key)).toEqual(goesWith.slice(0, 20).map(({ key }) => key));
  expect(finding.truncatedGoesWith).toBe(380);
});

test("says 100 % of all only", () => {
  const parts = [{ key: "tier", kind: "value", value: "gold", filter: null }];
  const words = (selectionShare: number): string =>
    inWords({ parts, selectionShare, restShare: 0.182 } as unknown as Finding, { selection: 10, rest: 10 });
  expect(words(1)).toBe("tier=gold: 100 % of the selection, 18.2 % of the rest");
  expect(words(0.9996)).toBe("tier=gold: 99.96 % of the selection, 18.2 % of the rest");
});
