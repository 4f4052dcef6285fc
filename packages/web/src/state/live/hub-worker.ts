// The shared worker that has the event stream of all tabs. It belongs to no tab: it outlives each that is closed, is frozen or crashes.
import { createHub, type Tab, type TabMessage } from "./hub.ts";

const hub = createHub();

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port === undefined) return;
  const tab: Tab = { send: (message) => port.postMessage(message, []) };
  port.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => hub.receive(tab, data));
  port.start();
});
