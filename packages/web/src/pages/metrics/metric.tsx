import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function MetricPage(): JSX.Element {
  return <PageHead title="Metric" />;
}
