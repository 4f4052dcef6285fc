// The page of a journey while its code loads: the outline of the picture, at once after a click.
import type { JSX } from "react";

import { PagePending } from "../../ui/shell/page-states.tsx";
import { SankeyOutline } from "./sankey-outline.tsx";

/** Part of the code of all pages, so it is there before that of the journey. */
export function JourneyPending(): JSX.Element {
  return (
    <>
      <PagePending />
      <SankeyOutline />
    </>
  );
}
