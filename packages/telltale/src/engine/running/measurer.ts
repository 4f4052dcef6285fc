// What applications call to record a measurement: its instrument is looked for once per start, not per call.
import type { Context } from "@opentelemetry/api";
import { contextOnMetrics } from "../context/context-attributes.ts";
import { report } from "../diagnostics/diagnose.ts";
import { type Instrument, minOf } from "../meter/meter.ts";
import type { InstrumentKind } from "../metrics/descriptor.ts";
import type { Engine } from "./engine.ts";
import { state } from "./state.ts";
import { noteNotStarted } from "../diagnostics/not-started.ts";

/** Records into an instrument of whatever engine runs; does nothing while none runs. */
export interface Measurer {
  readonly record: (value: number, attributes?: object, context?: Context) => void;
  /** The instrument itself. */
  readonly current: () => Instrument | undefined;
  /** The least value it takes. */
  readonly least: number;
}

const verbs: Readonly<Record<string, string>> = { counter: "add", upDownCounter: "add", gauge: "set" };

/** A measurer of the instrument of `kind` that `find` gives. */
export function createMeasurer(
  kind: InstrumentKind,
  find: (engine: Engine) => Instrument | undefined,
): Measurer {
  const least = minOf(kind);
  let generation = -1;
  let instrument: Instrument | undefined;

  function current(): Instrument | undefined {
    if (generation !== state.generation) {
      generation = state.generation;
      instrument = state.engine === undefined ? undefined : find(state.engine);
    }
    return instrument;
  }

  const measurer: Measurer = {
    current,
    least,
    // a usual value goes from here straight to its series: this is the hot path of `counter.add`
    record(value, attributes, context) {
      try {
        if (generation !== state.generation) current();
        if (instrument === undefined) {
          if (state.engine === undefined)
            noteNotStarted(`${kind}.${verbs[kind] ?? "record"}()`, measurer.record);
          return;
        }
        const { direct } = instrument;
        const isUsual = typeof value === "number" && value >= least && value <= Number.MAX_VALUE;
        if (direct === undefined || !isUsual || contextOnMetrics.used)
          instrument.record(value, attributes, context);
        else direct.find(attributes).record(value, attributes, context);
      } catch (error) {
        // attributes that throw when read
        report("measurement_failed", error);
      }
    },
  };
  return measurer;
}
