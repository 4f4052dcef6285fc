// What an entry of the option `views` may have. How its fields go together is checked where it is made ready: `engine/metrics/view.ts`.
// Loaded with the first view.
import { check } from "../settings/check.ts";
import { has, isFunction, isRecord } from "../settings/shape.ts";

const text = { type: "text", least: 0, expected: "a text" } as const;
const names = { type: "list", of: text, expected: "a list of names" } as const;
const checkedLater = { type: "custom" } as const;

/** The fields of an aggregation: the library's, and the `options` of the stock SDK's. */
const aggregation = {
  type: checkedLater,
  bounds: checkedLater,
  recordMinMax: { type: "flag" },
  maxSize: checkedLater,
  maxScale: checkedLater,
  zeroThreshold: checkedLater,
} as const;
const options = { type: "group", settings: { ...aggregation, boundaries: checkedLater } } as const;

const viewSettings = {
  type: "group",
  settings: {
    instrumentName: text,
    instrumentType: checkedLater,
    instrumentUnit: text,
    meterName: text,
    meterVersion: text,
    meterSchemaUrl: text,
    name: text,
    description: text,
    attributes: { type: "group", settings: { include: names, exclude: names } },
    attributesProcessors: {
      type: "list",
      of: { type: "custom", check: has("process"), expected: "an object with `process`" },
    },
    aggregation: {
      type: "either",
      of: [
        { type: "group", settings: { ...aggregation, options } },
        { type: "custom", check: (value: unknown) => !isRecord(value) },
      ],
    },
    aggregationCardinalityLimit: { type: "whole", least: 1 },
    reservoir: { type: "custom", check: isFunction, expected: "a function" },
  },
} as const;

/** Checks the view at `path`. @throws {TelemetryError} `TT_VIEW` */
export function checkView(view: unknown, path: string): void {
  check(viewSettings, view ?? null, path, "TT_VIEW");
}
