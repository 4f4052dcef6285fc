import type { JSX } from "react";

export function ChannelsPage(): JSX.Element {
  return <h1>soon</h1>;
}
