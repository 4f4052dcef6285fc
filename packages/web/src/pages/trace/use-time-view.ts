// The part of the trace's time that the waterfall and the flame graph show: all of it, until you zoom.
import { useCallback, useMemo, useState } from "react";

import type { TimeView } from "../../draw/time-view.ts";
import type { TraceModel } from "./trace-model.ts";

export interface ShownTime {
  readonly view: TimeView;
  setView(view: TimeView): void;
  showAll(): void;
}

/** Each trace starts with all of its time, also of spans that arrive later. */
export function useTimeView(model: TraceModel): ShownTime {
  const { durationMs } = model.tree;
  const { traceId } = model.trace;
  const whole = useMemo<TimeView>(() => ({ start: 0, end: durationMs }), [durationMs]);
  const [zoom, setZoom] = useState<{ readonly of: string; readonly view: TimeView } | null>(null);
  const setView = useCallback((view: TimeView) => setZoom({ of: traceId, view }), [traceId]);
  return { view: zoom?.of === traceId ? zoom.view : whole, setView, showAll: () => setZoom(null) };
}
