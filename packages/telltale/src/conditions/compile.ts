// Compiles each condition into one function, once; errors name the path. Evaluation allocates nothing.
import { report } from "../engine/diagnostics/diagnose.ts";
import { TelemetryError } from "../error.ts";
import type { SpanFacts, TraceFacts } from "./facts.ts";
import { isRecord, refusal, refuseUnknown } from "./refusal.ts";
import { spanFields, spanFieldNames, type SpanTest } from "./span-fields.ts";
import { endFields, traceFields, type TraceTest } from "./outcome-fields.ts";

type Test<F> = (facts: F) => boolean;
type Compile<F> = (wanted: unknown, path: string) => Test<F>;

/** The place of a condition, and what can be asked there besides the fields of a span. */
interface ConditionContext<F> {
  /** The fields that are this place's own. */
  readonly fields: Readonly<Record<string, Compile<F>>>;
  /** Why a field is refused here that is known elsewhere. */
  readonly refused: Readonly<Record<string, string>>;
  /** What a test of a span is here. */
  ofSpan(test: SpanTest): Test<F>;
}

const maxDepth = 16;
const combined = ["any", "all", "not"] as const;
const tooEarly =
  "it is known only when the trace has ended, and a head rule decides when it begins; put the rule into `sampling.tail.rules`";
const wholeTrace = "it is known of a whole trace only; put it into a rule of `sampling.tail.rules`";
const onlyAtStart =
  "baggage is known only when a span starts; put what the rule needs on the span, with `withContext` or an attribute, and ask for `attributes`";
const outcomes = Object.keys(traceFields);

const atStart: ConditionContext<SpanFacts> = {
  fields: { baggage: spanFields.baggage },
  refused: Object.fromEntries(outcomes.map((name) => [name, tooEarly])),
  ofSpan: (test) => test,
};

const atEnd: ConditionContext<SpanFacts> = {
  fields: endFields,
  refused: {
    ...Object.fromEntries(
      outcomes.filter((name) => !Object.hasOwn(endFields, name)).map((name) => [name, wholeTrace]),
    ),
    baggage: onlyAtStart,
  },
  ofSpan: (test) => test,
};

const ofTrace: ConditionContext<TraceFacts> = {
  fields: traceFields,
  refused: { baggage: onlyAtStart },
  ofSpan: (test) => (trace) => trace.someSpan(test),
};

/**
 * The test of a span that starts. `path` is the place of `condition`, for the error. Undefined is true of every span.
 *
 * @throws {TelemetryError} `TT_RULE`
 */
export function compileStart(condition: unknown, path: string): SpanTest {
  return compile(condition, path, atStart);
}

/** The test of a span that has ended. @throws {TelemetryError} `TT_RULE` */
export function compileEnd(condition: unknown, path: string): SpanTest {
  return compile(condition, path, atEnd);
}

/** The test of a trace that is to be decided. @throws {TelemetryError} `TT_RULE` */
export function compileTrace(condition: unknown, path: string): TraceTest {
  return compile(condition, path, ofTrace);
}

function compile<F>(condition: unknown, path: string, place: ConditionContext<F>, depth = 1): Test<F> {
  if (depth > maxDepth) throw refusal(path, condition, `at most ${maxDepth} conditions inside each other`);
  if (condition === undefined) return () => true;
  if (typeof condition === "function") return guarded(condition as Test<F>, path);
  if (!isRecord(condition))
    throw refusal(path, condition, 'a condition such as { "name": "GET /orders*" }, or a function');
  checkFields(condition, path, place);
  const ofOne: SpanTest[] = [];
  const tests: Test<F>[] = [];
  for (const [name, wanted] of Object.entries(condition)) {
    const here = `${path}.${name}`;
    if (wanted === undefined) continue;
    if (isCombined(name)) tests.push(combine(name, wanted, here, place, depth + 1));
    else if (Object.hasOwn(place.fields, name)) tests.push((place.fields[name] as Compile<F>)(wanted, here));
    else ofOne.push(spanFields[name as keyof typeof spanFields](wanted, here));
  }
  // what is asked of a span is asked of one and the same, and last: it is what takes longest
  if (ofOne.length > 0) tests.push(place.ofSpan(every(ofOne)));
  return every(tests);
}

function checkFields<F>(condition: object, path: string, place: ConditionContext<F>): void {
  for (const name of Object.keys(condition)) {
    const why = Object.hasOwn(place.refused, name) ? place.refused[name] : undefined;
    if (why !== undefined)
      throw new TelemetryError("TT_RULE", `Cannot ask for \`${path}.${name}\` here: ${why}.`);
  }
  refuseUnknown(
    condition,
    [...new Set([...spanFieldNames, ...Object.keys(place.fields), ...combined])],
    path,
  );
}

function isCombined(name: string): name is (typeof combined)[number] {
  return (combined as readonly string[]).includes(name);
}

function combine<F>(
  name: (typeof combined)[number],
  wanted: unknown,
  path: string,
  place: ConditionContext<F>,
  depth: number,
): Test<F> {
  if (name === "not") {
    const test = compile(wanted, path, place, depth);
    return (facts) => !test(facts);
  }
  if (!Array.isArray(wanted) || wanted.length === 0) throw refusal(path, wanted, "a list of conditions");
  const tests = wanted.map((one, index) => compile(one ?? null, `${path}[${index}]`, place, depth));
  return name === "all" ? every(tests) : some(tests);
}

function every<F>(tests: readonly Test<F>[]): Test<F> {
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (tests.length === 2) return (facts) => first(facts) && second(facts);
  return (facts) => {
    for (const test of tests) if (!test(facts)) return false;
    return true;
  };
}

function some<F>(tests: readonly Test<F>[]): Test<F> {
  return (facts) => {
    for (const test of tests) if (test(facts)) return true;
    return false;
  };
}

/** A function of the application: one that throws, or answers with anything but yes and no, says no, and is counted. */
function guarded<F>(test: (facts: F) => unknown, path: string): Test<F> {
  return (facts) => {
    try {
      const answer = test(facts);
      if (answer === true || answer === false || answer === undefined) return answer === true;
      // no other code waits for it
      if (answer instanceof Promise) answer.catch(() => {});
      report("condition_failed", `${path}: expected true or false at once, not ${typeof answer}`);
    } catch (error) {
      report("condition_failed", `${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return false;
  };
}
