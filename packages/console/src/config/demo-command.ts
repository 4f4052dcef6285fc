// The options of `telltale-console demo`.
import { anyText, type OptionsOf, parsed, port } from "./option.ts";

export interface DemoValues {
  readonly data: string | undefined;
  readonly shoppers: string;
  readonly port: number | undefined;
  readonly otlpHttpPort: number | undefined;
  readonly otlpGrpcPort: number | undefined;
}

export const demoCommand: {
  readonly name: string;
  readonly help: string;
  readonly options: OptionsOf<DemoValues>;
} = {
  name: "demo",
  help: "start a console with the data of a demo shop, until Ctrl-C; the first run installs the package telltale-demo",
  options: {
    data: {
      flag: "--data <dir>",
      defaultNote: "a temporary directory",
      parse: anyText,
      help: "data directory that stays after the demo",
      docs: "Variables of Telltale and OpenTelemetry (`TELLTALE_CONSOLE_DATA`, `OTEL_EXPORTER_OTLP_ENDPOINT`) do not apply to the demo.",
    },
    shoppers: {
      flag: "--shoppers <number>",
      default: "12",
      parse: parsed(
        (text) => (/^\d{1,4}$/.test(text) && Number(text) <= 1000 ? text : undefined),
        "a whole number from 0 to 1000",
      ),
      help: "number of synthetic shoppers at a time",
    },
    port: {
      flag: "--port <port>",
      defaultNote: "4319",
      parse: port,
      help: "port of pages and API; 0 picks a free one",
    },
    otlpHttpPort: {
      flag: "--otlp-http-port <port>",
      defaultNote: "4318",
      parse: port,
      help: "port of OTLP/HTTP",
    },
    otlpGrpcPort: {
      flag: "--otlp-grpc-port <port>",
      defaultNote: "4317",
      parse: port,
      help: "port of OTLP/gRPC",
    },
  },
};
