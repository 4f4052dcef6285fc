// Views: which instruments they select and what they change (specification: metrics/sdk, View). Written in the words of
// the stock SDK's `ViewOptions`, so those are taken as they are.
import type { Context } from "@opentelemetry/api";
import { TelemetryError } from "../../error.ts";
import { includeExclude, wildcard } from "catalog/wildcard";
import type { Aggregation } from "./aggregation.ts";
import { isValidName } from "./instrument-name.ts";
import type { MeterScope } from "./collection.ts";
import type { Descriptor, InstrumentKind } from "./descriptor.ts";
import type { CustomReservoir } from "./reservoir.ts";
import { type Fail, type OtelAggregation, toAggregation, toInstrumentKind } from "./view-words.ts";

/** What is selected (all that is given must match), and what is done with it. */
export interface View {
  /** Name of the instrument in any case; `*` matches any characters, `?` one. */
  readonly instrumentName?: string | undefined;
  /** `counter`, `upDownCounter`, `gauge`, `histogram`, `observedCounter` …; the stock `InstrumentType` too. */
  readonly instrumentType?: string | undefined;
  /** Unit of the instrument, exactly. */
  readonly instrumentUnit?: string | undefined;
  /** Name of the meter, exactly. */
  readonly meterName?: string | undefined;
  /** Version of the meter, exactly. */
  readonly meterVersion?: string | undefined;
  /** Schema URL of the meter, exactly. */
  readonly meterSchemaUrl?: string | undefined;
  /** Another name; only for a view that selects one instrument by its name. */
  readonly name?: string | undefined;
  /** Another description. */
  readonly description?: string | undefined;
  /** Attributes to keep and to leave out, with `*` and `?`; what is left out is added up, and is on exemplars. */
  readonly attributes?: AttributeRules | undefined;
  /** Processors of the stock SDK's shape, run in order before `attributes`. */
  readonly attributesProcessors?: readonly AttributesProcessor[] | undefined;
  /** Another aggregation: its name, or with its options. */
  readonly aggregation?: AggregationName | Aggregation | OtelAggregation | undefined;
  /** Series at most, the overflow one included. */
  readonly aggregationCardinalityLimit?: number | undefined;
  /** Makes the exemplar reservoir of one series. */
  readonly reservoir?: (() => CustomReservoir) | undefined;
}

/** The aggregations that need no more than their name. */
export type AggregationName = Aggregation["type"];

/** Which attributes stay. */
export interface AttributeRules {
  /** Only these; all when left out. */
  readonly include?: readonly string[] | undefined;
  /** Not these, also when they are included. */
  readonly exclude?: readonly string[] | undefined;
}

/** Changes the attributes of a measurement; must not change the object it is given. */
export interface AttributesProcessor {
  process(incoming: never, context?: Context): object;
}

/** A view that was checked. */
export interface CompiledView {
  matches(descriptor: Descriptor, scope: MeterScope): boolean;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly keep: ((key: string) => boolean) | undefined;
  readonly process: ((attributes: object, context: Context | undefined) => object) | undefined;
  readonly aggregation: Aggregation | undefined;
  readonly limit: number | undefined;
  readonly reservoir: (() => CustomReservoir) | undefined;
}

/** Makes `view` ready, which errors name as `option`: `views[0]`. Its fields were checked. @throws {TelemetryError} `TT_VIEW`. */
export function compileView(view: View, option: string): CompiledView {
  const fail: Fail = failing(option);
  checkName(view, fail);
  return {
    matches: matcher(view, fail),
    name: view.name,
    description: view.description,
    keep: attributeFilter(view.attributes),
    process: processor(view.attributesProcessors),
    aggregation:
      view.aggregation === undefined
        ? undefined
        : toAggregation(view.aggregation, failing(`${option}.aggregation`)),
    limit: view.aggregationCardinalityLimit,
    reservoir: view.reservoir,
  };
}

function checkName({ name, instrumentName }: View, fail: Fail): void {
  if (name === undefined) return;
  if (!isValidName(name)) fail(`Cannot use the name \`${String(name)}\`.`);
  if (instrumentName === undefined || /[*?]/.test(instrumentName))
    fail(`Cannot rename all \`${instrumentName ?? "*"}\` to \`${name}\`.`);
}

function matcher(view: View, fail: Fail): CompiledView["matches"] {
  // names of instruments are the same in any case
  const name = view.instrumentName === undefined ? undefined : wildcard(view.instrumentName.toLowerCase());
  const kind: InstrumentKind | undefined =
    view.instrumentType === undefined ? undefined : toInstrumentKind(view.instrumentType, fail);
  return (descriptor, scope) =>
    (name === undefined || name(descriptor.name.toLowerCase())) &&
    (kind === undefined || kind === descriptor.kind) &&
    same(view.instrumentUnit, descriptor.unit) &&
    same(view.meterName, scope.name) &&
    same(view.meterVersion, scope.version) &&
    same(view.meterSchemaUrl, scope.schemaUrl);
}

function same(wanted: string | undefined, given: string): boolean {
  return wanted === undefined || wanted === given;
}

/** Whether an attribute stays under `rules`; undefined when all do. Asked per attribute and measurement: plain names are one look-up. */
export function attributeFilter({ include, exclude }: AttributeRules = {}):
  | ((key: string) => boolean)
  | undefined {
  return include === undefined && exclude === undefined ? undefined : includeExclude(include, exclude);
}

function processor(processors: View["attributesProcessors"]): CompiledView["process"] {
  if (processors === undefined || processors.length === 0) return undefined;
  return (attributes, context) => {
    let result = attributes;
    for (const one of processors) result = one.process(result as never, context);
    return result;
  };
}

const failing =
  (option: string): Fail =>
  (message) => {
    throw new TelemetryError("TT_VIEW", `${option}: ${message}`);
  };
