import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function MetricsPage(): JSX.Element {
  return <PageHead title="Metrics" />;
}
