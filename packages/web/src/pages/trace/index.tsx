import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function TracePage(): JSX.Element {
  return <PageHead title="Trace" />;
}
