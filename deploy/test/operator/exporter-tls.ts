// `spec.exporter.tls` of an Instrumentation resource: variables with the paths of certificates, and the volumes that have them.
import type { IInstrumentation } from "@kubernetes-models/opentelemetry-operator/opentelemetry.io/v1alpha1/Instrumentation";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IEnvVar } from "kubernetes-models/v1/EnvVar";
import type { IVolume } from "kubernetes-models/v1/Volume";

type Mount = NonNullable<IContainer["volumeMounts"]>[number];

interface ExporterTls {
  readonly variables: readonly IEnvVar[];
  readonly volumes: readonly IVolume[];
  readonly mounts: readonly Mount[];
}

/** The longest name of a volume. */
const longestName = 63;

/** What an instrumented container and its pod get. The CA is in the ConfigMap if there is one, certificate and key are in the Secret. */
export function exporterTls({ spec = {} }: IInstrumentation): ExporterTls {
  const { ca_file: ca, cert_file: cert, key_file: key } = spec.exporter?.tls ?? {};
  const { secretName = "", configMapName = "" } = spec.exporter?.tls ?? {};
  const secretPath = `/otel-auto-instrumentation-secret-${secretName}`;
  const configMapPath = `/otel-auto-instrumentation-configmap-${configMapName}`;
  const files = [
    ["OTEL_EXPORTER_OTLP_CERTIFICATE", ca, configMapName === "" ? secretPath : configMapPath],
    ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", cert, secretPath],
    ["OTEL_EXPORTER_OTLP_CLIENT_KEY", key, secretPath],
  ] as const;
  const volumes: IVolume[] = [];
  const mounts: Mount[] = [];
  if (secretName !== "") {
    const name = `otel-auto-secret-${secretName}`.slice(0, longestName);
    volumes.push({ name, secret: { secretName } });
    mounts.push({ name, mountPath: secretPath, readOnly: true });
  }
  if (configMapName !== "") {
    const name = `otel-auto-configmap-${configMapName}`.slice(0, longestName);
    volumes.push({ name, configMap: { name: configMapName } });
    mounts.push({ name, mountPath: configMapPath, readOnly: true });
  }
  return {
    variables: files.flatMap(([name, file, folder]) =>
      file === undefined || file === ""
        ? []
        : [{ name, value: file.startsWith("/") ? file : `${folder}/${file}` }],
    ),
    volumes,
    mounts,
  };
}

/** `present` and those of `more` whose name is new. */
export function withNew<Named extends { readonly name: string }>(
  present: readonly Named[],
  more: readonly Named[],
): Named[] {
  return [...present, ...more.filter(({ name }) => !present.some((one) => one.name === name))];
}
