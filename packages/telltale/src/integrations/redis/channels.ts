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
import type { Place } from "../database/shape.ts";

interface Told {
  readonly command?: string;
  readonly args?: readonly unknown[];
  readonly database?: number;
  readonly serverAddress?: string;
  readonly serverPort?: number;
  readonly batchMode?: string;
  readonly batchSize?: number;
}

interface Readings {
  readonly single: ChannelReading<Told>;
  readonly batch: ChannelReading<Told>;
}

// one listener for all copies of the library in the process
const heard = shared("redis channels", () => ({
  by: undefined as DatabaseSettings | undefined,
  readings: undefined as Readings | undefined,
}));

/** Listens to all clients there are and will be. The first settings stay, but for those of a higher word. */
export function subscribeToChannels(places: (at: RedisAt) => Place, settings: DatabaseSettings): void {
  const { by } = heard;
  if (by !== undefined && settings.word <= by.word) return;
  heard.by = settings;
  heard.readings = createReadings(places, settings);
  if (by !== undefined) return;
  listenToCalls<Told>("node-redis:command", {
    begin: (told) => heard.readings?.single.begin(told),
    isEnd: isInterrupted,
  });
  listenToCalls<Told>("node-redis:batch", {
    begin: (told) => heard.readings?.batch.begin(told),
    made: (told, operation) => heard.readings?.batch.made?.(told, operation),
    isEnd: isInterrupted,
  });
}

function createReadings(places: (at: RedisAt) => Place, settings: DatabaseSettings): Readings {
  const placeOf = ({ serverAddress, serverPort, database }: Told): Place =>
    places({ host: serverAddress, port: serverPort, database });
  // the commands of the pipeline that is being made, in one synchronous go
  let commands: RedisCommand[] | undefined;
  const single: ChannelReading<Told> = {
    begin(told) {
      const { args = [], batchMode } = told;
      if (batchMode === undefined) return beginOperation(() => shapeOfCommand(placeOf(told), args), settings);
      commands?.push([...args]);
      return undefined;
    },
  };
  const batch: ChannelReading<Told> = {
    begin(told) {
      commands = [];
      const mode = told.batchMode ?? "PIPELINE";
      return beginBatch(() => shapeOfBatch(placeOf(told), mode, []), told.batchSize ?? 0, settings);
    },
    made(told, operation) {
      const mode = told.batchMode ?? "PIPELINE";
      if (commands !== undefined && commands.length > 0)
        operation.reshape(shapeOfBatch(placeOf(told), mode, commands));
      commands = undefined;
    },
  };
  return { single, batch };
}
