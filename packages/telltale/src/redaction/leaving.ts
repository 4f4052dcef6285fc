// Redaction for the engine: the treatment of `telltale/redaction` on OTLP values, with the identities of the running telemetry.
import type { AnyValue } from "otlp";
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import { hashesIdentities, isIdentity, pseudonymOf } from "../engine/attributes/identity.ts";
import type { NameVerdict, Redaction } from "../engine/redaction/redaction.ts";
import { marker } from "./marker.ts";
import { lacksPath } from "./parameters.ts";
import type { RedactionOptions } from "./options.ts";
import { createTreatment } from "./treatment.ts";
import { pathNames, systemNames, type Treatment, walk } from "./walk.ts";

/** Minimum length of a secret: `a@b.cd`, `?sig=x`. */
const shortestSecret = 6;

/** Redacts telemetry by `options`, which must have been checked. */
export function createRedaction(options: RedactionOptions): Redaction {
  const treatment = createTreatment(options, (id, [name, path], hasSecret) =>
    isHashed(name, path) || (id.length >= shortestSecret && hasSecret(id)) ? pseudonymOf(id) : id,
  );
  const { rules = [] } = options;
  const judges = (name: string): ReturnType<Treatment["judge"]> => treatment.judge(name, name);
  return {
    shortest: rules.some(({ pattern, find }) => pattern !== undefined || find !== undefined)
      ? 1
      : shortestSecret,
    lasting: rules.every(({ find }) => find === undefined),
    judge(name): NameVerdict {
      const verdict = judges(name);
      // an identity without a secret stays unchanged
      if (verdict === "identity") return isHashed(name, name) ? "ask" : "look";
      return verdict === "look" || verdict === "leave" ? verdict : "ask";
    },
    markOf(name) {
      const verdict = judges(name);
      return typeof verdict === "object" ? marker(verdict.kind) : undefined;
    },
    name: (name) => (name.length < shortestSecret ? name : (treatment.name(name) ?? marker("name"))),
    text: treatment.text,
    isClean: treatment.isClean,
    value(value, name, beside) {
      if (typeof value === "string" && name !== undefined && beside !== undefined) {
        const verdict = judges(name);
        if (verdict === "sql") return treatment.sql(value, name, textIn(beside, systemNames));
        if (verdict === "url" && lacksPath(name))
          return treatment.url(value, name, textIn(beside, pathNames));
      }
      return walk(value, name, treatment) as AnyValue | undefined;
    },
  };
}

/** Replaces all identities by pseudonyms, and nothing else. */
export function createPseudonymizing(): Redaction {
  const treatment: Treatment = {
    text: (text) => text,
    name: (name) => name,
    judge: (name, path) => (isIdentity(name) || isIdentity(path) ? "identity" : "look"),
    whole: (value) => value as string,
    identity: pseudonymOf,
    sql: (query) => query,
    url: (text) => text,
  };
  return {
    shortest: Infinity,
    lasting: true,
    judge: (name) => (isIdentity(name) ? "ask" : "look"),
    markOf: () => undefined,
    name: (name) => name,
    text: (text) => text,
    isClean: () => true,
    value: (value, name) => walk(value, name, treatment) as AnyValue | undefined,
  };
}

function isHashed(name: string, path: string): boolean {
  return hashesIdentities() && (isIdentity(name) || isIdentity(path));
}

/** The text under the first of `names` that is in `list`. */
function textIn(list: Readonly<AttributeList>, names: readonly string[]): string | undefined {
  for (const name of names)
    for (let at = 0; at < list.length; at += 2) {
      const value = list[at + 1];
      if (list[at] === name && typeof value === "string") return value;
    }
  return undefined;
}
