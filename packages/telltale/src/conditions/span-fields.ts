// What can be asked of a span, each field as a test.
import type { SpanFields } from "./condition.ts";
import { kindName, kindNames } from "../engine/span/span-kind.ts";
import type { SpanFacts } from "./facts.ts";
import { wildcards } from "catalog/wildcard";
import { refusal } from "./refusal.ts";
import { byRoute } from "./route.ts";
import { compileValues } from "./value.ts";

/** A test of a span. */
export type SpanTest = (span: SpanFacts) => boolean;

type Compile = (wanted: unknown, path: string) => SpanTest;

const parents = ["none", "local", "remote"] as const;

/** The fields by name; each throws a {@link TelemetryError} for what it cannot use. */
export const spanFields: Readonly<Record<keyof SpanFields | "baggage", Compile>> = {
  name: (wanted, path) => {
    const fits = compileGlobs(wanted, path);
    return (span) => fits(span.name);
  },
  route: (wanted, path) => byRoute(compileGlobs(wanted, path)),
  kind: (wanted, path) => {
    const kinds = compileWords([wanted].flat().map(kindName), kindNames, path);
    return (span) => kinds.includes(span.kind);
  },
  attributes: byValues((span, key) => span.attribute(key)),
  resource: byValues((span, key) => span.resource(key)),
  parent: (wanted, path) => {
    const places = compileWords(wanted, parents, path);
    return (span) => places.includes(span.parent);
  },
  baggage: byValues((span, key) => span.baggage(key)),
};

/** The names of the fields that are known from the start to the end. */
export const spanFieldNames: readonly string[] = Object.keys(spanFields).filter((name) => name !== "baggage");

/** A test of texts by one pattern or several. @throws {TelemetryError} `TT_RULE` */
export function compileGlobs(wanted: unknown, path: string): (text: string) => boolean {
  const list = [wanted].flat() as unknown[];
  const expected = 'a text or a list of texts, such as "GET /orders*"';
  if (list.length === 0) throw refusal(path, wanted, expected);
  for (const one of list) if (typeof one !== "string" || one === "") throw refusal(path, one, expected);
  return wildcards(list as string[]);
}

/** One word or several out of `words`. @throws {TelemetryError} `TT_RULE` */
export function compileWords<W extends string>(
  wanted: unknown,
  words: readonly W[],
  path: string,
): readonly W[] {
  const list = [wanted].flat() as unknown[];
  const expected = `one or a list of ${words.join(", ")}`;
  if (list.length === 0) throw refusal(path, wanted, expected);
  for (const one of list) if (!words.includes(one as W)) throw refusal(path, one, expected);
  return list as W[];
}

function byValues(read: (span: SpanFacts, key: string) => unknown): Compile {
  return (wanted, path) => {
    const checks = compileValues(wanted, path);
    const [first] = checks;
    if (checks.length === 1 && first !== undefined) return (span) => first.check(read(span, first.key));
    return (span) => {
      for (const { key, check } of checks) if (!check(read(span, key))) return false;
      return true;
    };
  };
}
