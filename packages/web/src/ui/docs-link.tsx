// Links to the documentation, which the console serves beside the pages. It opens in a tab of its own, so that this page stays as it is.
import type { JSX } from "react";

import { ui } from "./styles.ts";

/** Guides that the pages link; tools/docs-links.test.ts checks that they exist. */
export type Guide =
  | "alert-channels"
  | "catalog"
  | "catalog-alerts"
  | "errors"
  | "first-steps"
  | "interactions"
  | "journeys-and-funnels"
  | "logs"
  | "metrics"
  | "profiles"
  | "transactions"
  | "troubleshooting"
  | "workflows";

/** The address of the documentation, or of one of its guides. */
export function docsAddress(guide?: Guide): string {
  return guide === undefined ? "/docs/" : `/docs/guide/${guide}.html`;
}

/** A quiet link to a guide, for empty states. */
export function DocsLink({ guide }: { readonly guide: Guide }): JSX.Element {
  return (
    <a className={ui.button["quiet"]} href={docsAddress(guide)} target="_blank" rel="noreferrer">
      Read the guide
    </a>
  );
}
