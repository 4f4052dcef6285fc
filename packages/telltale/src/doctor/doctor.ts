// `telltale doctor`: what the settings come to, who has set each, and whether the endpoints answer.
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { isTelemetryError } from "../error.ts";
import type { StartOptions } from "../options/start-options.ts";
import { version } from "../version.ts";
import { collectFacts, type Facts } from "./facts.ts";
import { type Checked, probe } from "./probe.ts";
import { describeFacts, findingsOf } from "./report.ts";

/** How the doctor is asked. */
const usage: string = `telltale doctor [--all] [--json] [--options FILE] [--no-check]

Prints what is wrong, where data goes, and each setting that is not a default, with its origin. Checks that each OTLP endpoint answers.
The environment is read as the application would: run it where, and as, the application runs.

  --all           also prints the settings that have their default, and all attributes of the resource
  --json          prints one JSON object, with all settings
  --options FILE  a module whose default export is what the application gives to start()
  --no-check      asks no endpoint

Exit code: 0 all is well, 1 the configuration cannot be used or an endpoint does not take telemetry, 2 wrong usage.`;

/** Where the doctor speaks, and what it looks at. */
export interface DoctorContext {
  readonly variables: NodeJS.ProcessEnv;
  print(text: string): void;
  complain(text: string): void;
}

/** Runs the command and resolves to the exit code. Never rejects. */
export async function runDoctor(
  args: readonly string[],
  { variables, print, complain }: DoctorContext,
): Promise<number> {
  let flags: ReturnType<typeof parse>;
  try {
    flags = parse(args);
  } catch (error) {
    complain(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (flags.help === true) {
    print(usage);
    return 0;
  }
  try {
    const options = flags.options === undefined ? {} : await loadOptions(flags.options);
    const facts = collectFacts(options, variables);
    const disabled = facts.settings.some(
      ({ name, value }) => name === "disabled" && value.toLowerCase() === "true",
    );
    const checked = flags["no-check"] === true || disabled ? [] : await Promise.all(facts.ways.map(probe));
    print(flags.json === true ? toJson(facts, checked) : describeFacts(facts, checked, flags.all === true));
    return checked.every(({ ok }) => ok) ? 0 : 1;
  } catch (error) {
    // the advice to run the doctor is useless here
    const message = (error instanceof Error ? error.message : String(error)).replace(
      /; `telltale doctor`.*/,
      ".",
    );
    const code = isTelemetryError(error) ? error.code : undefined;
    if (flags.json === true) print(JSON.stringify({ ok: false, error: { code, message } }, null, 2));
    else complain(code === undefined ? message : `${code}: ${message}`);
    return 1;
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- the type is parseArgs' own
function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      all: { type: "boolean" },
      json: { type: "boolean" },
      options: { type: "string" },
      "no-check": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  }).values;
}

async function loadOptions(file: string): Promise<StartOptions> {
  const loaded = (await import(pathToFileURL(file).href)) as { default?: StartOptions };
  if (typeof loaded.default !== "object" || loaded.default === null) {
    throw new Error(
      `Cannot use \`${file}\`: expected a module whose default export is the options of start().`,
    );
  }
  return loaded.default;
}

function toJson(all: Facts, checked: readonly Checked[]): string {
  const { ways, ...facts } = all;
  const endpoints = ways.map(({ name, value, origin, source, signal }) => {
    const check = checked.find((one) => one.signal === signal && value.startsWith(one.url));
    return { name, value, origin, source, signal, check };
  });
  const ok = checked.every((one) => one.ok);
  const findings = findingsOf(all, checked);
  return JSON.stringify(
    { ok, telltale: version, node: process.versions.node, findings, ...facts, endpoints },
    null,
    2,
  );
}
