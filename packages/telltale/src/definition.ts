// Definitions: what a funnel's steps are, what a workflow's states are. They travel as `telltale.definition` records at start, when
// something is defined later, and hourly, so that the console knows the steps that no person has reached.
import { builtin } from "./engine/runtime/builtin.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { rootScope } from "./engine/context/scope.ts";
import { onFlush, onStarted, state } from "./engine/running/state.ts";
import { type FactList, put, sendRecord } from "./business/record.ts";

/** What is known of a funnel, a workflow or a transaction type before anything happens. */
export interface Definition {
  readonly kind: "funnel" | "workflow" | "transaction";
  readonly name: string;
  readonly steps?: readonly string[] | undefined;
  readonly states?: readonly string[] | undefined;
  readonly transitions?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly timeoutMs?: number | undefined;
}

const crypto = builtin("crypto");
const limit = 1000;
const definitions = new Map<string, Definition>();
/** Those that a `start()` in the same turn of the event loop would send, and the engine that sends them otherwise. */
const waiting = new Map<Definition, unknown>();

/**
 * Makes a definition known: sent now when telemetry runs, and at every start and every hour from then on.
 *
 * The newest one of a kind and name counts; an equal one is not sent again. At most 1,000 are kept, further ones are counted.
 */
export function declare(definition: Definition): void {
  const key = keyOf(definition);
  const known = definitions.get(key);
  if (known !== undefined && contentOf(known) === contentOf(definition)) return;
  if (known === undefined && definitions.size >= limit) {
    report("definition_limit", definition.name);
    return;
  }
  definitions.set(key, definition);
  if (state.engine === undefined) return;
  if (state.registered === undefined) send(definition);
  else sendUnlessRestarted(definition);
}

/**
 * After `telltale/register` the application may still call `start()`, which sends all definitions, and ends what runs now with what it
 * holds. So a definition waits until this turn of the event loop is over, or until a flush or the end of the process.
 */
function sendUnlessRestarted(definition: Definition): void {
  if (waiting.size === 0) setImmediate(sendWaiting);
  waiting.set(definition, state.engine);
}

function sendWaiting(): void {
  for (const [definition, engine] of waiting) if (state.engine === engine) send(definition);
  waiting.clear();
}

onFlush(sendWaiting);

/** Declares a definition unless one of the same kind and name exists: for definitions that come with each call and may differ. */
export function declareFirst(definition: Definition): void {
  if (!definitions.has(keyOf(definition))) declare(definition);
}

/** Forgets everything that was declared: for tests of one process, where each file begins anew. */
export function forgetDefinitions(): void {
  definitions.clear();
  waiting.clear();
}

onStarted(() => {
  for (const definition of definitions.values()) send(definition);
});

function keyOf({ kind, name }: Definition): string {
  return `${kind} ${name}`;
}

function send(definition: Definition): void {
  const { kind, name, steps, states, transitions, timeoutMs } = definition;
  const facts: FactList = [
    "telltale.definition.kind",
    kind,
    "telltale.definition.name",
    name,
    "telltale.definition.version",
    versionOf(definition),
  ];
  if (steps !== undefined) facts.push("telltale.definition.steps", steps);
  if (states !== undefined) facts.push("telltale.definition.states", states);
  if (transitions !== undefined) facts.push("telltale.definition.transitions", JSON.stringify(transitions));
  put(facts, "telltale.definition.timeout_ms", timeoutMs);
  sendRecord("telltale.definition", facts, undefined, { scope: rootScope });
}

function versionOf(definition: Definition): string {
  return crypto().createHash("sha256").update(contentOf(definition)).digest("hex").slice(0, 8);
}

function contentOf({ steps, states, transitions, timeoutMs }: Definition): string {
  return JSON.stringify([steps, states, transitions, timeoutMs]);
}
