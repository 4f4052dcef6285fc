// The strip of figures of one service, compared with the period before.
import type { ServiceDetail } from "contract";
import type { JSX } from "react";

import { formatCount, formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { judgePeriods } from "../../lib/service-verdict.ts";
import { Figures } from "../../ui/figures.tsx";

export function ServiceFigures({ detail }: { readonly detail: ServiceDetail }): JSX.Element {
  const { current, previous } = detail;
  const verdict = judgePeriods(current, previous);
  return (
    <Figures
      figures={[
        {
          label: "Rate",
          value: formatRate(current.ratePerSecond),
          title: `${formatCount(current.entries)} requests and messages`,
          delta: { now: current.ratePerSecond, before: previous?.ratePerSecond },
        },
        {
          label: "Errors",
          value: formatShare(current.entries === 0 ? null : current.errorRate),
          title: `${current.errors} of ${current.entries}`,
          delta: {
            now: current.errorRate,
            before: previous?.errorRate,
            share: true,
            verdict: verdict.errors,
          },
        },
        {
          label: "p50",
          value: formatDuration(current.p50Ms),
          delta: durations(current.p50Ms, previous?.p50Ms),
        },
        {
          label: "p95",
          value: formatDuration(current.p95Ms),
          title: `${current.p95Ms} ms`,
          delta: { ...durations(current.p95Ms, previous?.p95Ms), verdict: verdict.p95 },
        },
        {
          label: "p99",
          value: formatDuration(current.p99Ms),
          delta: durations(current.p99Ms, previous?.p99Ms),
        },
      ]}
    />
  );
}

const durations = (
  now: number | null,
  before: number | null | undefined,
): { now: number | null; before: number | null | undefined } => ({ now, before });
