// The detectors as jobs in the background; of each is recorded how far it is.
import { createAnomalyJob } from "./anomalies/job.ts";
import { createHistoryJob } from "./findings/history/job.ts";
import { createFindingJob } from "./findings/job.ts";
import type { Job } from "./lease/leader.ts";
import type { Start } from "./start.ts";
import type { Store } from "./store/store.ts";
import { recordPasses, type RecordedDetector } from "./detectors/record-passes.ts";

export function detectorJobs({ config, log }: Pick<Start, "config" | "log">, store: Store): readonly Job[] {
  const { anomalies } = config;
  const note = (text: string): void => log.warn(text);
  const detection = createAnomalyJob({ ...anomalies, store: store.anomalies, nowMs: Date.now, note });
  // a minute is evaluated when it is complete: most calls find none
  const record = (job: Job, how: Pick<RecordedDetector, "detector" | "untilMs" | "leftOut">): Job =>
    recordPasses(job, { ...how, passes: store.detectorPasses, nowMs: Date.now });
  const detect = record(
    { name: "anomalies", everyMs: 5_000, run: (signal) => detection.tick(signal) },
    {
      detector: "anomalies",
      untilMs: () => detection.figures.until,
      leftOut: () => detection.figures.skipped,
    },
  );
  const judging = createFindingJob({ store: store.findings, nowMs: Date.now, note });
  const judge = record(
    { name: "bottlenecks", everyMs: 5_000, run: (signal) => judging.tick(signal) },
    {
      detector: "bottlenecks",
      untilMs: () => judging.figures.until * 1000,
      leftOut: () => judging.figures.leftOut,
    },
  );
  const { findings, findingHistory: history } = store;
  const comparing = createHistoryJob({ history, findings, nowMs: Date.now, note });
  const compare = record(
    { name: "history of bottlenecks", everyMs: 60_000, run: (signal) => comparing.tick(signal) },
    {
      detector: "history",
      untilMs: () => comparing.figures.untilMs,
      leftOut: () => comparing.figures.leftOut,
    },
  );
  return [judge, compare, ...(anomalies.maxSeries === 0 ? [] : [detect])];
}
