import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function TracesPage(): JSX.Element {
  return <PageHead title="Traces" />;
}
