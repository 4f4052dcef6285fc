// Functions a query may not call, by the reason. The engine's grants stop those that read elsewhere, too, but for the first group.

/** Read files of the machine, or run text as a query, whoever asks: the bare name is refused wherever it stands. */
export const unbound: ReadonlySet<string> = lower(`
  file eval catboostEvaluate showCertificate getClientHTTPHeader
`);

/** Table functions that make rows out of nothing. All others are refused. */
const harmlessTables = lower(
  `numbers numbers_mt zeros zeros_mt generateSeries generate_series values null primes view`,
);

/** Also names of plain functions, which stay allowed outside of FROM. */
export const alsoPlain: ReadonlySet<string> = lower(`format`);

/** Table functions of the engine, as `system.table_functions` lists them. */
const tableFunctions = lower(`
  ytsaurus hudiCluster deltaLakeCluster paimonHDFSCluster paimonAzureCluster paimonS3Cluster icebergAzureCluster icebergS3Cluster
  deltaLakeAzure paimonHDFS paimon icebergLocal icebergCluster icebergLocalCluster icebergAzure deltaLakeAzureCluster icebergS3 iceberg
  hdfsCluster paimonLocal azureBlobStorageCluster icebergHDFSCluster s3Cluster hdfs oss gcs hudi cosn s3 azureBlobStorage
  prometheusQueryRange prometheusQuery timeSeriesSelector timeSeriesMetrics timeSeriesTags timeSeriesSamples timeSeriesData
  mergeTreeProjection mergeTreeTextIndex mergeTreeAnalyzeIndexesUUID mergeTreeAnalyzeIndexes mergeTreeIndex
  format paimonAzure loop postgresql cluster clusterAllReplicas viewIfPermitted view viewExplain jdbc odbc numbers numbers_mt filesystem paimonS3
  generateRandom dictionary fuzzQuery fuzzJSON icebergHDFS SQLStandardValues merge url zeros zeros_mt executable deltaLakeS3 urlCluster
  deltaLakeS3Cluster deltaLakeLocal deltaLake eval fileCluster values file redis input mysql null generateSeries generate_series mongodb
  sqlite primes paimonCluster remoteSecure remote arrowFlight ytsaurusCluster
`);

const refusals: readonly (readonly [reason: string, names: ReadonlySet<string>])[] = [
  [
    "reads files, addresses or other databases",
    new Set([...tableFunctions].filter((name) => !harmlessTables.has(name))),
  ],
  ["only waits", lower(`sleep sleepEachRow`)],
  [
    "tells of the machine",
    lower(`
      hostName hostname fullHostName FQDN tcpPort getServerPort getMacro getServerSetting getMergeTreeSetting getOSKernelVersion buildId
      serverUUID uptime filesystemAvailable filesystemCapacity filesystemUnreserved zookeeperSessionUptime globalVariable connectionId
      connection_id hasThreadFuzzer
    `),
  ],
  [
    "looks into the engine",
    lower(`
      addressToLine addressToLineWithInlines addressToSymbol demangle tid logTrace mergeTreePartInfo isMergeTreePartCoveredBy
      hasColumnInTable joinGet joinGetOrNull transactionID transactionLatestSnapshot transactionOldestSnapshot
    `),
  ],
  [
    "names a table where only values are expected; write `x IN (…)` instead",
    lower(`notIn globalIn globalNotIn nullIn notNullIn globalNullIn globalNotNullIn inIgnoreSet notInIgnoreSet globalInIgnoreSet
      globalNotInIgnoreSet nullInIgnoreSet notNullInIgnoreSet globalNullInIgnoreSet globalNotNullInIgnoreSet`),
  ],
  [
    "asks models or dictionaries that are not here",
    lower(`evalMLMethod stochasticLinearRegression stochasticLogisticRegression`),
  ],
];
const families =
  /^(dict(get|has|isin)|region(to|in|hierarchy)|naivebayes|ai(classify|generate|embed|extract|translate)|__)/;

/** Why `name` may not be called; `undefined` when it may. */
export function refusalOf(name: string): string | undefined {
  const known = name.toLowerCase();
  if (unbound.has(known)) return "reads what is not in the store";
  if (families.test(known)) return "asks models or dictionaries that are not here";
  return refusals.find(([, names]) => names.has(known))?.[0];
}

function lower(names: string): ReadonlySet<string> {
  return new Set(names.trim().toLowerCase().split(/\s+/));
}
