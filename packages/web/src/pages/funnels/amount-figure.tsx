// An amount beside its change, or that none is recorded.
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { Delta } from "../../ui/delta.tsx";
import { ui } from "../../ui/styles.ts";
import type { Amounts } from "./amounts.ts";

interface AmountFigureProps {
  readonly amounts: Amounts;
  /** All people whose amounts they would be. */
  readonly of: number;
}

const mostCurrencies = 2;

/** With the number of people who have an amount, where others have none. */
export function AmountFigure({ amounts, of }: AmountFigureProps): JSX.Element {
  const { money, people, now, before } = amounts;
  if (people === 0) return <NotRecorded />;
  return (
    <>
      <b title={money.map(formatMoneyExact).join(" + ")}>{formatAmounts(money, mostCurrencies)}</b>{" "}
      <Delta
        now={now}
        before={before}
        format={(amount) => formatAmounts(money.map((one) => ({ ...one, amount: String(amount) })))}
      />
      {people < of && (
        <span className={ui.text["dim"]} title={`${formatCount(of - people)} without a recorded amount`}>
          {" "}
          of {formatCount(people)}
        </span>
      )}
    </>
  );
}

export function NotRecorded(): JSX.Element {
  return (
    <span
      className={ui.text["dim"]}
      title="No transaction with an amount is recorded of these people in the range."
    >
      not recorded
    </span>
  );
}
