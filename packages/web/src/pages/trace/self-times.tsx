// Self time by service, as one stacked bar.
import type { CSSProperties, JSX } from "react";

import type { SelfShare } from "../../draw/self-time.ts";
import { formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { serviceColor } from "../../ui/service-color.ts";
import css from "./self-times.module.css";
import { ui } from "../../ui/styles.ts";
import serviceName from "../../ui/service-name.module.css";

const named = 4;

export function SelfTimes({ shares }: { readonly shares: readonly SelfShare[] }): JSX.Element {
  const rest = shares.length - named;
  return (
    <footer className={css["footer"]}>
      <span className={ui.text["dim"]} title="Time in which none of a span's children ran, by service">
        Self time
      </span>
      <div
        className={css["stack"]}
        role="img"
        aria-label={shares.map((s) => `${s.service} ${formatShare(s.share)}`).join(", ")}
      >
        {shares
          .filter((s) => s.selfMs > 0)
          .map((s) => (
            <i
              key={s.service}
              style={{ flex: `${s.share} 1 0`, background: serviceColor(s.service) }}
              title={`${s.service} ${formatDuration(s.selfMs)}`}
            />
          ))}
      </div>
      <div className={css["legend"]}>
        {shares.slice(0, named).map((s) => (
          <span
            key={s.service}
            className={classes(serviceName["service"], css["service"])}
            style={{ "--c": serviceColor(s.service) } as CSSProperties}
          >
            <span className={ui.text["ellip"]}>{s.service}</span>
            <span className={ui.text["dim"]}>{formatShare(s.share)}</span>
          </span>
        ))}
        {rest > 0 && <span className={ui.text["dim"]}>+ {rest}</span>}
      </div>
    </footer>
  );
}
