// By what a funnel is broken down: an attribute of the records of a step, or of the spans in its traces, each under its own heading.
import type { TraceAttribute } from "contract";
import type { JSX } from "react";

import css from "./groups.module.css";
import type { FunnelSearch } from "./search.ts";

/** An attribute of spans, or of records where it has no operation. */
export interface Attribute {
  readonly key: string;
  readonly service?: string | undefined;
  readonly name?: string | undefined;
}

interface AttributeMenuProps {
  readonly chosen: Attribute;
  /** Attributes of the records. */
  readonly keys: readonly string[];
  /** `undefined` until they are read. */
  readonly ofTraces: readonly TraceAttribute[] | undefined;
  /** Asks for attributes of traces. */
  readonly onOpen: () => void;
  readonly onSearch: (change: FunnelSearch) => void;
}

export function AttributeMenu(props: AttributeMenuProps): JSX.Element {
  const { chosen, keys, ofTraces = [], onOpen, onSearch } = props;
  const chosenSpan = toSpan(chosen);
  const records = [
    ...new Set([...(chosenSpan === undefined && chosen.key !== "" ? [chosen.key] : []), ...keys]),
  ];
  const isListed = ofTraces.some((one) => textOf(one) === textOf(chosen));
  const traces = chosenSpan === undefined || isListed ? ofTraces : [chosenSpan, ...ofTraces];
  return (
    <select
      className={css["by"]}
      aria-label="Attribute"
      value={textOf(chosen)}
      disabled={props.ofTraces !== undefined && records.length + traces.length === 0}
      onFocus={onOpen}
      onChange={(event) => onSearch(toSearch(event.target.value))}
    >
      {chosen.key === "" && <option value="">choose an attribute</option>}
      {records.length > 0 && (
        <optgroup label="Step">
          {records.map((key) => (
            <option key={key} value={textOf({ key })}>
              {key}
            </option>
          ))}
        </optgroup>
      )}
      {[...Map.groupBy(traces, ({ service, name }) => `${service} · ${name}`)].map(
        ([operation, attributes]) => (
          <optgroup key={operation} label={`Trace: ${operation}`}>
            {attributes.map((one) => (
              <option key={one.key} value={textOf(one)}>
                {one.key}
              </option>
            ))}
          </optgroup>
        ),
      )}
    </select>
  );
}

export function toSpan({ key, service, name }: Attribute): TraceAttribute | undefined {
  return service === undefined || name === undefined ? undefined : { key, service, name };
}

const textOf = (attribute: Attribute): string => {
  const span = toSpan(attribute);
  return span === undefined
    ? attribute.key && JSON.stringify([attribute.key])
    : JSON.stringify([span.key, span.service, span.name]);
};

function toSearch(text: string): FunnelSearch {
  const [by, spanService, spanName] = text === "" ? [] : (JSON.parse(text) as (string | undefined)[]);
  return { by, spanService, spanName };
}

interface StepMenuProps {
  /** All steps but the last, which has nothing after it. */
  readonly steps: readonly string[];
  readonly value: string;
  readonly onSearch: (change: FunnelSearch) => void;
}

export function StepMenu({ steps, value, onSearch }: StepMenuProps): JSX.Element | null {
  if (steps.length < 2) return null;
  return (
    <>
      <span>at</span>
      <select
        className={css["by"]}
        aria-label="At step"
        value={value}
        onChange={({ target }) => onSearch({ at: target.value === steps[0] ? undefined : target.value })}
      >
        {steps.map((step) => (
          <option key={step}>{step}</option>
        ))}
      </select>
    </>
  );
}
