// One JSON line a message on standard output: for collectors of logs, and to try rules.
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { wordingOf } from "../document.ts";
import { oneLine } from "quoting/unicode";
import { toJson } from "./json-message.ts";
import type { Receiver } from "./receiver.ts";

/** `write` gets each line with its end. */
export function createStdout(channel: ChannelOf<"stdout">, write: (line: string) => void): Receiver {
  const wording = wordingOf(channel, oneLine);
  return {
    most: 100,
    joins: true,
    isStateful: false,
    // JSON escapes line ends, so that a value cannot begin a line
    send: async (message) => {
      write(`${JSON.stringify(toJson(message, channel.name, wording))}\n`);
      return {};
    },
  };
}
