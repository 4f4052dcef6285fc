// What an application sends by OTLP, in the form that its receivers are compared in.
import { attributesOf, type Receiver, startReceiver } from "../../../telltale/test/engine/receiver.ts";
import { onTestFinished } from "vitest";

/** Variables that send to a receiver of this test. */
export async function receiveOtlp() {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  return {
    receiver,
    variables: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_LOGS_EXPORTER: "none" },
  };
}

type Item = Parameters<typeof attributesOf>[0];

export const spansIn = (receiver: Receiver) =>
  receiver.spans().map((span) => ({
    name: span["name"] as unknown,
    service: attributesOf(span["resource"])["service.name"],
    attributes: attributesOf(span),
    status: { code: span["status"]?.["code"] ?? 0, message: span["status"]?.["message"] ?? "" } as object,
    exceptions: ((span["events"] ?? []) as Item[]).map((event) => attributesOf(event)["exception.message"]),
  }));

export const countsIn = (receiver: Receiver) =>
  receiver.metrics().flatMap((metric) =>
    ((metric["sum"]?.["dataPoints"] ?? []) as Item[]).map((point) => ({
      name: metric["name"] as unknown,
      attributes: attributesOf(point),
      value: Number(point?.["asInt"] ?? point?.["asDouble"] ?? 0),
    })),
  );
