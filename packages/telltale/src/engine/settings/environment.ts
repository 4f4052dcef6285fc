// Environment variables as the specification reads them: an empty value is not set, a wrong one warns and is ignored.
import { warnSetting } from "../diagnostics/notice.ts";

/** Reads variables; warns about what it cannot read. */
export interface Environment {
  /** What it reads from. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  text(name: string): string | undefined;
  /** Warns that the value of `name` is not what is expected, once. */
  ignore(name: string, expected: string, what?: string): undefined;
  /** The value of the configuration file at `place`, and its path; undefined without a file. */
  readonly at: ReadPlace;
}

/** Reads a configuration file: of several values the least, of which none is more than `most`; with `zeroIsMost` 0 is the greatest. */
export type ReadPlace = (
  place: string,
  most?: number,
  zeroIsMost?: boolean,
) => { readonly value: unknown; readonly path: string } | undefined;

/** Reads from `variables`, for example `process.env`, and from the configuration file that `at` reads. */
export function createEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  at: ReadPlace = () => undefined,
): Environment {
  const text = (name: string): string | undefined => {
    const value = variables[name]?.trim();
    return value === "" ? undefined : value;
  };
  const ignore = (name: string, expected: string, what = "it is ignored"): undefined => {
    const value = isSecret(name) ? "…" : showable(text(name) ?? "");
    warnSetting(`cannot use ${name}=\`${value}\`: expected ${expected}; ${what}`);
    return undefined;
  };
  return { variables, text, ignore, at };
}

/** Whether the variable `name` holds what must not be shown: headers carry tokens, a key may be in its variable itself. */
export function isSecret(name: string): boolean {
  return /_HEADERS$|_KEY$|TOKEN|SECRET|PASSWORD/.test(name);
}

/** `value` for a message, without what may be a credential: a user and password before `@`, a query, the values of `key=value` pairs. */
function showable(value: string): string {
  const sign = value.lastIndexOf("@");
  const shown = sign === -1 ? value : `…${value.slice(sign)}`;
  return shown.replace(/[?#].*$/s, "?…").replace(/=[^,;&]*/g, "=…");
}

/** Whether `value` is an absolute http or https URL. */
export function isHttpUrl(value: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}

/**
 * Reads the form of `OTEL_RESOURCE_ATTRIBUTES`; undefined when any pair is wrong.
 *
 * Specification: resource/sdk, "Specifying resource information via an environment variable".
 */
export function parseAttributes(value: string): Record<string, string> | undefined {
  const attributes: Record<string, string> = {};
  for (const pair of value.split(",")) {
    if (pair.trim() === "") continue;
    const parts = pair.split("=").map((part) => part.trim());
    const [key, text] = parts;
    if (parts.length !== 2 || !key || text === undefined) return undefined;
    try {
      attributes[decodeURIComponent(key)] = decodeURIComponent(text);
    } catch {
      return undefined;
    }
  }
  return attributes;
}

/** Reads `key=value` pairs; undefined when one is wrong. Values are percent-decoded. */
export function parsePairs(value: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = {};
  for (const part of value.split(",")) {
    if (part.trim() === "") continue;
    const equals = part.indexOf("=");
    const key = part.slice(0, equals).trim();
    if (equals < 1 || key === "") return undefined;
    try {
      pairs[key] = decodeURIComponent(part.slice(equals + 1).trim());
    } catch {
      return undefined;
    }
  }
  return pairs;
}
