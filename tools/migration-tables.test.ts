// What the migration guides name in place of another library's calls is there: functions, options, methods and subpaths, by the compiler.
import { expect, test } from "vitest";

import { compile } from "./docs-types.ts";
import { tableCode, toModule } from "./migration-tables.ts";

const pages = ["dd-trace", "sentry", "new-relic", "opentelemetry", "prom-client"];
const codes = pages.flatMap((name) => tableCode(`docs/guide/migrate-${name}.md`));

const mistakesOf = (all: typeof codes): string[] => {
  const modules = all.map((one) => ({
    example: { file: one.place, line: 0, code: one.code },
    code: toModule(one),
    before: 0,
  }));
  return compile(modules).map(({ index, text }) => `${all[index]!.place} \`${all[index]!.code}\`: ${text}`);
};

test("every page has a table", () => {
  const counts = pages.map((name) => codes.filter(({ place }) => place.includes(`migrate-${name}`)).length);
  expect(Math.min(...counts)).toBeGreaterThan(20);
});

// in one program, which takes most of the time
test(
  "every call, option and subpath of the tables compiles, and each kind of mistake is found",
  { timeout: 120_000, tags: ["extended"] },
  () => {
    const wrong = ["trase(name, fn)", "trace(name, { atributes: tags }, fn)", "span.failed(error)"];
    const text = ["| Sentry | Telltale |", "| --- | --- |"]
      .concat(
        [...wrong, "rooot: true", "addAttributez", "telltale/lamda"].map((code) => `| x | \`${code}\` |`),
      )
      .concat(["", "| x | `none` |"])
      .join("\n");
    const found = mistakesOf([...codes, ...tableCode("wrong.md", text)]);
    expect(found.filter((one) => !one.startsWith("wrong.md"))).toEqual([]);
    expect(found.map((one) => one.split(" ")[0])).toEqual(
      [3, 4, 5, 6, 7, 8].map((line) => `wrong.md:${line}`),
    );
  },
);
