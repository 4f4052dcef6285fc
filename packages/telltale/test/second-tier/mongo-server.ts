// As much of MongoDB's wire protocol as a driver needs to connect, insert, find and be refused: OP_MSG, and OP_QUERY for the first hello.
// One collection in memory; it judges nothing but the command's name.
import { createServer, type AddressInfo, type Server } from "node:net";
import { BSON } from "mongodb";

type Document = Record<string, any>;

const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;

/** A server that listens on a free port. */
export interface MongoServer {
  readonly url: string;
  /** The commands that came, oldest first. */
  readonly commands: readonly string[];
  close(): Promise<void>;
}

/** Starts one. */
export async function startMongo(): Promise<MongoServer> {
  const commands: string[] = [];
  const documents: Document[] = [];
  const server: Server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (part) => {
      received = Buffer.concat([received, part]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const length = received.readInt32LE(0);
        const message = received.subarray(0, length);
        received = received.subarray(length);
        const command = readCommand(message);
        commands.push(Object.keys(command)[0] ?? "");
        socket.write(reply(message, answer(command, documents)));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `mongodb://127.0.0.1:${port}/shop?directConnection=true&serverSelectionTimeoutMS=2000`,
    commands,
    close: async () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function readCommand(message: Buffer): Document {
  const code = message.readInt32LE(12);
  if (code === opQuery) {
    const name = message.indexOf(0, 20);
    return BSON.deserialize(message.subarray(name + 9));
  }
  if (code !== opMessage) throw new Error(`unknown opcode ${code}`);
  let command: Document = {};
  let at = 20;
  while (at < message.length) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (kind === 0) command = { ...command, ...BSON.deserialize(message.subarray(at, at + size)) };
    else {
      // a list of documents beside the command, under its field
      const name = message.indexOf(0, at + 4);
      const list: Document[] = [];
      for (let from = name + 1; from < at + size; from += message.readInt32LE(from))
        list.push(BSON.deserialize(message.subarray(from, from + message.readInt32LE(from))));
      command[message.toString("utf8", at + 4, name)] = list;
    }
    at += size;
  }
  return command;
}

function answer(command: Document, documents: Document[]): Document {
  const [name = ""] = Object.keys(command);
  switch (name.toLowerCase()) {
    case "hello":
    case "ismaster":
      return {
        ok: 1,
        ismaster: true,
        isWritablePrimary: true,
        maxWireVersion: 25,
        minWireVersion: 0,
        ...limits,
      };
    case "insert":
      documents.push(...(command["documents"] as Document[]));
      return { ok: 1, n: (command["documents"] as Document[]).length };
    case "find":
      if (command["find"] === "nowhere")
        return { ok: 0, code: 13, codeName: "Unauthorized", errmsg: "not allowed" };
      return { ok: 1, cursor: { id: BSON.Long.ZERO, ns: `shop.${command["find"]}`, firstBatch: documents } };
    case "update":
      return { ok: 1, n: 1, nModified: 1 };
    default:
      return { ok: 1 };
  }
}

const limits = {
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
};

function reply(message: Buffer, body: Document): Buffer {
  const document = BSON.serialize(body);
  const isQuery = message.readInt32LE(12) === opQuery;
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? opReply : opMessage, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  return Buffer.concat([head, document]);
}
