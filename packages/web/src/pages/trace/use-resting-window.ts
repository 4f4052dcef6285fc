// The rows for the DOM: those on the screen once scrolling pauses. The canvas shows all rows meanwhile.
import { useEffect, useState } from "react";

import type { RowWindow } from "../../draw/row-layout.ts";
import type { TraceRow } from "../../draw/trace-rows.ts";

const pauseMs = 80;

/** Follows `window` when it has not changed for a moment; at once when the rows themselves have changed or `atOnce`. */
export function useRestingWindow(window: RowWindow, rows: readonly TraceRow[], atOnce: boolean): RowWindow {
  const [resting, setResting] = useState({ window, rows });
  useEffect(() => {
    const timer = setTimeout(() => setResting({ window, rows }), pauseMs);
    return () => clearTimeout(timer);
  }, [window, rows]);
  return atOnce || resting.rows !== rows ? window : resting.window;
}
