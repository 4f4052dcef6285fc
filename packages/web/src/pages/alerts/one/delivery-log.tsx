// "Why did I (not) get this": each message with its way: evaluated, then withheld or given to channels, then what each answered.
import type { AlertDelivery, AlertNotice } from "contract";
import type { JSX, ReactNode } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import { formatDuration } from "../../../lib/format-duration.ts";
import { Status, type StatusKind } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { withheldText } from "../parts/withheld-text.ts";
import css from "./delivery-log.module.css";

const kinds: Readonly<Record<AlertNotice["kind"], string>> = {
  firing: "fired",
  severity: "changed its severity",
  recovered: "recovered",
  noData: "had no data",
  error: "could not be evaluated",
  ended: "ended with its rule",
  reminder: "still fired: a reminder",
};

export function DeliveryLog({
  notices,
  unit,
}: {
  readonly notices: readonly AlertNotice[];
  readonly unit: string;
}): JSX.Element {
  return (
    <section className={ui.section["section"]} aria-label="Why did I (not) get this">
      <header>
        <h2>Why did I (not) get this</h2>
        <span className={ui.text["dim"]}>each message, and what happened to it</span>
      </header>
      {notices.length === 0 ? (
        <p className={css["none"]}>
          No message in this range. Messages are made when the alert fires, recovers, has no data or fails,
          and as reminders; not while it is pending.
        </p>
      ) : (
        <ol className={css["log"]}>
          {notices.map((notice) => (
            <Notice key={notice.id} notice={notice} unit={unit} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Notice({ notice, unit }: { readonly notice: AlertNotice; readonly unit: string }): JSX.Element {
  const { time, kind, value, withheld, deliveries } = notice;
  const format = alertFormat(notice.unit ?? unit);
  return (
    <li>
      <Step at={time}>
        <b>{kinds[kind]}</b>
        {value !== null && <span className={ui.text["soft"]}> with {format(value)}</span>}
      </Step>
      {withheld !== null && (
        <Step at={time}>
          <Status kind="off">{withheldText(withheld)}</Status>
          <span className={ui.text["dim"]}> no message was sent</span>
        </Step>
      )}
      {withheld === null && deliveries.length === 0 && (
        <Step at={time}>
          <Status kind="info">not sent yet</Status>
          <span className={ui.text["dim"]}> no channel has tried; none may match its labels</span>
        </Step>
      )}
      {deliveries.map((delivery) => (
        <Step key={`${delivery.channel}${delivery.attempt}${delivery.time}`} at={delivery.time}>
          <Delivery delivery={delivery} />
        </Step>
      ))}
    </li>
  );
}

function Step({ at, children }: { readonly at: string; readonly children: ReactNode }): JSX.Element {
  return (
    <div className={css["step"]}>
      <span className={ui.text["dim"]}>
        <Time at={at} />
      </span>
      <span>{children}</span>
    </div>
  );
}

const outcomes: Readonly<Record<AlertDelivery["outcome"], readonly [StatusKind, string]>> = {
  sent: ["ok", "sent to"],
  retry: ["warn", "failed, retried:"],
  dead: ["error", "failed for good:"],
  grouped: ["off", "waits for others of its group, for"],
  limited: ["warn", "waits for the rate limit of"],
  unrouted: ["off", "no channel takes it"],
};

/** `sent to #on-call` · answered 200 in 120 ms. */
export function Delivery({ delivery }: { readonly delivery: AlertDelivery }): JSX.Element {
  const { channel, attempt, outcome, status, ms, error } = delivery;
  const [kind, word] = outcomes[outcome];
  const answer = [
    status === null ? "" : `answered ${status}`,
    ms === null ? "" : `${status === null ? "took" : "in"} ${formatDuration(ms)}`,
  ].filter((text) => text !== "");
  return (
    <>
      <Status kind={kind}>
        {word} {channel}
      </Status>
      <span className={ui.text["soft"]}>
        {answer.length > 0 && ` · ${answer.join(" ")}`}
        {attempt > 1 && ` · attempt ${attempt}`}
        {error !== "" && ` · ${error}`}
      </span>
    </>
  );
}
