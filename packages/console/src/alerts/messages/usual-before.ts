// The usual value of an alert: the median of what its chart shows before it began.
import type { Chart } from "../../notify/chart/chart.ts";
import type { NoticeDetails } from "../../notify/message.ts";

/** Fewer values do not say what is usual. */
const least = 10;

/** Empty where too little is known of the time before `began` (Unix ms). */
export function usualBefore(points: Chart["points"], began: number): Pick<NoticeDetails, "usual"> {
  const before = points.filter(({ at }) => at < began);
  if (before.length < least) return {};
  const values = before.map(({ value }) => value).toSorted((a, b) => a - b);
  const [low, high] = [values[(values.length - 1) >> 1]!, values[values.length >> 1]!];
  return { usual: { value: (low + high) / 2, overMs: began - before[0]!.at } };
}
