// The fonts of the waterfall's rows, for the canvas. A font that arrives late is used from then on.
import { useMemo } from "react";

import type { RowFonts } from "../../draw/row-text.ts";
import { useFontLoads } from "../../ui/use-font-loads.ts";

/** Another object after the page has loaded a font, so that the canvas is drawn again. */
export function useRowFonts(): RowFonts {
  const loads = useFontLoads();
  return useMemo(() => readFonts(loads), [loads]);
}

function readFonts(_loads: number): RowFonts {
  const { fontFamily } = getComputedStyle(document.body);
  const mono = getComputedStyle(document.documentElement).getPropertyValue("--font-mono");
  return {
    name: `500 13px ${fontFamily}`,
    text: `13px ${fontFamily}`,
    gap: `11px ${fontFamily}`,
    small: `12px ${fontFamily}`,
    mono: `11.5px ${mono}`,
  };
}
