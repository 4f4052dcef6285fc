// Definitions: what a funnel's steps are, what a workflow's states are. They travel as `telltale.definition` records at start, when
// something is defined later, and hourly, so that the console knows of steps nobody has reached.
import { builtin } from "./engine/builtin.ts";
import { report } from "./engine/diagnose.ts";
import { rootScope } from "./engine/scope.ts";
import { onStarted, state } from "./engine/state.ts";
import { sendRecord } from "./business/record.ts";

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

/**
 * Makes a definition known: sent now when telemetry runs, and at every start and every hour from then on.
 *
 * The newest one of a kind and name counts; an equal one is not sent again. At most 1,000 are kept, further ones are counted.
 */
export function declare(definition: Definition): void {
  const key = `${definition.kind} ${definition.name}`;
  const known = definitions.get(key);
  if (known !== undefined && contentOf(known) === contentOf(definition)) return;
  if (known === undefined && definitions.size >= limit) {
    report("definition_limit", definition.name);
    return;
  }
  definitions.set(key, definition);
  if (state.engine !== undefined) send(definition);
}

onStarted(() => {
  for (const definition of definitions.values()) send(definition);
});

function send(definition: Definition): void {
  const { transitions } = definition;
  const facts = {
    "telltale.definition.kind": definition.kind,
    "telltale.definition.name": definition.name,
    "telltale.definition.version": versionOf(definition),
    "telltale.definition.steps": definition.steps,
    "telltale.definition.states": definition.states,
    "telltale.definition.transitions": transitions === undefined ? undefined : JSON.stringify(transitions),
    "telltale.definition.timeout_ms": definition.timeoutMs,
  };
  sendRecord("telltale.definition", facts, undefined, { scope: rootScope });
}

function versionOf(definition: Definition): string {
  return crypto().createHash("sha256").update(contentOf(definition)).digest("hex").slice(0, 8);
}

function contentOf({ steps, states, transitions, timeoutMs }: Definition): string {
  return JSON.stringify([steps, states, transitions, timeoutMs]);
}
