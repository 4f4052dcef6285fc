import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";

export function JourneysPage(): JSX.Element {
  return <PageHead title="Journeys" />;
}
