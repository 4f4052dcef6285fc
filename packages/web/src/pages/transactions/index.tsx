import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function TransactionsPage(): JSX.Element {
  return <PageHead title="Transactions" />;
}
