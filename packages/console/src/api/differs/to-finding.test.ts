import { expect, test } from "vitest";
import type { FoundDifference } from "./findings.ts";
import { toFinding } from "./to-finding.ts";

test("names twenty conditions that go with a finding, and counts the others", () => {
  const goesWith = Array.from({ length: 400 }, (_, at) => ({
    key: `key ${at}`,
    kind: "value",
    value: "v",
    selectionShare: 0.5,
    restShare: 0.1,
  }));
  const found = { members: [], goesWith, q: 0 } as unknown as FoundDifference;
  const finding = toFinding(found, [], { people: null, amounts: [] });
  expect(finding.goesWith.map(({ key }) => key)).toEqual(goesWith.slice(0, 20).map(({ key }) => key));
  expect(finding.truncatedGoesWith).toBe(380);
});
