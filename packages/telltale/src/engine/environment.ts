// Environment variables as the specification reads them: an empty value is not set, a wrong one warns and is ignored.
import { diag } from "@opentelemetry/api";

/** Reads variables; warns through `diag` about what it cannot read. */
export interface Environment {
  text(name: string): string | undefined;
  /** A whole number of at least `least`. */
  whole(name: string, least: number): number | undefined;
  /** One of `values`, in any case. */
  choice<T extends string>(name: string, values: readonly T[]): T | undefined;
  /** `true` only for "true" in any case. */
  flag(name: string): boolean;
  /** `key=value` pairs; one bad pair discards all. Values are percent-decoded. */
  pairs(name: string): Record<string, string> | undefined;
  /** A comma-separated list without empty parts. */
  list(name: string): string[] | undefined;
  /** Warns that the value of `name` is not what is expected. */
  ignore(name: string, expected: string): undefined;
  /** An absolute http or https URL. */
  url(name: string): string | undefined;
}

/** Reads from `variables`, for example `process.env`. */
export function createEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const text = (name: string): string | undefined => {
    const value = variables[name]?.trim();
    return value === "" ? undefined : value;
  };
  const ignore = (name: string, expected: string): undefined => {
    diag.warn(`telltale: cannot use ${name}=\`${text(name)}\`: expected ${expected}; it is ignored`);
    return undefined;
  };
  return {
    text,
    ignore,
    whole(name, least) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      return Number.isSafeInteger(number) && number >= least
        ? number
        : ignore(name, `a whole number of at least ${least}`);
    },
    choice(name, values) {
      const value = text(name)?.toLowerCase();
      if (value === undefined) return undefined;
      return values.find((known) => known === value) ?? ignore(name, `one of ${values.join(", ")}`);
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
    list: (name) =>
      text(name)
        ?.split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    url(name) {
      const value = text(name);
      return value === undefined || isHttpUrl(value) ? value : ignore(name, "an absolute http or https URL");
    },
  };
}

/** Whether `value` is an absolute http or https URL. */
export function isHttpUrl(value: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(value).protocol);
  } catch {
    return false;
  }
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
