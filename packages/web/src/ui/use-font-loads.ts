// Counts the loads of fonts, for canvases: text drawn before its font was there is measured and drawn again.
import { useEffect, useState } from "react";

import { forgetWidths } from "../draw/fit-text.ts";

/** Another number after the page has loaded a font. */
export function useFontLoads(): number {
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    const onLoad = (): void => {
      forgetWidths();
      setLoads((count) => count + 1);
    };
    document.fonts.addEventListener("loadingdone", onLoad);
    return () => document.fonts.removeEventListener("loadingdone", onLoad);
  }, []);
  return loads;
}
