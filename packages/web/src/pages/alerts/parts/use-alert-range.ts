// The range of pages of alerts: that of the address, and without one the default of each route of the API, which is longer than that of
// other pages: alerts are rare.
import { useSearch } from "@tanstack/react-router";

/** Empty unless the address has a range. */
export function useAlertRange(): { readonly from?: string | undefined; readonly to?: string | undefined } {
  const { from, to } = useSearch({ from: "__root__" });
  return from === undefined && to === undefined ? {} : { from, to };
}
