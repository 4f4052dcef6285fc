// The diagnostics channels of redis from 5.12 on. The commands of a pipeline are published inside of it, and are part of its span.
import { beginOperation } from "../database/operation.ts";
import { type ChannelReading, listenToCalls } from "../database/channel.ts";
import {
  beginBatch,
  isInterrupted,
  type RedisAt,
  type RedisCommand,
  shapeOfBatch,
  shapeOfCommand,
} from "../database/redis-command.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import { shared } from "../../engine/runtime/shared.ts";
import type { DatabaseTarget } from "../database/shape.ts";

interface ChannelMessage {
  readonly command?: string;
  readonly args?: readonly unknown[];
  readonly database?: number;
  readonly serverAddress?: string;
  readonly serverPort?: number;
  readonly batchMode?: string;
  readonly batchSize?: number;
}

interface Readings {
  readonly single: ChannelReading<ChannelMessage>;
  readonly batch: ChannelReading<ChannelMessage>;
}

// one listener for all copies of the library in the process
const heard = shared("redis channels", () => ({
  by: undefined as DatabaseSettings | undefined,
  readings: undefined as Readings | undefined,
}));

/** Listens to all clients there are and will be. The first settings stay, but for those of a higher word. */
export function subscribeToChannels(
  targets: (at: RedisAt) => DatabaseTarget,
  settings: DatabaseSettings,
): void {
  const { by } = heard;
  if (by !== undefined && settings.priority <= by.priority) return;
  heard.by = settings;
  heard.readings = createReadings(targets, settings);
  if (by !== undefined) return;
  listenToCalls<ChannelMessage>("node-redis:command", {
    begin: (message) => heard.readings?.single.begin(message),
    isEnd: isInterrupted,
  });
  listenToCalls<ChannelMessage>("node-redis:batch", {
    begin: (message) => heard.readings?.batch.begin(message),
    made: (message, operation) => heard.readings?.batch.made?.(message, operation),
    isEnd: isInterrupted,
  });
}

function createReadings(targets: (at: RedisAt) => DatabaseTarget, settings: DatabaseSettings): Readings {
  const targetOf = ({ serverAddress, serverPort, database }: ChannelMessage): DatabaseTarget =>
    targets({ host: serverAddress, port: serverPort, database });
  // the commands of the pipeline that is being made, in one synchronous go
  let commands: RedisCommand[] | undefined;
  const single: ChannelReading<ChannelMessage> = {
    begin(message) {
      const { args = [], batchMode } = message;
      if (batchMode === undefined)
        return beginOperation(() => shapeOfCommand(targetOf(message), args), settings);
      commands?.push([...args]);
      return undefined;
    },
  };
  const batch: ChannelReading<ChannelMessage> = {
    begin(message) {
      commands = [];
      const mode = message.batchMode ?? "PIPELINE";
      return beginBatch(() => shapeOfBatch(targetOf(message), mode, []), message.batchSize ?? 0, settings);
    },
    made(message, operation) {
      const mode = message.batchMode ?? "PIPELINE";
      if (commands !== undefined && commands.length > 0)
        operation.reshape(shapeOfBatch(targetOf(message), mode, commands));
      commands = undefined;
    },
  };
  return { single, batch };
}
