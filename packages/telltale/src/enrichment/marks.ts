// Marks: attributes that say of a span that it was slow, that it failed, and that it came by here. Nothing but stores where it runs.
import { SpanStatusCode } from "../engine/api/enums.ts";
import { isRecord, refusal, refuseUnknown } from "../conditions/refusal.ts";
import { put } from "./attributes.ts";
import type { MarkOptions } from "./rule.ts";
import type { SpanStep } from "./span-rules.ts";

const defaults = {
  slow: "custom.slow_operation",
  slowOverMs: 100,
  error: "custom.error_processed",
  processed: "custom.processed",
  version: "custom.processor.version",
} as const;

type Marks = { readonly [K in keyof Required<MarkOptions>]: Exclude<MarkOptions[K], undefined> };

/** The step that sets the marks of `options`; `true` for all by their usual names. @throws {TelemetryError} `TT_RULE` */
export function markStep(options: MarkOptions | true, path: string, version: string): SpanStep {
  const given = options === true ? {} : checkMarks(options, path);
  const marks: Marks = { ...defaults, versionValue: version, ...given };
  const { slow, slowOverMs, error, processed, version: versionKey, versionValue } = marks;
  return {
    label: "marks",
    applies: undefined,
    isPlain: true,
    change({ own, startMoment, endMoment, statusCode, waits }) {
      if (processed !== false) put(own, 0, processed, true);
      if (versionKey !== false) put(own, 0, versionKey, versionValue);
      if (slow !== false && !waits && endMoment - startMoment > slowOverMs) put(own, 0, slow, true);
      if (error !== false && statusCode === SpanStatusCode.ERROR) put(own, 0, error, true);
    },
  };
}

function checkMarks(options: unknown, path: string): Partial<Marks> {
  if (!isRecord(options)) throw refusal(path, options, "true, false, or an object of names");
  refuseUnknown(options, [...Object.keys(defaults), "versionValue"], path);
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [field, value] of set) {
    if (field === "slowOverMs") {
      if (typeof value !== "number" || !(value >= 0))
        throw refusal(`${path}.${field}`, value, "milliseconds");
    } else if (field === "versionValue") {
      if (typeof value !== "string") throw refusal(`${path}.${field}`, value, "a text");
    } else if (value !== false && (typeof value !== "string" || value === ""))
      throw refusal(`${path}.${field}`, value, "the name of an attribute, or false for none");
  }
  return Object.fromEntries(set);
}
