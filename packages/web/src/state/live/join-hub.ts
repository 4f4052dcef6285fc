// How a tab gets the events of the stream that all tabs share: from the shared worker, or from a hub of its own where the browser has none.
import { notificationPermission } from "../notifications.ts";
import { createHub, type LiveMessage, stayMs, type TabMessage } from "./hub.ts";

type Listener = (message: LiveMessage) => void;

/** The way to a hub. */
interface Line {
  send(message: TabMessage): void;
  /** Leaves the hub, for good. */
  end(): void;
}

/** After so many answers that did not come the worker has ended. One may be late: the tab or the worker was busy. */
const maxMissing = 2;

/**
 * Calls `listener` with what the hub sends while the tab is visible, or shows notifications.
 *
 * @returns a function that ends it.
 */
export function joinHub(listener: Listener): () => void {
  const ended = new AbortController();
  let isJoined = false;
  /** Whether the page was left. Browsers say after it that the page is hidden. */
  let isGone = false;
  /** Answers that were asked for and have not come. */
  let missing = 0;
  const hear: Listener = (message) => {
    missing = 0;
    listener(message);
  };
  let line = connect();

  function connect(): Line {
    if (typeof SharedWorker === "undefined") return toOwnHub(hear);
    return toWorker(hear, () => {
      // The console has another version by now, which does not have this worker.
      line.end();
      line = toOwnHub(hear);
      if (isJoined) line.send("join");
    });
  }
  function join(isWanted: boolean): void {
    if (isWanted !== isJoined) line.send(isWanted ? "join" : "leave");
    [isJoined, missing] = [isWanted, 0];
  }
  const joinIfWanted = (): void =>
    join(!isGone && (document.visibilityState === "visible" || notificationPermission() === "granted"));
  const setGone = ({ type }: Event): void => {
    isGone = type === "pagehide";
    joinIfWanted();
  };

  /** A worker can end with the process of a tab that crashed. Then a new one takes its place. */
  function stay(): void {
    if (!isJoined) return;
    if (missing >= maxMissing) {
      line.end();
      line = connect();
      line.send("join");
      missing = 0;
    }
    missing += 1;
    line.send("stay");
  }

  document.addEventListener("visibilitychange", joinIfWanted, ended);
  // A page that the browser keeps for *Back* is shown again without being loaded.
  addEventListener("pageshow", setGone, ended);
  addEventListener("pagehide", setGone, ended);
  const timer = setInterval(stay, stayMs);
  joinIfWanted();
  return () => {
    clearInterval(timer);
    ended.abort();
    line.end();
  };
}

function toWorker(listener: Listener, onMissing: () => void): Line {
  const worker = new SharedWorker(new URL("./hub-worker.ts", import.meta.url), {
    type: "module",
    name: "telltale live",
  });
  const { port } = worker;
  worker.addEventListener("error", onMissing, { once: true });
  port.addEventListener("message", ({ data }: MessageEvent<LiveMessage>) => listener(data));
  port.start();
  const send = (message: TabMessage): void => port.postMessage(message, []);
  return {
    send,
    end() {
      worker.removeEventListener("error", onMissing);
      send("leave");
      port.close();
    },
  };
}

function toOwnHub(listener: Listener): Line {
  const hub = createHub();
  const tab = { send: listener };
  return { send: (message) => hub.receive(tab, message), end: () => hub.receive(tab, "leave") };
}
