// The filters of the transactions: outcome, id, amount, duration, attributes, reason and user. All of them are in the address.
import { parseDurationNs } from "catalog/duration";
import { mistakeOf, type Outcome, readCondition } from "contract";
import { useState, type JSX } from "react";

import { readAmount } from "../../lib/read-amount.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./row-filters.module.css";
import type { TransactionTypeSearch } from "./search.ts";

const choices: readonly (readonly [Outcome | undefined, string])[] = [
  [undefined, "all"],
  ["completed", "completed"],
  ["failed", "failed"],
  ["abandoned", "abandoned"],
  ["open", "open"],
];

export interface RowFiltersProps {
  readonly search: TransactionTypeSearch;
  readonly onSearch: (change: TransactionTypeSearch) => void;
}

export function RowFilters({ search, onSearch }: RowFiltersProps): JSX.Element {
  return (
    <header className={css["filters"]}>
      <Segments
        label="Outcome"
        value={search.outcome}
        choices={choices}
        onChange={(outcome) => onSearch({ outcome, reason: undefined })}
      />
      <SearchInput
        className={css["search"]}
        label="Part of the id"
        value={search.search ?? ""}
        onChange={(text) => onSearch({ search: text === "" ? undefined : text })}
      />
      <Limits
        name="Amount"
        low={search.minAmount}
        high={search.maxAmount}
        read={readAmount}
        write={String}
        onChange={(minAmount, maxAmount) => onSearch({ minAmount, maxAmount })}
      />
      <Limits
        name="Duration"
        low={search.minMs}
        high={search.maxMs}
        read={readMs}
        write={writeMs}
        onChange={(minMs, maxMs) => onSearch({ minMs, maxMs })}
      />
      <Attribute search={search} onSearch={onSearch} />
      <Chips search={search} onSearch={onSearch} />
    </header>
  );
}

interface LimitsProps {
  readonly name: string;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** `undefined`: not a value. */
  readonly read: (text: string) => number | undefined;
  readonly write: (value: number) => string;
  readonly onChange: (low: number | undefined, high: number | undefined) => void;
}

/** Two fields: from a value on, and up to a value. */
function Limits({ name, low, high, read, write, onChange }: LimitsProps): JSX.Element {
  return (
    <span className={css["limits"]} role="group" aria-label={name}>
      <Limit
        label={`${name} from`}
        {...{ read, write }}
        value={low}
        onChange={(next) => onChange(next, high)}
      />
      <span aria-hidden="true">–</span>
      <Limit
        label={`${name} to`}
        {...{ read, write }}
        value={high}
        onChange={(next) => onChange(low, next)}
      />
    </span>
  );
}

interface LimitProps extends Pick<LimitsProps, "read" | "write"> {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}

function Limit({ label, value, read, write, onChange }: LimitProps): JSX.Element {
  const shown = value === undefined ? "" : write(value);
  const [draft, setDraft] = useState<string>();
  const text = draft ?? shown;
  const isWrong = text.trim() !== "" && read(text) === undefined;
  const accept = (): void => {
    if (draft === undefined || isWrong) return;
    setDraft(undefined);
    onChange(draft.trim() === "" ? undefined : read(draft));
  };
  return (
    <span className={classes(ui.field["field"], css["limit"], isWrong && ui.field["wrong"])}>
      <input
        aria-label={label}
        aria-invalid={isWrong}
        placeholder={label.toLowerCase()}
        value={text}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={accept}
        onKeyDown={(event) => {
          if (event.key === "Enter") accept();
          if (event.key === "Escape") setDraft(undefined);
        }}
      />
    </span>
  );
}

/** A field for one more condition on an attribute. */
function Attribute({ search, onSearch }: RowFiltersProps): JSX.Element {
  const [draft, setDraft] = useState("");
  const condition = readCondition(draft.trim());
  const mistake =
    condition === undefined || condition.operator.endsWith("is")
      ? expectation
      : mistakeOf(condition, noFields);
  const isWrong = draft.trim() !== "" && mistake !== undefined;
  const accept = (): void => {
    if (draft.trim() === "" || isWrong) return;
    onSearch({ where: [...new Set([...(search.where ?? []), draft.trim()])] });
    setDraft("");
  };
  return (
    <span
      className={classes(ui.field["field"], css["attribute"], isWrong && ui.field["wrong"])}
      title={isWrong ? mistake : undefined}
    >
      <input
        aria-label="Attribute condition"
        aria-invalid={isWrong}
        placeholder="attribute=value"
        spellCheck={false}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") accept();
          if (event.key === "Escape") setDraft("");
        }}
      />
    </span>
  );
}

/** All that is named is an attribute: the fields of transactions have filters of their own. */
const noFields: Parameters<typeof mistakeOf>[1] = new Map();

const expectation = "Expected a condition such as `tier=gold`, `items>3` or `coupon exists`.";

/** What narrows the list and has no field: each with a button that removes it. */
function Chips({ search: { user, reason, where = [] }, onSearch }: RowFiltersProps): JSX.Element {
  return (
    <>
      {user !== undefined && (
        <Chip name="user" text={user} label="All users" onRemove={() => onSearch({ user: undefined })} />
      )}
      {reason !== undefined && (
        <Chip
          name="reason"
          text={reason}
          label="All reasons"
          onRemove={() => onSearch({ reason: undefined })}
        />
      )}
      {where.map((condition) => (
        <Chip
          key={condition}
          name=""
          text={condition}
          label={`Remove ${condition}`}
          onRemove={() => {
            const left = where.filter((one) => one !== condition);
            onSearch({ where: left.length === 0 ? undefined : left });
          }}
        />
      ))}
    </>
  );
}

interface ChipProps {
  readonly name: string;
  readonly text: string;
  readonly label: string;
  readonly onRemove: () => void;
}

function Chip({ name, text, label, onRemove }: ChipProps): JSX.Element {
  return (
    <span className={classes(ui.chip["chip"], css["chip"])}>
      {name} <b>{text}</b>
      <button type="button" aria-label={label} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}

/** `250`, `250 ms` or `2.5 s`; without a unit ms. */
function readMs(text: string): number | undefined {
  const ns = parseDurationNs(text.trim(), "ms");
  return ns === undefined ? undefined : ns / 1e6;
}

function writeMs(ms: number): string {
  return `${ms} ms`;
}
