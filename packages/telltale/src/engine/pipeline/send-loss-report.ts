// A report of losses: a log record for each cause, in a request of its own, which waits behind no queue. Loaded with what sends requests.
import { createCounts } from "../diagnostics/counts.ts";
import { createDirectQueue } from "../queue/direct-queue.ts";
import { createLoggerCore, type LogPlan } from "../log/logger.ts";
import { createSignalPipeline, type SignalPipelineLimits } from "../queue/signal-pipeline.ts";
import type { Batch, Exporter } from "../exporter/exporter.ts";
import { describeLoss, putLossesBack, type ReportedLoss } from "../exporter/loss.ts";
import { openRule } from "../log/log-rule.ts";
import { report } from "../diagnostics/diagnose.ts";
import { rootScope } from "../context/scope.ts";
import { schemaUrl, version } from "../../version.ts";
import { sendWithin } from "../exporter/send-within.ts";
import { severities } from "../api/enums.ts";
import { suppressed } from "../context/suppress.ts";

/** What reports are made of. */
export interface LossReportOptions {
  /** How other records are made. */
  readonly plan: LogPlan;
  readonly resource: () => Uint8Array;
  readonly limits: SignalPipelineLimits;
  /** Those that take log records. */
  readonly exporters: readonly Exporter[];
}

/** Sends a report of `losses` to the receivers of log records. Resolves to whether one has it; else the losses count as not reported. Never rejects. */
export async function sendReport(
  options: LossReportOptions,
  losses: readonly ReportedLoss[],
  timeoutMs: number,
): Promise<boolean> {
  try {
    const batch = encodeReport(options, losses);
    const all = options.exporters.map(async (exporter) => deliver(exporter, batch, timeoutMs));
    if ((await Promise.all(all)).includes(true)) return true;
  } catch (error) {
    report("loss_report_failed", error);
  }
  putLossesBack(losses);
  return false;
}

/** Resolves to whether the receiver, or the disk, has the report. */
async function deliver(exporter: Exporter, batch: Batch, timeoutMs: number): Promise<boolean> {
  const never = new AbortController().signal;
  try {
    const outcome = await suppressed(async () => sendWithin(exporter, batch, never, timeoutMs));
    return outcome.dropped === 0 && (outcome.rest === undefined || exporter.save?.(outcome.rest) === true);
  } catch {
    return false;
  }
}

/** One record for each loss. Neither rules nor processors of the application see them, and `stats()` does not count them. */
function encodeReport({ plan, resource, limits }: LossReportOptions, losses: readonly ReportedLoss[]): Batch {
  const batches: Batch[] = [];
  const into = createDirectQueue({
    name: "loss report",
    send: async () => ({ exported: 0, dropped: 0 }),
    take: (batch) => void batches.push(batch),
  });
  const pipeline = createSignalPipeline("logs", resource, [into], {
    ...limits,
    maxBatchSize: Infinity,
    scheduleDelayMs: Infinity,
  });
  const logger = createLoggerCore(
    {
      ...plan,
      pipeline,
      exported: true,
      guard: undefined,
      rules: { named: [], otherwise: openRule },
      processors: [],
      enrichment: undefined,
      check: undefined,
      counts: createCounts(),
      noteSeverity: undefined,
    },
    { name: "telltale", version, schemaUrl },
  );
  for (const loss of losses) {
    const attributes = {
      "telltale.loss.kind": loss.kind,
      "telltale.loss.reason": loss.reason,
      "telltale.loss.items": loss.items,
    };
    const record = { eventName: "telltale.loss", severityNumber: severities.warn, body: describeLoss(loss) };
    logger.emit({ ...record, attributes }, rootScope);
  }
  pipeline.finishBatch();
  const [batch] = batches;
  if (batch === undefined) throw new Error("no record was written");
  return batch;
}
