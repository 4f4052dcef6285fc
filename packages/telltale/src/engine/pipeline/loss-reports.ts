// Tells receivers what is lost, soon after it is and at the end. A report that no receiver takes is repeated.
import { report } from "../diagnostics/diagnose.ts";
import { harmless } from "../diagnostics/guard.ts";
import { takeLosses, watchLosses } from "../exporter/loss.ts";
import { type LossReportOptions, sendReport } from "./send-loss-report.ts";
import { suppressed } from "../context/suppress.ts";

/** The reports of losses to the receivers of log records. */
export interface LossReports {
  /** Reports what was not reported yet, for `timeoutMs` at most. Resolves at once where that is nothing. Never rejects. */
  send(timeoutMs: number): Promise<void>;
  /** Reports nothing more by itself. */
  stop(): void;
}

/** From a loss to its report: what is lost at the same time is reported together. */
const firstMs = 1000;
/** Between two reports. */
const intervalMs = 10_000;

/** Reports losses from now on, until {@link LossReports.stop}. */
export function createLossReports(options: LossReportOptions): LossReports {
  const exporters = options.exporters.filter(({ take }) => take === undefined);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let sentAt = -Infinity;
  let sending: Promise<boolean> | undefined;
  const noteLosses = (): void => {
    if (stopped || timer !== undefined) return;
    const waitMs = Math.max(firstMs, sentAt + intervalMs - performance.now());
    // a loss is found in a request, to which this timer does not belong
    timer = suppressed(() =>
      setTimeout(
        harmless(() => {
          timer = undefined;
          void send(intervalMs).catch((error: unknown) => report("internal_error", error));
        }),
        waitMs,
      ).unref(),
    );
  };
  async function send(timeoutMs: number): Promise<void> {
    await sending;
    const losses = takeLosses();
    if (losses.length === 0) return;
    sentAt = performance.now();
    sending = sendReport({ ...options, exporters }, losses, timeoutMs).finally(() => (sending = undefined));
    if (!(await sending)) noteLosses();
  }
  if (exporters.length > 0) watchLosses(noteLosses);
  return {
    send: async (timeoutMs) => (exporters.length === 0 ? undefined : send(timeoutMs)),
    stop() {
      stopped = true;
      watchLosses(undefined);
      clearTimeout(timer);
    },
  };
}
