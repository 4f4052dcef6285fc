import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function OverviewPage(): JSX.Element {
  return <PageHead title="Overview" />;
}
