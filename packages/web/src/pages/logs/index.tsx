import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function LogsPage(): JSX.Element {
  return <PageHead title="Logs" />;
}
