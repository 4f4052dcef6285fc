// What differs between the failing or slow requests of the service and its others.
import type { ServiceDetail } from "contract";
import { useState, type JSX } from "react";

import { useScope } from "../../state/scope.ts";
import { Segments } from "../../ui/segments.tsx";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import css from "./service-differs.module.css";
import { slowFromMs } from "./slow-from.ts";

type Side = "failing" | "slow";

/** Fewer failing spans are not compared: the slow ones are. */
const fewFailing = 5;

export function ServiceDiffers({ detail }: { readonly detail: ServiceDetail }): JSX.Element | null {
  const { query } = useScope();
  const { errors, p95Ms } = detail.current;
  const [side, setSide] = useState<Side>(errors >= fewFailing ? "failing" : "slow");
  const [kept, setKept] = useState<number>();
  const fromMs = slowFromMs(p95Ms, kept);
  if (fromMs !== kept) setKept(fromMs);
  if (fromMs === undefined) return null;
  const selection = side === "failing" ? ({ status: "error" } as const) : { minDurationMs: fromMs };
  return (
    <div className={css["differs"]}>
      <Segments
        label="Compare"
        className={css["side"]}
        value={side}
        choices={[
          ["failing", "Failing"],
          ["slow", "Slowest 5 %"],
        ]}
        onChange={setSide}
      />
      <WhatDiffers
        query={{ ...query, filter: [...(query.filter ?? [])], service: detail.name, ...selection }}
        selectionLabel={side}
        restLabel="others"
      />
    </div>
  );
}
