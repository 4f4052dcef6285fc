// What a transaction was worth, before any detail: the one bar with a border.
import { Link } from "@tanstack/react-router";
import type { Transaction } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { OutcomeStatus } from "./outcome.tsx";

export function BusinessBar({ transaction }: { readonly transaction: Transaction }): JSX.Element {
  const { type, id, outcome, reason, amount, user, session, durationMs, service, environment, traceId } =
    transaction;
  return (
    <section className="biz" aria-label="Business context">
      <div>
        <span className="k">transaction</span>
        <b>{type}</b>
      </div>
      <div>
        <span className="k">id</span>
        <b className="ellip">{id}</b>
      </div>
      <div>
        <span className="k">outcome</span>
        <OutcomeStatus outcome={outcome} />
        {reason !== "" && <span className="soft"> {reason}</span>}
      </div>
      <div title={formatMoneyExact(amount)}>
        <span className="k">amount</span>
        <b>{formatMoney(amount)}</b>
      </div>
      <div>
        <span className="k">user</span>
        {user === "" ? (
          none
        ) : (
          <Link className="link" to="/transactions/$type" params={{ type }} search={{ user }}>
            {user}
          </Link>
        )}{" "}
        {session !== "" && (
          <span className="dim hide-s" title="session">
            {session}
          </span>
        )}
      </div>
      <div>
        <span className="k">took</span>
        <b>{formatDuration(durationMs)}</b>
      </div>
      <div className="grow">
        <span className="k">{environment === "" ? "service" : `service in ${environment}`}</span>
        <ServiceName name={service} />
      </div>
      {traceId !== "" && (
        <Link className="btn" to="/traces/$id" params={{ id: traceId }}>
          Open trace
        </Link>
      )}
    </section>
  );
}
