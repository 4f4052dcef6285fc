import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function FunnelsPage(): JSX.Element {
  return <PageHead title="Funnels" />;
}
