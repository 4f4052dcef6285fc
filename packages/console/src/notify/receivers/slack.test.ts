import { expect, test } from "vitest";
import { toSlack } from "./slack.ts";

const reason = `deploy-123: ${"the store did not answer in time; ".repeat(8)}retry at 10:00`;

function fieldsOf(facts: readonly { readonly name: string; readonly value: string }[]): readonly string[] {
  const section = {
    heading: "Purchases fail",
    tone: "bad" as const,
    text: "Purchases fail.",
    facts,
    listTitle: "",
    lines: [],
    command: undefined,
    links: [],
    chart: undefined,
  };
  const blocks = toSlack({ title: "Purchases fail", sections: [section] })["blocks"];
  return (blocks as { fields?: { text: string }[] }[]).flatMap(({ fields = [] }) =>
    fields.map(({ text }) => text),
  );
}

const short = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `Fact ${index}`, value: "12" }));

test("a long fact is whole beside short ones", () => {
  expect(fieldsOf([...short(7), { name: "Reason", value: reason }]).at(-1)).toBe(`Reason: ${reason}`);
});

test("of more facts than there are fields, those in the last field are whole, too", () => {
  const fields = fieldsOf([{ name: "Reason", value: reason }, ...short(13)]);
  expect(fields).toHaveLength(10);
  expect(fields[0]).toBe(`Reason: ${reason}`);
  expect(fields[9]).toBe("Fact 8: 12\nFact 9: 12\nFact 10: 12\nFact 11: 12\nFact 12: 12");
});

test("long facts share what short ones leave, and are cut beyond it", () => {
  const long = { name: "Reason", value: "<".repeat(300) };
  const fields = fieldsOf([long, { ...long, name: "Cause" }, ...short(2)]);
  expect(fields.join("").length).toBeLessThanOrEqual(600);
  for (const text of fields.slice(0, 2)) expect(text).toMatch(/^(?:Reason|Cause): (?:&lt;){60,}…$/);
  expect(fields.slice(2)).toEqual(["Fact 0: 12", "Fact 1: 12"]);
});
