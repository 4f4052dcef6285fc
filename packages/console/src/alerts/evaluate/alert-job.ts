// The leader's job: looks at the rules of all tenants each second, and evaluates what is due.
import type { Job } from "../../lease/leader.ts";
import type { InputReader } from "../input-reader.ts";
import type { AlertView } from "../view.ts";
import type { RuleFolder } from "../rules/rule-folder.ts";
import { createTenantEvaluator, type StoredRound, type TenantEvaluator } from "./tenant-evaluator.ts";
import { createTenantRules } from "./tenant-rules.ts";

export interface AlertJobOptions {
  /** Tenants with stored rules or states. */
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly readerOf: (view: AlertView) => InputReader;
  readonly folder: RuleFolder | undefined;
  /** This console, among those that share the store. */
  readonly leader: string;
  readonly nowMs: () => number;
  /** Called after a round was stored. Must not throw. */
  readonly onRound: (round: StoredRound) => void;
  /** Called when the rules of all tenants were looked at and none failed. Must not throw. */
  readonly onComplete?: () => void;
  /** Called for what failed: the folder, or the rules of a tenant. The others are evaluated. */
  readonly onError: (what: string, error: Error) => void;
  /** Default: 1 s. */
  readonly everyMs?: number;
}

/** How often the folder and the list of tenants are looked at. */
const refreshMs = 2_000;

/** Reports the same failure once a minute, not at each look. */
function createReports(report: AlertJobOptions["onError"], nowMs: () => number): AlertJobOptions["onError"] {
  const reported = new Map<string, { readonly message: string; readonly ms: number }>();
  return (what, error) => {
    const before = reported.get(what);
    if (before?.message === error.message && Math.abs(nowMs() - before.ms) < 60_000) return;
    reported.set(what, { message: error.message, ms: nowMs() });
    report(what, error);
  };
}

interface Led {
  readonly signal: AbortSignal;
  readonly evaluators: Map<string, { readonly view: AlertView; readonly evaluator: TenantEvaluator }>;
}

export function createAlertJob(options: AlertJobOptions): Job {
  const { folder } = options;
  const onError = createReports(options.onError, options.nowMs);
  /** Of the leadership that the signal belongs to: after another one, states are loaded anew. */
  let led: Led | undefined;
  let refreshed: { readonly ms: number; readonly tenants: readonly string[] } | undefined;
  let isFolderRead = false;

  async function refresh(): Promise<readonly string[]> {
    const nowMs = options.nowMs();
    if (refreshed !== undefined && Math.abs(nowMs - refreshed.ms) < refreshMs) return refreshed.tenants;
    // it also says whether folders of the folder are tenants
    const stored = await options.tenants();
    await readFolder();
    const tenants = [...new Set([...stored, ...(folder?.tenants ?? [])])];
    refreshed = { ms: nowMs, tenants };
    return tenants;
  }

  /** A folder that was never read has no rules to speak of: without this, all its alerts would be forgotten. */
  async function readFolder(): Promise<void> {
    try {
      await folder?.refresh();
      isFolderRead = true;
    } catch (error) {
      if (!isFolderRead) throw error;
      onError("the folder of alert rules", error as Error);
    }
  }

  return {
    name: "alerts",
    everyMs: options.everyMs ?? 1_000,
    async run(signal) {
      if (led?.signal !== signal) {
        led = { signal, evaluators: new Map() };
        refreshed = undefined;
      }
      let failed = false;
      for (const tenant of await refresh()) {
        if (signal.aborted) return;
        try {
          const round = await (
            await evaluatorOf(tenant, led.evaluators, { ...options, onError })
          ).tick(signal);
          if (round !== undefined) options.onRound(round);
        } catch (error) {
          failed = true;
          if (!signal.aborted)
            onError(tenant === "" ? "alert rules" : `alert rules of ${tenant}`, error as Error);
        }
      }
      if (!failed) options.onComplete?.();
    },
  };
}

/** The evaluator of a tenant, made anew when its view is another one: the first tenant is alone until there is another. */
async function evaluatorOf(
  tenant: string,
  known: Led["evaluators"],
  { leader, nowMs, viewOf, readerOf, folder, onError }: AlertJobOptions,
): Promise<TenantEvaluator> {
  const view = await viewOf(tenant);
  const found = known.get(tenant);
  if (found?.view === view) return found.evaluator;
  const evaluator = createTenantEvaluator({
    tenant,
    view,
    leader,
    nowMs,
    reader: readerOf(view),
    rules: createTenantRules(tenant, view.queries, folder, onError),
  });
  known.set(tenant, { view, evaluator });
  return evaluator;
}
