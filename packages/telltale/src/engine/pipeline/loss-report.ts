// Tells receivers what is lost: a log record for each cause, with its number, in a request of its own, which waits behind no queue. A report
// that no receiver takes is repeated with the next one.
import { createCounts } from "../diagnostics/counts.ts";
import { createDirectQueue } from "../queue/direct-queue.ts";
import { createLoggerCore, type LogPlan } from "../log/logger.ts";
import { createSignalPipeline, type SignalPipelineLimits } from "../queue/signal-pipeline.ts";
import type { Batch, Exporter } from "../exporter/exporter.ts";
import { describeLoss, putLossesBack, type ReportedLoss, takeLosses, watchLosses } from "../exporter/loss.ts";
import { openRule } from "../log/log-rule.ts";
import { report } from "../diagnostics/diagnose.ts";
import { rootScope } from "../context/scope.ts";
import { schemaUrl, version } from "../../version.ts";
import { sendWithin } from "../exporter/send-within.ts";
import { severities } from "../api/enums.ts";
import { suppressed } from "../context/suppress.ts";

/** The reports of losses to the receivers of log records. */
export interface LossReports {
  /** Reports what was not reported yet, for `timeoutMs` at most. Resolves at once where that is nothing. Never rejects. */
  send(timeoutMs: number): Promise<void>;
  /** Reports nothing more by itself. */
  stop(): void;
}

/** What reports are made of. */
export interface LossReportOptions {
  /** How other records are made. */
  readonly plan: LogPlan;
  readonly resource: () => Uint8Array;
  readonly limits: SignalPipelineLimits;
  /** Those that take log records. */
  readonly exporters: readonly Exporter[];
}

/** From a loss to its report: what is lost at the same time is reported together. */
const firstMs = 1000;
/** Between two reports. */
const intervalMs = 10_000;

/** Reports losses from now on, until {@link LossReports.stop}. */
export function createLossReports(options: LossReportOptions): LossReports {
  const exporters = options.exporters.filter(({ take }) => take === undefined);
  let timer: NodeJS.Timeout | undefined;
  let sentAt = -Infinity;
  let sending: Promise<void> | undefined;
  const noteLosses = (): void => {
    if (timer !== undefined) return;
    const waitMs = Math.max(firstMs, sentAt + intervalMs - performance.now());
    // a loss is found in a request, to which this timer does not belong
    timer = suppressed(() =>
      setTimeout(() => {
        timer = undefined;
        void send(intervalMs);
      }, waitMs).unref(),
    );
  };
  async function send(timeoutMs: number): Promise<void> {
    await sending;
    const losses = takeLosses();
    if (losses.length === 0) return;
    sentAt = performance.now();
    sending = sendReport(options, exporters, losses, timeoutMs).finally(() => (sending = undefined));
    await sending;
  }
  if (exporters.length > 0) watchLosses(noteLosses);
  return {
    send: async (timeoutMs) => (exporters.length === 0 ? undefined : send(timeoutMs)),
    stop() {
      watchLosses(undefined);
      clearTimeout(timer);
    },
  };
}

async function sendReport(
  options: LossReportOptions,
  exporters: readonly Exporter[],
  losses: readonly ReportedLoss[],
  timeoutMs: number,
): Promise<void> {
  try {
    const batch = encodeReport(options, losses);
    const all = exporters.map(async (exporter) => deliver(exporter, batch, timeoutMs));
    if (!(await Promise.all(all)).includes(true)) putLossesBack(losses);
  } catch (error) {
    putLossesBack(losses);
    report("loss_report_failed", error);
  }
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
