// Notifications of the browser: handed to the live event stream, which sends them to the pages that are open.
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { wordingOf } from "../document.ts";
import { cut, safeUrl } from "../text.ts";
import type { Receiver } from "./receiver.ts";

/** Plain text: a page must not make HTML of it. */
export interface BrowserNotification {
  /** Pages show a notification with the same tag once. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly tenant: string;
  /** Page of the alert. */
  readonly url?: string;
}

export function createBrowser(
  channel: ChannelOf<"browser">,
  show: (notification: BrowserNotification) => Promise<void>,
): Receiver {
  const wording = wordingOf(channel);
  return {
    most: 1,
    joins: false,
    isStateful: false,
    send: async ({ id, parts }) => {
      const part = parts[0]!;
      const url = safeUrl(part.details.url);
      await show({
        tag: id,
        title: cut(wording.title(part), 120),
        body: cut(wording.text(part), 300),
        tenant: part.notice.tenant,
        ...(url !== undefined && { url }),
      });
      return {};
    },
  };
}
