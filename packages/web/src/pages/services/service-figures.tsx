// The strip of figures of one service, compared with the period before.
import type { ServiceDetail } from "contract";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { isSampled } from "../../lib/estimated-rate.ts";
import type { MaybeLate } from "../../lib/completeness.ts";
import { formatMeasure, formatOf } from "../../lib/format-measure.ts";
import { judgePeriods } from "../../lib/service-verdict.ts";
import { type Figure, figureOf, Figures } from "../../ui/figures.tsx";
import { rateTitle } from "./rate-title.ts";

export function ServiceFigures({ detail }: { readonly detail: MaybeLate<ServiceDetail> }): JSX.Element {
  const { current, previous } = detail;
  const verdict = judgePeriods(current, previous);
  const lack = detail.lack ?? lackOfFigures(current.entries, previous?.entries);
  const percentile = (name: "p50" | "p95" | "p99"): Figure => ({
    ...figureOf(`latency.${name}`),
    value: formatMeasure(`latency.${name}`, current[`${name}Ms`]),
    delta: {
      now: current[`${name}Ms`],
      before: previous?.[`${name}Ms`],
      format: formatOf(`latency.${name}`),
      lack,
    },
  });
  const p95 = percentile("p95");
  return (
    <Figures
      figures={[
        {
          ...figureOf("requestRate"),
          value: formatMeasure("requestRate", current.estimatedRatePerSecond, isSampled(current)),
          title: rateTitle({ entries: current.entries, ratesFrom: detail.ratesFrom }),
          delta: {
            now: current.estimatedRatePerSecond,
            before: previous?.estimatedRatePerSecond,
            format: formatOf("requestRate"),
            lack: detail.lack ?? lackOfCounts(current.entries, previous?.entries),
          },
        },
        {
          ...figureOf("errorShare"),
          value: formatMeasure(
            "errorShare",
            current.entries === 0 ? null : current.errorRate,
            isSampled(current),
          ),
          title: `${current.errors} of ${current.entries} stored requests`,
          delta: {
            now: current.errorRate,
            before: previous?.errorRate,
            share: true,
            verdict: verdict.errors,
            lack,
          },
        },
        percentile("p50"),
        { ...p95, delta: { ...p95.delta!, verdict: verdict.p95 } },
        percentile("p99"),
      ]}
    />
  );
}
