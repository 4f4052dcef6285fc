// Reads the file of alert channels, YAML or JSON. Values are never shown in errors: they may be secrets that are in the wrong place.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import type * as z from "zod";
import { ProblemError } from "../../problem/problem.ts";
import type { Env } from "../option.ts";
import { type AlertChannels, type Channel, channelFile } from "./channel.ts";
import type { SecretReference } from "./fields.ts";
import { parseTemplate } from "./template.ts";

/** Larger files are a mistake. */
const maxBytes = 1024 * 1024;

/**
 * Reads and checks the file at `path`; every secret that it refers to must exist.
 *
 * @throws {ProblemError} `BAD_OPTION` with every mistake of the file and its place.
 */
export function readAlertChannels(path: string, env: Env): AlertChannels {
  const result = channelFile.safeParse(readContent(path) ?? {}, { reportInput: true });
  if (!result.success) throw problem(path, result.error.issues.flatMap(describeIssue));
  const folder = dirname(resolve(path));
  const { channels, heartbeats } = result.data;
  const mistakes = [
    ...repeated("channels", channels),
    ...repeated("heartbeats", heartbeats),
    ...channels.flatMap((channel, index) => [
      ...templateMistakes(channel, `channels[${index}]`),
      // a route may have a label `env`
      ...secretMistakes({ ...channel, routes: undefined }, `channels[${index}]`, folder, env),
    ]),
    ...heartbeats.flatMap((one, index) => secretMistakes(one, `heartbeats[${index}]`, folder, env)),
  ];
  if (mistakes.length > 0) throw problem(path, mistakes);
  return { channels, heartbeats, folder };
}

function readContent(path: string): unknown {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > maxBytes) throw new Error(`it has more than ${maxBytes} bytes`);
    // the parser's message quotes the line, which may hold a secret
    return parse(bytes.toString("utf8"), { prettyErrors: false, logLevel: "error", maxAliasCount: 100 });
  } catch (cause) {
    const { code, pos, message } = cause as Error & { code?: string; pos?: readonly number[] };
    const reason =
      pos === undefined ? message : `it is not YAML or JSON (${code} at character ${pos[0]! + 1})`;
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot read the alert channels \`${path}\`: ${reason}.`,
      "Pass a YAML or JSON file with a list `channels`.",
    );
  }
}

function problem(path: string, mistakes: readonly string[]): ProblemError {
  return new ProblemError(
    "BAD_OPTION",
    `Cannot use the alert channels \`${path}\`: ${mistakes.join("; ")}.`,
    "The guide on alert channels has every field.",
  );
}

type Issue = z.core.$ZodIssue;

function describeIssue(issue: Issue): readonly string[] {
  const place = placeOf(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) =>
        `${place === "the file" ? "" : `${place}.`}${key}: unknown field; remove it or correct its name`,
    );
  if (issue.code === "invalid_type" && issue.input === undefined)
    return [`${place}: missing; expected ${issue.expected}`];
  return [`${place}: ${issue.message}`];
}

/** `channels[0].routes[1].severities`. */
function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return text.replace(/^\./, "") || "the file";
}

function repeated(list: string, named: readonly { readonly name: string }[]): readonly string[] {
  return named.flatMap(({ name }, index) => {
    const first = named.findIndex((one) => one.name === name);
    return first === index
      ? []
      : [
          `${list}[${index}].name: \`${name}\` is also the name of ${list}[${first}]; expected different names`,
        ];
  });
}

function templateMistakes({ templates }: Channel, place: string): readonly string[] {
  return Object.entries(templates).flatMap(([name, text]) => {
    const parsed = text === undefined ? [] : parseTemplate(text);
    return "mistake" in parsed ? [`${place}.templates.${name}: ${parsed.mistake}`] : [];
  });
}

/** References anywhere in `value` whose secret is missing. */
function secretMistakes(value: unknown, place: string, folder: string, env: Env): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isReference(value)) {
    const missing = missingSecret(value, folder, env);
    return missing === undefined ? [] : [`${place}: ${missing}`];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    secretMistakes(inner, Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`, folder, env),
  );
}

/** Whether a checked value is a reference to a secret. */
function isReference(value: object): value is SecretReference {
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === "env" || keys[0] === "file");
}

function missingSecret(reference: SecretReference, folder: string, env: Env): string | undefined {
  if ("env" in reference)
    return (env[reference.env] ?? "").trim() === ""
      ? `the environment variable \`${reference.env}\` is empty or not set; set it before the console starts`
      : undefined;
  try {
    return readFileSync(resolve(folder, reference.file), "utf8").trim() === ""
      ? `the file \`${reference.file}\` is empty; expected the secret`
      : undefined;
  } catch (error) {
    return `cannot read the file \`${reference.file}\` (${(error as NodeJS.ErrnoException).code}); expected the secret in it`;
  }
}
