// Rules over past telemetry: what they would have done, and the value of one alert over time. The state machine is the one that evaluates
// live, so a preview shows what an evaluation in that time would have found.
import {
  type AlertState,
  type Change,
  type CompiledRule,
  createEngine,
  evaluateRound,
  inputsOf,
  keyOf,
  type Labels,
  newEngineState,
  type RuleFile,
  stepOf,
} from "alerts";
import type { InputReader } from "./input-reader.ts";

export interface PreviewPoint {
  /** Unix ms. */
  readonly at: number;
  readonly value?: number;
  /** The limits or the band at this time. */
  readonly low?: number;
  readonly high?: number;
  readonly state: AlertState;
}

export interface PreviewedGroup {
  readonly rule: string;
  readonly group: Labels;
  readonly points: readonly PreviewPoint[];
}

export interface Preview {
  readonly stepMs: number;
  readonly groups: readonly PreviewedGroup[];
  readonly changes: readonly Change[];
}

export interface PreviewRequest {
  /** Has no mistakes. */
  readonly file: RuleFile;
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal | undefined;
}

/** Evaluates all rules of a file over past telemetry. */
export type RunPreview = (request: PreviewRequest) => Promise<Preview>;

/** Evaluations of one preview that reads each time by itself. */
const mostSteps = 120;

/** A preview that reads each time by itself, so that it has few of them. */
export function createStepwisePreview(reader: InputReader): RunPreview {
  return async ({ file, from, to, signal }) => {
    const engine = createEngine(file);
    const baseMs = stepOf(engine.rules);
    const stepMs = Math.max(1, Math.ceil((to - from) / baseMs / mostSteps)) * baseMs;
    const groups = new Map<string, PreviewedGroup & { points: PreviewPoint[] }>();
    const changes: Change[] = [];
    let state = newEngineState;
    for (let at = Math.ceil(from / stepMs) * stepMs; at <= to; at += stepMs) {
      signal?.throwIfAborted();
      const readings = await reader.read(inputsOf(engine.rules), at, { signal });
      const round = evaluateRound(engine, state, at, ({ id }) => readings.get(id) ?? { error: "not read" });
      ({ state } = round);
      changes.push(...round.changes);
      for (const rule of engine.rules)
        for (const one of Object.values(state.rules[rule.rule]?.groups ?? {})) {
          const key = `${rule.rule}\0${keyOf(one.labels)}`;
          const known = groups.get(key) ?? { rule: rule.rule, group: one.labels, points: [] };
          groups.set(key, known);
          const value = one.value === undefined ? {} : { value: one.value };
          known.points.push({ at, ...value, ...limitsOf(rule), state: one.state });
        }
    }
    return { stepMs, groups: [...groups.values()], changes };
  };
}

function limitsOf({ declaration: { when } }: CompiledRule): { low?: number; high?: number } {
  if ("above" in when) return { high: when.above };
  return "below" in when ? { low: when.below } : {};
}
