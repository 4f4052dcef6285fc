// The commands of the guides: they name commands and flags, scripts, routes and files that exist.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { routes } from "contract";
import { expect, test } from "vitest";

import { blocksOf } from "./docs-blocks.ts";
import { root } from "./source-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

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

/** The calls of `program` in a block of commands: continued lines are one, and a pipe, `&&` or a comment ends one. */
function callsOf(program: string): readonly { readonly place: string; readonly call: string }[] {
  const pattern = new RegExp(`(?:^\\s*|npx )${program}(?: (.*))?$`);
  return linesOf().flatMap(({ place, line }) =>
    line.split(/[|#>]|&&/).flatMap((part) => {
      const call = pattern.exec(part.replaceAll(/"[^"]*"|'[^']*'/g, "text").trimEnd());
      return call === null || line.startsWith("sudo ") ? [] : [{ place, call: (call[1] ?? "").trim() }];
    }),
  );
}

const linesOf = (): readonly { readonly place: string; readonly line: string }[] =>
  blocksOf("sh").flatMap(({ place, code }) =>
    code
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => ({ place, line })),
  );

const flagsIn = (words: readonly string[]): readonly string[] =>
  words.filter((word) => word.startsWith("--")).map((word) => word.split("=", 1)[0]!);

test("the reference has the commands", () => {
  expect([...known.keys()]).toEqual(expect.arrayContaining(["start", "doctor", "import", "token create"]));
});

test.each(callsOf("telltale-console"))("$place: telltale-console $call", ({ call }) => {
  const words = call.split(/\s+/);
  // without a command it starts
  const named =
    words[0] === "" || words[0]!.startsWith("-") ? ["start"] : [words.slice(0, 2).join(" "), words[0]!];
  const command = named.find((name) => known.has(name));
  expect(command, `a command for \`${call}\``).toBeDefined();
  expect(
    flagsIn(words).filter(
      (flag) => !known.get(command!)!.has(flag) && !["--help", "--version"].includes(flag),
    ),
  ).toEqual([]);
});

const helps = new Map<string, string>();

/** What `telltale` prints about a command: those of the library itself, else those of telltale-cli. */
function helpOf(command: string): string {
  const program = /^(?:doctor|instrument)\b/.test(command) ? "telltale/src/bin.ts" : "cli/src/cli.ts";
  const args = ["--conditions=telltale-source", path.join(root, "packages", program)];
  const { stdout } = spawnSync(process.execPath, [...args, ...command.split(" "), "--help"], {
    encoding: "utf8",
  });
  return stdout;
}

// each program is started for its help
test.each(callsOf("telltale"))("$place: telltale $call", { tags: ["extended"] }, ({ call }) => {
  const words = call.split(/\s+/);
  const named = words.filter((word) => /^[a-z-]+$/.test(word));
  const command = ["catalog", "sourcemaps"].includes(named[0]!) ? named.slice(0, 2).join(" ") : named[0]!;
  if (!helps.has(command)) helps.set(command, helpOf(command));
  const help = helps.get(command)!;
  expect(help).toContain(`telltale ${command}`);
  expect(flagsIn(words).filter((flag) => !new RegExp(`^ +(?:-\\w, )?${flag}\\b`, "m").test(help))).toEqual(
    [],
  );
});

test("URLs of the console are routes", () => {
  const wanted = linesOf().flatMap(({ place, line }) => {
    const [, target] = /(?:127\.0\.0\.1:4319|\$PAGE)(\/api\/[\w/-]*)/.exec(line) ?? [];
    const method = /(?:-X|--request) ([A-Z]+)/.exec(line)?.[1] ?? "GET";
    return target === undefined ? [] : [{ place, route: `${method} ${target}` }];
  });
  const patterns = Object.keys(routes).map((route) => new RegExp(`^${route.replaceAll(/:\w+/g, "[^/]+")}$`));
  expect(wanted.length).toBeGreaterThan(5);
  expect(wanted.filter(({ route }) => !patterns.some((pattern) => pattern.test(route)))).toEqual([]);
});

test("scripts of npm and paths of the repository exist", () => {
  const scriptsOf = (folder: string): object =>
    (JSON.parse(read(path.join(folder, "package.json"))) as { readonly scripts: object }).scripts;
  const missing = linesOf().flatMap(({ place, line }) => {
    const [, script, workspace] = /npm run (\w+)(?: -w example-(\w+))?/.exec(line) ?? [];
    const scripts =
      script === undefined ? undefined : scriptsOf(workspace === undefined ? "." : `examples/${workspace}`);
    const paths = [...line.matchAll(/(?:^|[ =])((?:deploy|examples)\/[\w./-]+)/g)].map(([, one]) => one!);
    return [
      ...(scripts === undefined || Object.hasOwn(scripts, script!) ? [] : [`${place}: npm run ${script}`]),
      ...paths.filter((one) => !existsSync(path.join(root, one))).map((one) => `${place}: ${one}`),
    ];
  });
  expect(missing).toEqual([]);
});
