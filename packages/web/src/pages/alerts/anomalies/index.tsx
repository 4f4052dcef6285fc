import type { JSX } from "react";

export function AnomaliesPage(): JSX.Element {
  return <h1>soon</h1>;
}
