// The colours of the current theme, for canvases.
import { useEffect, useState } from "react";

import { readPalette, type Palette } from "../draw/palette.ts";
import { onThemeChange, resolveColor } from "./color.ts";
import { serviceColor } from "./service-color.ts";

/** A new palette after each change of the theme, so that canvases are drawn again. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(() => readPalette(resolveColor, serviceColor));
  useEffect(() => onThemeChange(() => setPalette(readPalette(resolveColor, serviceColor))), []);
  return palette;
}
