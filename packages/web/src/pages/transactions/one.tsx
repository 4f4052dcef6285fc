import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function TransactionPage(): JSX.Element {
  return <PageHead title="Transaction" />;
}
