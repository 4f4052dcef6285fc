import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function FunnelPage(): JSX.Element {
  return <PageHead title="Funnel" />;
}
