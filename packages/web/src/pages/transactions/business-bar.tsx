// The business context of a transaction: type, id, outcome, amount, user, duration.
import { Link } from "@tanstack/react-router";
import type { Transaction } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./business-bar.module.css";
import { OutcomeStatus } from "./outcome.tsx";

export function BusinessBar({ transaction }: { readonly transaction: Transaction }): JSX.Element {
  const { type, id, outcome, reason, amount, user, session, durationMs, service, environment, traceId } =
    transaction;
  return (
    <section className={css["bar"]} aria-label="Business context">
      <div title={type}>
        <span className={css["label"]}>transaction</span>
        <b>{type}</b>
      </div>
      <div title={id}>
        <span className={css["label"]}>id</span>
        <b>{id}</b>
      </div>
      <div title={reason === "" ? outcome : `${outcome} ${reason}`}>
        <span className={css["label"]}>outcome</span>
        <OutcomeStatus outcome={outcome} className={css["outcome"]} />
        {reason !== "" && <span className={ui.text["soft"]}> {reason}</span>}
      </div>
      <div title={formatMoneyExact(amount)}>
        <span className={css["label"]}>amount</span>
        <b>{formatMoney(amount)}</b>
      </div>
      <div>
        <span className={css["label"]}>user</span>
        {user === "" ? (
          none
        ) : (
          <Link
            className={ui.text["link"]}
            to="/people/$id"
            params={{ id: user }}
            title="Everything this person did"
          >
            {user}
          </Link>
        )}{" "}
        {session !== "" && (
          <span className={classes(ui.text["dim"], ui.screen["hideNarrow"])} title="session">
            {session}
          </span>
        )}
      </div>
      <div>
        <span className={css["label"]}>took</span>
        <b>{formatDuration(durationMs)}</b>
      </div>
      <div className={css["grow"]}>
        <span className={css["label"]}>{environment === "" ? "service" : `service in ${environment}`}</span>
        <ServiceName name={service} />
      </div>
      {traceId !== "" && (
        <Link className={ui.button["button"]} to="/traces/$id" params={{ id: traceId }}>
          Open trace
        </Link>
      )}
    </section>
  );
}
