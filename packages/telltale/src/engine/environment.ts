// Environment variables as the specification reads them: an empty value is not set, a wrong one warns and is ignored.
import { warnSetting } from "./notice.ts";

/** Reads variables; warns about what it cannot read. */
export interface Environment {
  /** What it reads from. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  text(name: string): string | undefined;
  /** A whole number from `least` to `most`, 2^31 - 1 when left out: more no timer takes. */
  whole(name: string, least: number, most?: number): number | undefined;
  /**
   * How long something may take, in whole ms; 0 is no limit, as `Infinity` (specification: configuration/sdk-environment-variables,
   * "Timeout").
   */
  timeout(name: string): number | undefined;
  /** One of `values`, in any case. */
  choice<T extends string>(name: string, values: readonly T[]): T | undefined;
  /**
   * Some of `values`, separated by commas, in any case, each once; what is unknown warns and is left out. `fallback` where there is
   * nothing that is known.
   */
  choices<T extends string>(name: string, values: readonly T[], fallback: T): readonly T[];
  /** `true` only for "true" in any case. */
  flag(name: string): boolean;
  /** `key=value` pairs; one bad pair discards all. Values are percent-decoded. */
  pairs(name: string): Record<string, string> | undefined;
  /** Resource attributes: `key=value` pairs, `,` and `=` percent-encoded; one bad pair discards all. */
  attributes(name: string): Record<string, string> | undefined;
  /** A comma-separated list without empty parts. */
  list(name: string): string[] | undefined;
  /** Warns that the value of `name` is not what is expected, once. */
  ignore(name: string, expected: string, what?: string): undefined;
  /** An absolute http or https URL. */
  url(name: string): string | undefined;
}

/** Reads from `variables`, for example `process.env`. */
export function createEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const text = (name: string): string | undefined => {
    const value = variables[name]?.trim();
    return value === "" ? undefined : value;
  };
  const list = (name: string): string[] | undefined =>
    text(name)
      ?.split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  const ignore = (name: string, expected: string, what = "it is ignored"): undefined => {
    const value = isSecret(name) ? "…" : showable(text(name) ?? "");
    warnSetting(`cannot use ${name}=\`${value}\`: expected ${expected}; ${what}`);
    return undefined;
  };
  const whole = (name: string, least: number, most = 2_147_483_647): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    const number = /^\+?\d+$/.test(value) ? Number(value) : Number.NaN;
    return number >= least && number <= most
      ? number
      : ignore(name, `a whole number from ${least} to ${most}`);
  };
  return {
    variables,
    text,
    ignore,
    whole,
    timeout(name) {
      const value = whole(name, 0);
      return value === 0 ? Infinity : value;
    },
    choice(name, values) {
      const value = text(name)?.toLowerCase();
      if (value === undefined) return undefined;
      return values.find((known) => known === value) ?? ignore(name, `one of ${values.join(", ")}`);
    },
    choices(name, values, fallback) {
      const parts = list(name)?.map((part) => part.toLowerCase()) ?? [];
      const known = values.filter((value) => parts.includes(value));
      const found = known.length === 0 ? [fallback] : known;
      if (parts.some((part) => !values.some((value) => value === part)))
        ignore(name, `some of ${values.join(", ")}`, `${found.join(", ")} is used`);
      return found;
    },
    flag(name) {
      const value = text(name)?.toLowerCase();
      if (value !== undefined && value !== "true" && value !== "false") ignore(name, "true or false");
      return value === "true";
    },
    pairs(name) {
      const value = text(name);
      return value === undefined
        ? undefined
        : (parsePairs(value) ?? ignore(name, "key=value pairs, percent-encoded"));
    },
    attributes(name) {
      const value = text(name);
      const expected = "key=value pairs with `,` and `=` percent-encoded";
      return value === undefined ? undefined : (parseAttributes(value) ?? ignore(name, expected));
    },
    list,
    url(name) {
      const value = text(name);
      return value === undefined || isHttpUrl(value) ? value : ignore(name, "an absolute http or https URL");
    },
  };
}

/** Whether the variable `name` holds what must not be shown: headers carry tokens, a key may stand in its variable itself. */
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

function parsePairs(value: string): Record<string, string> | undefined {
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
