// The parts that scenarios are made of, one for each kind of data.
import type { Labels } from "../condition/sample.ts";
import { durationMs } from "catalog/duration";
import { type SeverityName, severityNumber } from "catalog/severity";
import { type Course, courseOf } from "./course.ts";
import { serviceKey } from "../source/fact.ts";
import { withKind } from "../source/finding.ts";
import type { Fact } from "../source/sources.ts";
import type { Random } from "./random.ts";
import { arrivals, type ScenarioRange, type Track } from "./scenario.ts";

/** How often something happens. */
interface Arriving {
  /** Arrivals an hour on average, at random times. */
  readonly perHour: Course;
  /** Attributes of each fact. */
  readonly attributes?: Labels;
}

/** The service in which it happens. */
interface InService {
  /** The attribute `service.name`. */
  readonly service?: string;
}

/** Around a typical value: from half of it to one and a half, evenly. */
const around = (typical: number, random: Random): number => typical * (0.5 + random.next());

function attributesOf({ attributes = {}, service }: { readonly attributes?: Labels } & InService): Labels {
  return service === undefined ? attributes : { ...attributes, [serviceKey]: service };
}

/** One fact for each arrival. */
function track(
  name: string,
  { perHour }: Pick<Arriving, "perHour">,
  make: (range: ScenarioRange) => (at: number, index: number) => Fact | readonly Fact[],
): Track {
  return {
    generate(range) {
      const create = make(range);
      const facts: Fact[] = [];
      let index = 0;
      for (const at of arrivals(range, courseOf(perHour, range.from, `${name}.perHour`, "positive"))) {
        const made = create(at, index);
        facts.push(...(Array.isArray(made) ? (made as readonly Fact[]) : [made as Fact]));
        index += 1;
      }
      return facts;
    },
  };
}

/** How transactions arrive and end. */
export interface TransactionPlan extends Arriving {
  /** Share that completes; by default 1. */
  readonly completion?: Course;
  /** Typical amount of a completed one. */
  readonly amount?: Course;
  /** Typical duration in seconds. */
  readonly seconds?: Course;
}

/** Transactions of a type. Those that do not complete fail. */
export function transactions(transaction: string, plan: TransactionPlan): Track {
  const { attributes = {}, completion = 1, amount = 0, seconds = 1 } = plan;
  return track(transaction, plan, ({ from, random }) => {
    const [share, typicalAmount, typicalSeconds] = [
      courseOf(completion, from, `${transaction}.completion`, "share"),
      courseOf(amount, from, `${transaction}.amount`, "positive"),
      courseOf(seconds, from, `${transaction}.seconds`, "positive"),
    ];
    return (at) => ({
      at,
      attributes,
      transaction,
      outcome: random.chance(share(at)) ? "completed" : "failed",
      amount: around(typicalAmount(at), random),
      seconds: around(typicalSeconds(at), random),
    });
  });
}

/** How people pass from one step to another. */
export interface FunnelPlan extends Arriving {
  /** The first step. */
  readonly from: string;
  /** The second step. */
  readonly to: string;
  /** Share of those who take `from` that take `to`. */
  readonly conversion: Course;
  /** Time between the steps; by default none. */
  readonly takes?: string;
}

/** People who take one step of a funnel, of whom a share takes another. */
export function funnel(name: string, plan: FunnelPlan): Track {
  const { from: first, to: second, conversion, takes = "0s", attributes = {} } = plan;
  return track(name, plan, ({ from, to, random }) => {
    const share = courseOf(conversion, from, `${name}.conversion`, "share");
    return (at, index) => {
      const step = { attributes, funnel: name, who: `${name}-u${index}` };
      const later = at + durationMs(takes);
      const converts = random.chance(share(at)) && later < to;
      return [{ ...step, at, step: first }, ...(converts ? [{ ...step, at: later, step: second }] : [])];
    };
  });
}

/** How instances of a workflow pass through its states. */
export interface WorkflowPlan extends Arriving {
  /** States in their order; the last one ends the instance. */
  readonly states: readonly string[];
  /** Time from one state to the next; by default a minute. */
  readonly each?: string;
  /** Share of the instances that never leave the state before the last; by default 0. */
  readonly stuck?: Course;
}

