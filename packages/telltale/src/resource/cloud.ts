// The cloud, by the variables that its platforms set (semantic conventions: cloud, faas, aws, gcp, azure). Metadata servers
// are not asked: no network call leaves before the application makes one.
import type { Found, Surroundings } from "./detector.ts";

type Variables = Surroundings["variables"];

/** AWS: Lambda, ECS (Fargate and EC2), App Runner by region. A plain EC2 machine sets no variable and stays unknown. */
export function detectAws({ variables }: Surroundings): Found {
  const cloud = {
    "cloud.provider": "aws",
    "cloud.region": variables["AWS_REGION"] ?? variables["AWS_DEFAULT_REGION"],
  };
  if (variables["AWS_LAMBDA_FUNCTION_NAME"]) return { ...cloud, ...lambda(variables) };
  if (variables["ECS_CONTAINER_METADATA_URI_V4"] ?? variables["ECS_CONTAINER_METADATA_URI"]) {
    return { ...cloud, "cloud.platform": "aws_ecs", "aws.ecs.launchtype": launchType(variables) };
  }
  const platform = { AWS_EC2: "aws_ec2", EC2: "aws_ec2", AWS_APP_RUNNER: "aws_app_runner" }[
    variables["AWS_EXECUTION_ENV"] ?? ""
  ];
  return platform === undefined ? {} : { ...cloud, "cloud.platform": platform };
}

function lambda(variables: Variables): Found {
  const megabytes = Number(variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]);
  return {
    "cloud.platform": "aws_lambda",
    "faas.name": variables["AWS_LAMBDA_FUNCTION_NAME"],
    "faas.version": variables["AWS_LAMBDA_FUNCTION_VERSION"],
    "faas.instance": variables["AWS_LAMBDA_LOG_STREAM_NAME"],
    "faas.max_memory": Number.isFinite(megabytes) && megabytes > 0 ? megabytes * 1_048_576 : undefined,
    "aws.log.group.names": listOf(variables["AWS_LAMBDA_LOG_GROUP_NAME"]),
    "aws.log.stream.names": listOf(variables["AWS_LAMBDA_LOG_STREAM_NAME"]),
  };
}

function launchType(variables: Variables): string | undefined {
  return { AWS_ECS_FARGATE: "fargate", AWS_ECS_EC2: "ec2" }[variables["AWS_EXECUTION_ENV"] ?? ""];
}

/** Google Cloud: Cloud Run services and jobs, Cloud Functions, App Engine. Compute Engine sets no variable. */
export function detectGcp({ variables }: Surroundings): Found {
  const cloud = {
    "cloud.provider": "gcp",
    "cloud.account.id": variables["GOOGLE_CLOUD_PROJECT"] ?? variables["GCP_PROJECT"],
    "cloud.region": variables["GOOGLE_CLOUD_REGION"] ?? variables["FUNCTION_REGION"],
  };
  if (variables["GAE_SERVICE"]) {
    return {
      ...cloud,
      "cloud.platform": "gcp_app_engine",
      "faas.name": variables["GAE_SERVICE"],
      "faas.version": variables["GAE_VERSION"],
      "faas.instance": variables["GAE_INSTANCE"],
    };
  }
  if (variables["CLOUD_RUN_JOB"]) {
    const index = variables["CLOUD_RUN_TASK_INDEX"];
    return {
      ...cloud,
      "cloud.platform": "gcp_cloud_run",
      "faas.name": variables["CLOUD_RUN_JOB"],
      "gcp.cloud_run.job.execution": variables["CLOUD_RUN_EXECUTION"],
      "gcp.cloud_run.job.task_index": index === undefined ? undefined : Number(index),
    };
  }
  if (!variables["K_SERVICE"] || !variables["K_REVISION"]) return {};
  return {
    ...cloud,
    "cloud.platform": variables["FUNCTION_TARGET"] ? "gcp_cloud_functions" : "gcp_cloud_run",
    "faas.name": variables["K_SERVICE"],
    "faas.version": variables["K_REVISION"],
  };
}

/** Azure: Functions, App Service, Container Apps. Virtual machines set no variable. */
export function detectAzure({ variables }: Surroundings): Found {
  if (variables["CONTAINER_APP_NAME"]) {
    return {
      "cloud.provider": "azure",
      "cloud.platform": "azure.container_apps",
      "service.name": variables["CONTAINER_APP_NAME"],
      "service.version": variables["CONTAINER_APP_REVISION"],
      "service.instance.id": variables["CONTAINER_APP_REPLICA_NAME"],
    };
  }
  const site = variables["WEBSITE_SITE_NAME"];
  if (!site) return {};
  const cloud = {
    "cloud.provider": "azure",
    "cloud.region": variables["REGION_NAME"],
    "cloud.account.id": subscription(variables),
    "cloud.resource_id": siteId(site, variables),
    "service.instance.id": variables["WEBSITE_INSTANCE_ID"],
    "deployment.environment.name": variables["WEBSITE_SLOT_NAME"],
  };
  if (variables["FUNCTIONS_EXTENSION_VERSION"]) {
    const megabytes = Number(variables["WEBSITE_MEMORY_LIMIT_MB"]);
    return {
      ...cloud,
      "cloud.platform": "azure.functions",
      "faas.name": site,
      "faas.version": variables["FUNCTIONS_EXTENSION_VERSION"],
      "faas.instance": variables["WEBSITE_INSTANCE_ID"],
      "faas.max_memory": megabytes > 0 ? megabytes * 1_048_576 : undefined,
    };
  }
  return { ...cloud, "cloud.platform": "azure.app_service", "service.name": site };
}

// `<subscription>+<resource group>-<region>webspace…`
function subscription(variables: Variables): string | undefined {
  const [id, rest] = (variables["WEBSITE_OWNER_NAME"] ?? "").split("+");
  return rest === undefined ? undefined : id;
}

function siteId(site: string, variables: Variables): string | undefined {
  const account = subscription(variables);
  const group = variables["WEBSITE_RESOURCE_GROUP"];
  if (account === undefined || !group) return undefined;
  return `/subscriptions/${account}/resourceGroups/${group}/providers/Microsoft.Web/sites/${site}`;
}

function listOf(value: string | undefined): readonly string[] | undefined {
  return value ? [value] : undefined;
}
