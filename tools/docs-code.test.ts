// The code of the guides that doctest.ts does not run: commands name commands and flags that exist, and YAML and JSON can be read.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

import { root, sourceFiles } from "./source-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const pages = sourceFiles(".md").filter((file) => /^(?:docs\/guide\/|README\.md)/.test(file));

interface Block {
  readonly place: string;
  readonly code: string;
}

/** The blocks of a language, with the line at which each begins. */
function blocksOf(language: string): readonly Block[] {
  return pages.flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gm"))].map(
      (match) => ({
        place: `${file}:${text.slice(0, match.index).split("\n").length}`,
        code: match[1]!,
      }),
    );
  });
}

test.each(blocksOf("ya?ml"))("the YAML of $place can be read", ({ code }) => {
  expect(parseAllDocuments(code).flatMap(({ errors }) => errors)).toEqual([]);
});

test.each(blocksOf("json"))("the JSON of $place can be read", ({ code }) => {
  expect(() => JSON.parse(code) as unknown).not.toThrow();
});

/** The flags of each command, by the reference, which is derived from their declarations. */
function flagsByCommand(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const section of read("docs/reference/console-options.md").split("\n## ").slice(1)) {
    const [heading = "", ...lines] = section.split("\n");
    const flags = new Set(lines.flatMap((line) => /^\| `(--[\w-]+)/.exec(line)?.[1] ?? []));
    for (const [, command] of heading.matchAll(/telltale-console ([a-z]+(?: [a-z]+)?)/g))
      found.set(command!, flags);
  }
  return found;
}

const known = flagsByCommand();

/** The calls of `telltale-console` in a block of commands: continued lines are one, and a pipe or a comment ends it. */
const callsOf = ({ place, code }: Block): readonly { readonly place: string; readonly call: string }[] =>
  code
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => {
      const call = /(?:^|\s)telltale-console(?: ([^|#>]*))?/.exec(
        line.replaceAll(/"[^"]*"|'[^']*'/g, "text"),
      );
      return call === null || line.startsWith("sudo ") ? [] : [{ place, call: (call[1] ?? "").trim() }];
    });

test("the reference has the commands", () => {
  expect([...known.keys()]).toEqual(expect.arrayContaining(["start", "doctor", "import", "token create"]));
});

test.each(blocksOf("sh").flatMap(callsOf))("$place: telltale-console $call", ({ call }) => {
  const words = call.split(/\s+/);
  // without a command it starts
  const named =
    words[0] === "" || words[0]!.startsWith("-") ? ["start"] : [words.slice(0, 2).join(" "), words[0]!];
  const command = named.find((name) => known.has(name));
  expect(command, `a command for \`${call}\``).toBeDefined();
  const flags = words.filter((word) => word.startsWith("--")).map((word) => word.split("=", 1)[0]!);
  expect(
    flags.filter((flag) => !known.get(command!)!.has(flag) && !["--help", "--version"].includes(flag)),
  ).toEqual([]);
});
