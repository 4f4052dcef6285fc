import { expect, test } from "vitest";
import { checkRules } from "./check-rules.ts";
import { newHints, toNames } from "./names.ts";

/** 60 characters, one of which is `mark`. */
const long = (place: number, mark: string): string => `${mark}${String(place).padStart(59, "n")}`;

test("suggestions cost what they compare, for names of rules and of objectives together", () => {
  const hints = newHints(10_000);
  const rules = toNames(["Payments fail", "Orders fall"], hints);
  const objectives = toNames(["Payments work"], hints);
  expect(rules.near("Payment fail")).toBe("Payments fail");
  // 12 characters with 13 and 11, and a little for each name
  expect(hints.left).toBe(10_000 - 12 * 13 - 12 * 11 - 40);
  expect(objectives.near("Payments wrk")).toBe("Payments work");
  expect(hints.left).toBe(10_000 - 12 * 13 - 12 * 11 - 40 - 12 * 13 - 20);
  // names that are too short or too long to be meant are not compared
  expect(rules.near("x".repeat(40))).toBeUndefined();
  expect(hints.left).toBe(10_000 - 12 * 13 - 12 * 11 - 40 - 12 * 13 - 20);
});

test("a rule with ten wrong names of 60 characters among 2,000 has no suggestions", () => {
  const rule = (name: string, more: object = {}): object => ({
    name,
    on: { metric: "jobs" },
    when: { above: 1 },
    ...more,
  });
  const alerts = Array.from({ length: 2_000 }, (_, place) => rule(long(place, "a")));
  const dependsOn = Array.from({ length: 10 }, (_, place) => long(place, "b"));
  // each of them is compared in 7 million steps
  const many = checkRules({ alerts: [...alerts, rule("child", { dependsOn })] });
  expect(many.map(({ fix }) => fix)).toEqual(dependsOn.map(() => "Write the name of a rule."));
  // with fewer names there is room
  const few = checkRules({ alerts: [...alerts.slice(0, 100), rule("child", { dependsOn })] });
  expect(few.map(({ fix }) => fix)).toEqual(
    dependsOn.map((_, place) => `Did you mean \`${long(place, "a")}\`?`),
  );
});
