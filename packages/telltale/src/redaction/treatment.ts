// Compiles options into the treatment of texts, names and values, for `telltale/redaction` and for exported telemetry.
import { report } from "../engine/diagnostics/diagnose.ts";
import { lookOut, type TextScan, throughEscapes } from "./escapes.ts";
import { findersOf, usualKinds } from "./kinds.ts";

import { marker, markerEnd } from "./marker.ts";
import { isMasked } from "./placeholder.ts";
import { createJudge } from "./names.ts";
import { patternLength, type RedactionOptions } from "./options.ts";
import { hideParameters } from "./parameters.ts";
import { createReplace, type Replace } from "./replacement.ts";
import { type ApplyRules, compileRules } from "./rules.ts";
import { compileScan } from "./scan.ts";
import { hideInQuery } from "./sql-text.ts";
import { type Treatment, writtenForm } from "./walk.ts";

/** Maximum passes: removing a secret may join two parts to another one. */
const maxPasses = 8;

/** Transforms an identity; `hasSecret` returns whether it contains a secret. */
export type IdentityForm = (
  id: string,
  names: readonly [string, string],
  hasSecret: (id: string) => boolean,
) => string;

/** A treatment with a fast check for texts that are being encoded. */
export interface TextTreatment extends Treatment {
  /** Whether a text, which is in `view` as ASCII from `start` on, is clean; `undefined` when custom rules have to run. */
  readonly isClean: TextScan["isClean"] | undefined;
}

/** The treatment for `options`, which must have been checked. `identity` transforms identities. */
export function createTreatment(options: RedactionOptions, identity: IdentityForm): TextTreatment {
  const on = kindTest(options.kinds);
  const replace = createReplace(options);
  const { rules = [] } = options;
  const allowed = allowing(options.allow?.values);
  const scan = whenAsked(() => {
    const escapes = lookOut();
    return throughEscapes(compileScan([...findersOf(on), escapes.finder], allowed), escapes);
  });
  const own = compileRules(rules, replace);
  const text = createText(scan, own, replace);
  const judge = createJudge(options, on);
  const patterns = rules
    .filter(({ pattern }) => pattern !== undefined)
    .map((rule) => ({ ...rule, find: undefined }));
  const nameText = createText(scan, compileRules(patterns, replace), replace);
  const hasSecret = (id: string): boolean => text(id, undefined) !== id;
  return {
    text,
    isClean: own === undefined ? scan.isClean : undefined,
    name: (name) => nameText(name, undefined),
    judge(name, path) {
      const verdict = judge(path);
      return verdict === "look" && path !== name ? judge(name) : verdict;
    },
    whole(value, { kind, mode }) {
      const written = writtenForm(value);
      return markerEnd(written, 0) === written.length || isMasked(written)
        ? written
        : replace(written, kind, mode);
    },
    identity: (id, name, path) => identity(id, [name, path], hasSecret),
    url: (given, name, urlPath) =>
      text(
        hideParameters(
          given,
          name,
          (value) => (allowed?.(value) === true ? value : (replace(value, "query-secret") ?? "")),
          urlPath,
        ),
        name,
      ),
    sql: (query, name, system) =>
      text(
        hideInQuery(query, system, (value) =>
          !on("password") || allowed?.(value) === true ? value : (replace(value, "password") ?? ""),
        ),
        name,
      ),
  };
}

/** A test of the kinds that are on. */
function kindTest(kinds: RedactionOptions["kinds"]): (kind: string) => boolean {
  if (kinds === "all") return () => true;
  const chosen = new Set(usualKinds);
  for (const [kind, wanted] of Object.entries(kinds ?? {})) {
    if (wanted) chosen.add(kind);
    else chosen.delete(kind);
  }
  return (kind) => chosen.has(kind);
}

// compiles the tables for the first text, not at the start of the process
function whenAsked(compile: () => TextScan): TextScan {
  let compiled: TextScan | undefined;
  return {
    find: (text) => (compiled ??= compile()).find(text),
    isClean: (view, start, text) => (compiled ??= compile()).isClean(view, start, text),
  };
}

function createText(
  scan: TextScan,
  own: ApplyRules | undefined,
  replace: Replace,
): (text: string, name: string | undefined) => string | undefined {
  return (text, name) => {
    try {
      const ruled = own === undefined ? text : own(text, name);
      return ruled === undefined ? undefined : scanned(ruled, scan, replace);
    } catch (error) {
      report("redaction_failed", error);
      return marker("unreadable");
    }
  };
}

function scanned(text: string, scan: TextScan, replace: Replace): string {
  let rest = text;
  for (let pass = 0; pass < maxPasses; pass++) {
    const found = scan.find(rest);
    if (found === undefined) break;
    let result = "";
    let done = 0;
    for (const { start, end, kind } of found) {
      result += rest.slice(done, start) + (replace(rest.slice(start, end), kind) ?? "");
      done = end;
    }
    rest = result + rest.slice(done);
  }
  return rest;
}

function allowing(
  values: readonly (string | RegExp)[] | undefined,
): ((found: string) => boolean) | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const texts = new Set(values.filter((value) => typeof value === "string"));
  const patterns = values
    .filter((value) => value instanceof RegExp)
    .map((pattern) => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")));
  return (found) =>
    texts.has(found) || (found.length <= patternLength && patterns.some((pattern) => pattern.test(found)));
}
