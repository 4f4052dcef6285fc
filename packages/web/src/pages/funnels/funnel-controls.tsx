// How the steps of a funnel must be taken: order, window, excluded steps.
import type { FunnelSummary } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./funnel.module.css";
import type { FunnelSearch, Order } from "./search.ts";
import { windowReason } from "./window-words.ts";

const day = 86_400_000;
const windows = [300_000, 1_800_000, 3_600_000, day, 7 * day] as const;
const orders: readonly (readonly [Order, string])[] = [
  ["ordered", "in order"],
  ["strict", "strictly in order"],
  ["any", "in any order"],
];

export interface FunnelControlsProps {
  readonly search: FunnelSearch;
  /** The window that is used; `undefined` until the funnel is read. */
  readonly window: FunnelSummary["window"] | undefined;
  readonly onSearch: (change: FunnelSearch) => void;
  /** Steps of the journey that the funnel does not have. */
  readonly others: readonly { readonly step: string }[];
}

export function FunnelControls({ search, window, onSearch, others }: FunnelControlsProps): JSX.Element {
  const { within, order = "ordered", exclude = [] } = search;
  const options = [...new Set([...windows, ...(within === undefined ? [] : [within])])].toSorted(
    (a, b) => a - b,
  );
  return (
    <span className={css["chips"]}>
      <label className={ui.chip["chip"]}>
        <select
          value={order}
          aria-label="Order"
          title="Strictly: no other step in between"
          onChange={(event) => {
            const chosen = orders.find(([value]) => value === event.target.value)?.[0];
            onSearch({ order: chosen === "ordered" ? undefined : chosen });
          }}
        >
          {orders.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label className={ui.chip["chip"]}>
        within
        <select
          value={within ?? ""}
          aria-label="Within"
          title={window && windowReason(window)}
          onChange={(event) =>
            onSearch({ within: event.target.value === "" ? undefined : Number(event.target.value) })
          }
        >
          <option value="">{usualWords(window)}</option>
          {options.map((ms) => (
            <option key={ms} value={ms}>
              {formatDuration(ms)}
            </option>
          ))}
        </select>
      </label>
      <span className={ui.chip["chip"]}>
        <span>
          by <b>user</b>, or session
        </span>
      </span>
      <Excluded
        exclude={exclude}
        others={others.map(({ step }) => step)}
        onExclude={(steps) => onSearch({ exclude: steps })}
      />
    </span>
  );
}

/** `usual time (5 min)`. */
function usualWords(window: FunnelSummary["window"] | undefined): string {
  const isUsual = window !== undefined && window.of !== "request";
  return isUsual ? `usual time (${formatDuration(window.ms)})` : "usual time";
}

interface ExcludedProps {
  readonly exclude: readonly string[];
  readonly others: readonly string[];
  readonly onExclude: (steps: readonly string[]) => void;
}

function Excluded({ exclude, others, onExclude }: ExcludedProps): JSX.Element {
  const excludable = others.filter((step) => !exclude.includes(step));
  return (
    <>
      {exclude.map((step) => (
        <span className={ui.chip["chip"]} key={step}>
          without <b>{step}</b>
          <button
            type="button"
            className={css["remove"]}
            aria-label={`Allow ${step} again`}
            onClick={() => onExclude(exclude.filter((other) => other !== step))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      {excludable.length > 0 && (
        <label className={ui.chip["chip"]}>
          <select
            value=""
            aria-label="Exclude a step"
            title="A step that ends an attempt"
            onChange={(event) => onExclude([...exclude, event.target.value])}
          >
            <option value="">exclude a step</option>
            {excludable.map((step) => (
              <option key={step}>{step}</option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}
