// `telltale instrument`: which dependencies of the application in the current folder are seen, by what, and what is emitted.
import { parseArgs } from "node:util";
import type { Emitted } from "../integrations/library-integration.ts";
import { adviceFor } from "../register/unseen.ts";
import { type By, type Survey, survey, type Surveyed } from "./survey.ts";

const usage: string = `telltale instrument [--json] [--entry FILE]

Lists which dependencies of the application in the current folder telltale/register sees, by what, and what is emitted.
The environment is read as the application would: run it where, and as, the application runs.

  --json        prints one JSON object
  --entry FILE  the file that the application is started with, to be searched for what a bundler has put into it

Exit code: 0 done, 2 wrong usage.`;

/** Where the command speaks, and what it looks at. */
export interface InstrumentOptions {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  print(text: string): void;
  complain(text: string): void;
}

/** Runs the command and gives the exit code. */
export function runInstrument(
  args: readonly string[],
  { folder, variables, print, complain }: InstrumentOptions,
): number {
  let flags: { readonly json?: boolean; readonly entry?: string; readonly help?: boolean };
  try {
    const options = {
      json: { type: "boolean" },
      entry: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    flags = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    complain(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (flags.help === true) {
    print(usage);
    return 0;
  }
  const found = survey(folder, variables, flags.entry);
  print(flags.json === true ? JSON.stringify(found, undefined, 2) : toText(found));
  return 0;
}

const titles: Readonly<Record<Exclude<By, "none">, string>> = {
  own: "Seen by telltale",
  plugin: "Seen by plugins that you add",
  through: "Covered through what they are built on",
  official: "Seen by an official instrumentation that is installed",
  installable: "Not seen; an official instrumentation could be installed",
};

function toText({ folder, application, libraries, bundled }: Survey): string {
  const shown = libraries.filter(({ direct, by }) => direct || by === "own" || by === "official");
  const parts = [
    application === undefined
      ? `There is no package.json in ${folder}: run this in the folder of the application. What is seen without any dependency:`
      : `${application} (${folder}), run as \`node --require telltale/register\` or \`--import\`:`,
  ];
  for (const by of ["own", "plugin", "through", "official", "installable"] as const) {
    const some = shown.filter((one) => one.by === by);
    if (some.length > 0) parts.push(`${titles[by]}:`, ...some.map(describe));
  }
  const none = shown.filter(({ by, note }) => by === "none" && note === undefined).map(({ name }) => name);
  const not = shown.filter(({ by, note }) => by === "none" && note !== undefined);
  if (not.length > 0)
    parts.push(
      `Not seen:\n${not.map(({ name, version, note }) => `  ${[name, version ?? ""].join(" ").padEnd(28)} ${note}`).join("\n")}`,
    );
  if (none.length > 0) parts.push(`Nothing is known of how to see into:\n  ${none.join(", ")}`);
  // what Node brings along has no version
  if (
    application !== undefined &&
    libraries.every(({ by, version }) => by === "own" && version === undefined)
  )
    parts.push("Its package.json has no dependencies besides Telltale and OpenTelemetry.");
  if (bundled.length > 0) parts.push(`In the bundle: ${adviceFor(bundled)}`);
  return parts.join("\n\n");
}

function describe({ name, version, direct, instrumentation, enabled, by, note, emits }: Surveyed): string {
  const marks = [
    direct ? "" : "brought along",
    enabled || by === "installable" ? "" : "switched off",
    note ?? "",
  ].filter((mark) => mark !== "");
  const head = [name, version].filter((part) => part !== undefined).join(" ");
  const reported = marks.length === 0 ? "" : ` (${marks.join("; ")})`;
  const lines = [`  ${head.padEnd(28)} ${instrumentation ?? ""}${reported}`];
  for (const [kind, title] of [
    ["span", "spans"],
    ["event", "events"],
    ["log", "log records"],
    ["metric", "metrics"],
  ] as const) {
    const names = namesOf(emits, kind);
    if (names !== "") lines.push(`    ${title}: ${names}`);
  }
  return lines.join("\n");
}

function namesOf(emits: readonly Emitted[], kind: Emitted["kind"]): string {
  const names = emits.filter((one) => one.kind === kind).map(({ name }) => name);
  return [...new Set(names)].join(", ");
}
