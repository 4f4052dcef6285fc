import type { JSX } from "react";

export function ObjectivesPage(): JSX.Element {
  return <h1>soon</h1>;
}
