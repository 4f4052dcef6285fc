// The share to judge a trace by that no rule decides: by its key and whether it failed, so that the target is met whatever comes.
// It acts when a trace has ended, because only then is it known whether it failed and which transaction it was.
import { pathOf } from "../../conditions/route.ts";
import type { TraceFacts } from "../../conditions/facts.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import type { Share } from "../share.ts";
import type { AdaptiveKey, AdaptiveOptions } from "./options.ts";
import { createBudgets } from "./budgets.ts";

/** Says which share of the traces like `trace` is kept. */
export type Adaptive = (trace: TraceFacts) => Share;

/** Makes `options`, which were checked, ready. `now` in milliseconds that only grow. */
export function createAdaptive(options: AdaptiveOptions, now: () => number): Adaptive {
  const { tracesPerSecond, bytesPerHour = 0, key, errorWeight = 4, maxKeys = 1000 } = options;
  const budgets = createBudgets({
    perSecond: tracesPerSecond ?? bytesPerHour / 3600,
    maxKeys,
    weight: errorWeight,
    now,
  });
  return (trace) =>
    budgets.share(
      keyOf(trace, key),
      trace.error,
      tracesPerSecond === undefined ? Math.max(trace.bytes, 1) : 1,
    );
}

function keyOf(trace: TraceFacts, key: AdaptiveKey | undefined): string {
  if (typeof key === "function") return callKey(trace, key);
  if (key === "name") return nameOf(trace);
  const [transaction] = trace.transactions;
  if (key !== "route" && transaction !== undefined) return transaction.type;
  return key === "transaction" ? "" : (routeOf(trace) ?? nameOf(trace));
}

function nameOf({ root }: TraceFacts): string {
  return root?.name ?? "";
}

// without a route, only the first part of a path is used: there would be as many keys as orders
function routeOf({ root }: TraceFacts): string | undefined {
  const route = root?.attribute("http.route");
  if (typeof route === "string") return route;
  return root === undefined ? undefined : /^\/[^/]*/.exec(pathOf(root) ?? "")?.[0];
}

function callKey(trace: TraceFacts, key: (trace: TraceFacts) => string): string {
  try {
    return String(key(trace));
  } catch (error) {
    report("condition_failed", error);
    return "";
  }
}
