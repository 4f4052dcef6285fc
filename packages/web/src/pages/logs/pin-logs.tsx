// The records of the page by severity, as a chart of a dashboard. Nothing where a chart would show more records than the page.
import type { LogHistogramQuery } from "contract";
import type { JSX } from "react";

import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";

export function PinLogs({ conditions }: { readonly conditions: LogHistogramQuery }): JSX.Element | null {
  const { text, severity, service, filter = [], eventName, pattern, kind, traceId, spanId } = conditions;
  if ([pattern, kind, traceId, spanId].some((one) => one !== undefined)) return null;
  const events = eventName === undefined ? [] : [`event.name=${eventName}`];
  const source = { logs: text ?? "", severity, service, filter: [...filter, ...events] };
  return <PinToDashboard chart={{ title: "Log records by severity", sources: [source] }} />;
}
