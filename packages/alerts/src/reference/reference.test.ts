import { expect, test } from "vitest";
import { ruleFile } from "../rule/rule.ts";
import { referenceOf } from "./reference.ts";

test("each object has a section with a row for each field, and links lead to sections", () => {
  const page = referenceOf(ruleFile);
  const sections = page.split(/^(?=## )/m);
  const anchors = sections.map((text) => /^## (.*)$/m.exec(text)![1]!.toLowerCase().replaceAll(" ", "-"));
  expect(sections[0]).toMatch(/^\| `alerts` \| list of \[[^\]]+\]\(#[\w-]+\) \|/m);
  for (const section of sections) expect(section).toMatch(/^## .+\n\n.+\n\n\| field \|.*\n\| --- .*\n\| `/);
  const links = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
  expect(anchors).toEqual(expect.arrayContaining(links));
});