/** Instances of a workflow, of which a share gets stuck. */
export function workflows(workflow: string, plan: WorkflowPlan): Track {
  const { states, each = "1m", stuck = 0, attributes = {} } = plan;
  return track(workflow, plan, ({ from, to, random }) => {
    const share = courseOf(stuck, from, `${workflow}.stuck`, "share");
    return (start, index) => {
      const isStuck = random.chance(share(start));
      const taken = isStuck ? states.slice(0, -1) : states;
      return taken
        .map((state, position) => ({
          at: start + position * durationMs(each),
          attributes,
          workflow,
          id: `${workflow}-${index}`,
          state,
          ended: position === states.length - 1,
        }))
        .filter(({ at }) => at < to);
    };
  });
}

/** How errors arrive. */
export interface ErrorPlan extends Arriving, InService {
  /** What the errors are grouped by; by default their type. */
  readonly group?: string;
  /** Whether the group had occurred before the scenario. */
  readonly known?: boolean;
}

/** Errors of a type. */
export function errors(type: string, plan: ErrorPlan): Track {
  const { group = type, known = false } = plan;
  const attributes = attributesOf(plan);
  return track(type, plan, () => (at) => ({ at, attributes, errorGroup: group, type, known }));
}

/** How log records arrive. */
export interface LogPlan extends Arriving, InService {
  /** By default `info`. */
  readonly severity?: SeverityName;
}

/** Log records with a text. */
export function logs(text: string, plan: LogPlan): Track {
  const attributes = attributesOf(plan);
  const severity = severityNumber(plan.severity ?? "info");
  return track(text, plan, () => (at) => ({ at, attributes, log: text, severity }));
}

/** Events with a name. */
export function events(event: string, plan: Arriving & InService): Track {
  const attributes = attributesOf(plan);
  return track(event, plan, () => (at) => ({ at, attributes, event }));
}

/** How requests arrive, fail, and how long they take. */
export interface RequestPlan extends Arriving, InService {
  /** Share that fails; by default 0. */
  readonly errors?: Course;
  /** Typical duration in seconds; by default 0.1. */
  readonly seconds?: Course;
}

/** Server spans of an operation. */
export function requests(span: string, plan: RequestPlan): Track {
  const attributes = attributesOf(plan);
  return track(span, plan, ({ from, random }) => {
    const failing = courseOf(plan.errors ?? 0, from, `${span}.errors`, "share");
    const typical = courseOf(plan.seconds ?? 0.1, from, `${span}.seconds`, "positive");
    return (at) => ({
      at,
      attributes,
      span,
      failed: random.chance(failing(at)),
      seconds: around(typical(at), random),
    });
  });
}

/** Findings of a detector. */
export function findings(finding: string, plan: Arriving & InService): Track {
  const attributes = attributesOf(plan);
  return track(finding, plan, () => (at) => withKind({ at, attributes, finding }));
}

/** The points of a metric. */
export interface MetricPlan {
  /** The value of a gauge or an up-down counter, or the increase of a counter at each point. */
  readonly value: Course | ((minutes: number) => number);
  /** By default `value`. */
  readonly kind?: "value" | "updowncounter" | "increase" | "observation";
  /** Time between points; by default 15 s. */
  readonly every?: string;
  /** Unit of the metric, such as `s`: a part of its name in Prometheus. */
  readonly unit?: string;
  /** Attributes of each point. */
  readonly attributes?: Labels;
}

/** Points of a metric. A function gets the minutes since the start. */
export function metric(name: string, plan: MetricPlan): Track {
  const { value, kind = "value", unit, attributes = {} } = plan;
  const common = { attributes, metric: name, kind, ...(unit !== undefined && { unit }) };
  return points(plan, value, name, (at, number) => ({ at, ...common, value: number }));
}

/** Values of a query: by its `name`, or by its text. */
export function sqlValues(sql: string, plan: Omit<MetricPlan, "kind" | "unit">): Track {
  const { attributes = {} } = plan;
  return points(plan, plan.value, sql, (at, value) => ({ at, attributes, sql, value }));
}

function points(
  { every = "15s" }: Pick<MetricPlan, "every">,
  value: MetricPlan["value"],
  name: string,
  make: (at: number, value: number) => Fact,
): Track {
  return {
    generate({ from, to }) {
      const at =
        typeof value === "function"
          ? (time: number) => value((time - from) / 60_000)
          : courseOf(value, from, `${name}.value`);
      const stepMs = durationMs(every);
      const facts: Fact[] = [];
      for (let time = from; time < to; time += stepMs) {
        const number = at(time);
        // NaN leaves a gap
        if (Number.isFinite(number)) facts.push(make(time, number));
      }
      return facts;
    },
  };
}
