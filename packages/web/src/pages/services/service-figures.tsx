// The strip of figures of one service, compared with the period before.
import type { ServiceDetail } from "contract";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { isSampled } from "../../lib/estimated-rate.ts";
import { judgePeriods } from "../../lib/service-verdict.ts";
import { Figures } from "../../ui/figures.tsx";

export function ServiceFigures({ detail }: { readonly detail: ServiceDetail }): JSX.Element {
  const { current, previous } = detail;
  const verdict = judgePeriods(current, previous);
  const lack = lackOfFigures(current.entries, previous?.entries);
  const durations = (key: "p50Ms" | "p95Ms" | "p99Ms") => ({
    now: current[key],
    before: previous?.[key],
    lack,
  });
  return (
    <Figures
      figures={[
        {
          label: "rate",
          value: formatRate(current.estimatedRatePerSecond),
          title: `${formatCount(current.entries)} ${isSampled(current) ? "stored " : ""}requests and messages`,
          delta: {
            now: current.estimatedRatePerSecond,
            before: previous?.estimatedRatePerSecond,
            lack: lackOfCounts(current.entries, previous?.entries),
          },
        },
        {
          label: "errors",
          value: formatShare(current.entries === 0 ? null : current.errorRate),
          title: `${current.errors} of ${current.entries}`,
          delta: {
            now: current.errorRate,
            before: previous?.errorRate,
            share: true,
            verdict: verdict.errors,
            lack,
          },
        },
        {
          label: "p50",
          value: formatDuration(current.p50Ms),
          delta: durations("p50Ms"),
        },
        {
          label: "p95",
          value: formatDuration(current.p95Ms),
          title: `${current.p95Ms} ms`,
          delta: { ...durations("p95Ms"), verdict: verdict.p95 },
        },
        {
          label: "p99",
          value: formatDuration(current.p99Ms),
          delta: durations("p99Ms"),
        },
      ]}
    />
  );
}
