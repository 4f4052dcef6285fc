// The records of the page by severity, as a chart of a dashboard.
import type { LogHistogramQuery } from "contract";
import type { JSX } from "react";

import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";

export function PinLogs({ conditions }: { readonly conditions: LogHistogramQuery }): JSX.Element {
  const { text = "", filter = [], eventName, severity, service, pattern, kind, traceId, spanId } = conditions;
  const events = eventName === undefined ? [] : [`event.name=${eventName}`];
  const narrowed = { severity, service, pattern, kind, traceId, spanId };
  const source = { logs: text, ...narrowed, filter: [...filter, ...events] };
  return <PinToDashboard chart={{ title: "Log records by severity", sources: [source] }} />;
}
