// A template with its values as quiet marks.
import type { LogPattern } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import css from "./template-text.module.css";

/** In place of the skeletons that an hour has too many of (packages/console/src/patterns/overflow.ts). */
const overflow = "…";

export function TemplateText({
  template,
  eventName,
}: Pick<LogPattern, "template" | "eventName">): JSX.Element {
  if (template === overflow) return <span className={ui.text["dim"]}>other texts</span>;
  if (template === "" && eventName === "") return <span className={ui.text["dim"]}>no message</span>;
  return (
    <span className={classes(ui.text["mono"], css["template"])}>
      {eventName !== "" && <span className={css["event"]}>{eventName}</span>}
      {template.split(/(<_>|\*)/).map((part, at) =>
        part === "<_>" || part === "*" ? (
          <i key={at} title={part === "*" ? "a value" : "one or more words"}>
            {part === "*" ? "*" : "⁎⁎"}
          </i>
        ) : (
          part
        ),
      )}
    </span>
  );
}
