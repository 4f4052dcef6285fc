// Messages of Slack. https://docs.slack.dev/messaging/formatting-message-text#escaping
import { createTag, type Tag, type Written } from "./written.ts";

export type Slack = Written<"slack">;

/** Markup of this program around written parts. */
export const slack: Tag<"slack"> = createTag<"slack">();

/** Text without the three characters that begin markup. */
export function text(plain: string): Slack {
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") as Slack;
}

/** A link. The URL is in its normal form, without `|`, `<` and `>`. */
export function link(label: Slack, url: string): Slack {
  return `<${url.replaceAll("&", "&amp;").replaceAll(/[|<>]/g, encodeURIComponent)}|${label}>` as Slack;
}
