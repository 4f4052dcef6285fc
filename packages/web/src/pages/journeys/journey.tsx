import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function JourneyPage(): JSX.Element {
  return <PageHead title="Journey" />;
}
