// The library beside another SDK that has registered with OpenTelemetry before: nothing is recorded twice, and the result is reported.
import { readGlobal } from "../api/global.ts";
import type { ApiName } from "../api/registered.ts";
import { report } from "../diagnostics/diagnose.ts";

/**
 * What to do beside another SDK that has registered its providers with `@opentelemetry/api`.
 *
 * - `attach`: its providers stay, and record what is made through the API. Our own calls are recorded by us and sent where we send;
 *   both share the active context, so their spans are in the same traces. Places it left free are ours.
 *   Instrumentations given to `start` are left off: it has its own.
 * - `standAside`: nothing is registered or recorded by us; every call runs its function and does nothing else.
 */
export type BesideOption = "attach" | "standAside";

/** What was found at the start, and what was done. */
export interface Beside {
  /** `alone`: there is no other SDK. */
  readonly mode: "alone" | "attached" | "stoodAside";
  /** What others had registered. */
  readonly others: readonly ApiName[];
}

const providing: readonly ApiName[] = ["trace", "metrics", "logs"];

/** Decides by `option`, and reports the decision. A context manager or propagator alone is not an SDK: it is used. */
export function resolveBeside(option: BesideOption, others: readonly ApiName[]): Beside {
  if (others.length === 0) return { mode: "alone", others };
  const aside = option === "standAside" && others.some((name) => providing.includes(name));
  const list = others.join(", ");
  const version = readGlobal()?.version;
  const found = `registered before us${version === undefined ? "" : ` with API ${version}`}: ${list}`;
  const done = aside ? "nothing is recorded by us" : "these stay, our own calls share their active context";
  const code = aside ? "beside_stood_aside" : "beside_attached";
  report(code, `${found}; ${done}`);
  return { mode: aside ? "stoodAside" : "attached", others };
}

/** Whether another SDK instruments already, so that ours would do it twice. */
export function instrumentsAlready({ others }: Beside): boolean {
  return others.includes("trace");
}
