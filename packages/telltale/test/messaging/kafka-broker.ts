// A broker of one node that speaks Kafka's wire protocol as far as a client needs it to send and to consume in a group of one:
// topics of one partition in memory, record batches kept as the bytes they are. No compression, no transactions, no security.
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A running broker. */
export interface KafkaBroker {
  readonly port: number;
  /** Has the next produce requests answered with an error of the protocol. */
  failNext(code: number, times: number): void;
  close(): Promise<void>;
}

const apis = {
  produce: 0,
  fetch: 1,
  listOffsets: 2,
  metadata: 3,
  commit: 8,
  committed: 9,
  coordinator: 10,
  join: 11,
};
const versions: readonly (readonly [key: number, version: number])[] = [
  [apis.produce, 3],
  [apis.fetch, 4],
  [apis.listOffsets, 1],
  [apis.metadata, 1],
  [apis.commit, 2],
  [apis.committed, 1],
  [apis.coordinator, 0],
  [apis.join, 1],
  [12, 0],
  [13, 0],
  [14, 0],
  [18, 0],
];

interface Batch {
  readonly first: number;
  readonly next: number;
  readonly bytes: Buffer;
}
interface Topic {
  readonly batches: Batch[];
  end: number;
}

/** Starts a broker on a port of its own. */
export async function startKafkaBroker(): Promise<KafkaBroker> {
  const topics = new Map<string, Topic>();
  const offsets = new Map<string, bigint>();
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  const failures: number[] = [];
  let generation = 0;
  let port = 0;
  const topicOf = (name: string): Topic => {
    let topic = topics.get(name);
    if (topic === undefined) topics.set(name, (topic = { batches: [], end: 0 }));
    return topic;
  };

  function produce(read: Reader): Writer {
    read.text();
    read.int16();
    read.int32();
    const answer = write();
    answer.array(
      read.array(() => ({
        name: read.text() ?? "",
        parts: read.array(() => ({ id: read.int32(), bytes: read.bytes() })),
      })),
      ({ name, parts }) => {
        answer.text(name);
        answer.array(parts, ({ id, bytes }) => {
          const topic = topicOf(name);
          const failure = failures.shift() ?? 0;
          const first = topic.end;
          if (failure === 0) append(topic, bytes);
          answer.int32(id).int16(failure).int64(BigInt(first)).int64(-1n);
        });
      },
    );
    for (const wake of waiting) wake();
    return answer.int32(0);
  }

  function append(topic: Topic, bytes: Buffer): void {
    const count = bytes.readInt32BE(23) + 1;
    const kept = Buffer.from(bytes);
    kept.writeBigInt64BE(BigInt(topic.end), 0);
    topic.batches.push({ first: topic.end, next: topic.end + count, bytes: kept });
    topic.end += count;
  }

  async function fetch(read: Reader): Promise<Writer> {
    read.int32();
    const waitMs = read.int32();
    read.int32();
    read.int32();
    read.int8();
    const asked = read.array(() => ({
      name: read.text() ?? "",
      parts: read.array(() => ({ id: read.int32(), from: Number(read.int64()), most: read.int32() })),
    }));
    const hasNews = (): boolean =>
      asked.some(({ name, parts }) => parts.some(({ from }) => topicOf(name).end > from));
    if (!hasNews()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, Math.min(waitMs, 200));
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
    const answer = write().int32(0);
    return answer.array(asked, ({ name, parts }) => {
      answer.text(name);
      answer.array(parts, ({ id, from }) => {
        const topic = topicOf(name);
        const records = Buffer.concat(
          topic.batches.filter(({ next }) => next > from).map(({ bytes }) => bytes),
        );
        answer.int32(id).int16(0).int64(BigInt(topic.end)).int64(BigInt(topic.end)).int32(-1).bytes(records);
      });
    });
  }

  function metadata(read: Reader): Writer {
    const names = read.array(() => read.text() ?? "");
    const answer = write();
    answer.array([0], (id) => answer.int32(id).text("127.0.0.1").int32(port).text(null));
    answer.int32(0);
    return answer.array(names, (name) => {
      topicOf(name);
      answer.int16(0).text(name).int8(0);
      answer.array([0], (id) => {
        answer.int16(0).int32(id).int32(0);
        answer.array([0], (replica) => answer.int32(replica));
        answer.array([0], (replica) => answer.int32(replica));
      });
    });
  }

  function listOffsets(read: Reader): Writer {
    read.int32();
    const answer = write();
    return answer.array(
      read.array(() => ({
        name: read.text() ?? "",
        parts: read.array(() => ({ id: read.int32(), time: read.int64() })),
      })),
      ({ name, parts }) => {
        answer.text(name);
        answer.array(parts, ({ id, time }) => {
          const at = time === -2n ? 0 : topicOf(name).end;
          answer.int32(id).int16(0).int64(-1n).int64(BigInt(at));
        });
      },
    );
  }

  function join(read: Reader): Writer {
    read.text();
    read.int32();
    read.int32();
    const member = read.text() || `member-${generation}`;
    read.text();
    const [protocol] = read.array(() => ({ name: read.text(), bytes: read.bytes() }));
    const answer = write().int16(0).int32(++generation);
    answer
      .text(protocol?.name ?? "")
      .text(member)
      .text(member);
    return answer.array([member], (id) => answer.text(id).bytes(protocol?.bytes ?? Buffer.alloc(0)));
  }

  function sync(read: Reader): Writer {
    read.text();
    read.int32();
    read.text();
    const [mine] = read.array(() => ({ id: read.text(), bytes: read.bytes() }));
    return write()
      .int16(0)
      .bytes(mine?.bytes ?? Buffer.alloc(0));
  }

  function commit(read: Reader): Writer {
    const group = read.text();
    read.int32();
    read.text();
    read.int64();
    const answer = write();
    return answer.array(
      read.array(() => ({
        name: read.text() ?? "",
        parts: read.array(() => ({ id: read.int32(), offset: read.int64(), note: read.text() })),
      })),
      ({ name, parts }) => {
        answer.text(name);
        answer.array(parts, ({ id, offset }) => {
          offsets.set(`${group} ${name} ${id}`, offset);
          answer.int32(id).int16(0);
        });
      },
    );
  }

  function committed(read: Reader): Writer {
    const group = read.text();
    const answer = write();
    return answer.array(
      read.array(() => ({ name: read.text() ?? "", ids: read.array(() => read.int32()) })),
      ({ name, ids }) => {
        answer.text(name);
        answer.array(ids, (id) =>
          answer
            .int32(id)
            .int64(offsets.get(`${group} ${name} ${id}`) ?? -1n)
            .text("")
            .int16(0),
        );
      },
    );
  }

  function apiVersions(): Writer {
    const answer = write().int16(0);
    return answer.array(versions, ([key, version]) => answer.int16(key).int16(version).int16(version));
  }

  const answers: Readonly<Record<number, (read: Reader) => Writer | Promise<Writer>>> = {
    [apis.produce]: produce,
    [apis.fetch]: fetch,
    [apis.listOffsets]: listOffsets,
    [apis.metadata]: metadata,
    [apis.commit]: commit,
    [apis.committed]: committed,
    [apis.coordinator]: () => write().int16(0).int32(0).text("127.0.0.1").int32(port),
    [apis.join]: join,
    12: () => write().int16(0),
    13: () => write().int16(0),
    14: sync,
    18: apiVersions,
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let buffered = Buffer.alloc(0);
    // answers go back in the order of the requests
    let last: Promise<void> = Promise.resolve();
    socket.on("data", (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 4 && buffered.length >= 4 + buffered.readInt32BE(0)) {
        const size = buffered.readInt32BE(0);
        const read = reader(buffered.subarray(4, 4 + size));
        buffered = buffered.subarray(4 + size);
        const key = read.int16();
        read.int16();
        const correlation = read.int32();
        read.text();
        const answered = answers[key]?.(read) ?? write();
        last = reply(socket, correlation, last, answered);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  ({ port } = server.address() as AddressInfo);
  return {
    port,
    failNext: (code, times) => failures.push(...Array<number>(times).fill(code)),
    async close() {
      for (const wake of waiting) wake();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function reply(
  socket: Socket,
  correlation: number,
  before: Promise<void>,
  answered: Writer | Promise<Writer>,
): Promise<void> {
  await before;
  const body = (await answered).done();
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 4, 0);
  head.writeInt32BE(correlation, 4);
  socket.write(Buffer.concat([head, body]));
}

interface Reader {
  int8(): number;
  int16(): number;
  int32(): number;
  int64(): bigint;
  text(): string | null;
  bytes(): Buffer;
  array<T>(one: () => T): T[];
}

function reader(from: Buffer): Reader {
  let at = 0;
  const take = (size: number): Buffer => from.subarray(at, (at += size));
  const read: Reader = {
    int8: () => take(1).readInt8(),
    int16: () => take(2).readInt16BE(),
    int32: () => take(4).readInt32BE(),
    int64: () => take(8).readBigInt64BE(),
    text() {
      const size = read.int16();
      return size < 0 ? null : take(size).toString();
    },
    bytes: () => take(Math.max(0, read.int32())),
    array: (one) => Array.from({ length: Math.max(0, read.int32()) }, one),
  };
  return read;
}

interface Writer {
  int8(value: number): Writer;
  int16(value: number): Writer;
  int32(value: number): Writer;
  int64(value: bigint): Writer;
  text(value: string | null): Writer;
  bytes(value: Buffer): Writer;
  array<T>(values: readonly T[], one: (value: T) => unknown): Writer;
  done(): Buffer;
}

function write(): Writer {
  const parts: Buffer[] = [];
  const put = (size: number, fill: (buffer: Buffer) => unknown): Writer => {
    const buffer = Buffer.alloc(size);
    fill(buffer);
    parts.push(buffer);
    return writer;
  };
  const writer: Writer = {
    int8: (value) => put(1, (buffer) => buffer.writeInt8(value)),
    int16: (value) => put(2, (buffer) => buffer.writeInt16BE(value)),
    int32: (value) => put(4, (buffer) => buffer.writeInt32BE(value)),
    int64: (value) => put(8, (buffer) => buffer.writeBigInt64BE(value)),
    text(value) {
      if (value === null) return writer.int16(-1);
      const bytes = Buffer.from(value);
      writer.int16(bytes.length);
      parts.push(bytes);
      return writer;
    },
    bytes(value) {
      writer.int32(value.length);
      parts.push(value);
      return writer;
    },
    array(values, one) {
      writer.int32(values.length);
      for (const value of values) one(value);
      return writer;
    },
    done: () => Buffer.concat(parts),
  };
  return writer;
}
