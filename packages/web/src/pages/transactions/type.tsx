import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function TransactionTypePage(): JSX.Element {
  return <PageHead title="Transaction" />;
}
