// Functions that a query may not call, by the reason. The engine's grants also stop those that read other data, except the first group.

/** Read files of the machine, or run text as a query, for every user: the name alone is rejected, everywhere in a query. */
export const unbound: ReadonlySet<string> = lower(`
  file eval catboostEvaluate showCertificate getClientHTTPHeader
`);

/**
 * Table functions that generate numbers. All others are rejected, including those that make rows of a text (`values`, `null`, `format`),
 * because the text may describe columns, and with them expressions that are not checked.
 */
export const tableFunctionsAllowed: ReadonlySet<string> = lower(
  `numbers numbers_mt zeros zeros_mt generateSeries generate_series primes`,
);

/** Also names of ordinary functions, which are allowed outside of FROM. */
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
    "reads files, addresses or other databases, or makes rows of a text",
    new Set([...tableFunctions].filter((name) => !tableFunctionsAllowed.has(name))),
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
      getMaxTableNameLengthForDatabase generateSerialID runningConcurrency
    `),
  ],
  [
    "shows how rows are stored, those of others included",
    lower(
      `blockNumber blockSize blockSerializedSize dumpColumnStructure lowCardinalityIndices lowCardinalityKeys`,
    ),
  ],
  [
    "quotes values in its errors, those of others among them; write `try` before its name (`tryBase64Decode`)",
    lower(`base32Decode base58Decode base64Decode base64URLDecode from_base64`),
  ],
  [
    "reads what describes a format or a language",
    lower(
      `formatRow formatRowNoNewline structureToCapnProtoSchema structureToProtobufSchema lemmatize synonyms stem`,
    ),
  ],
  ["names a table where only values are expected; write `x IN (…)` instead", spelledIn()],
  [
    "asks models or dictionaries that are not here",
    lower(`evalMLMethod stochasticLinearRegression stochasticLogisticRegression`),
  ],
];
const families =
  /^(dict(get|has|isin)|region(to|in|hierarchy)|naivebayes|ai(classify|generate|embed|extract|translate)|__)/;

/** Functions that the engine uses for `NOT IN`, `GLOBAL IN` and the like. */
function spelledIn(): ReadonlySet<string> {
  return lower(`notIn globalIn globalNotIn nullIn notNullIn globalNullIn globalNotNullIn inIgnoreSet notInIgnoreSet globalInIgnoreSet
    globalNotInIgnoreSet nullInIgnoreSet notNullInIgnoreSet globalNullInIgnoreSet globalNotNullInIgnoreSet`);
}

/**
 * Columns that the engine adds to tables. They show in which part a row is stored and how many rows are before it, those of other tenants included.
 */
export const placeColumns: ReadonlySet<string> = lower(`
  _part _part_index _part_starting_offset _part_offset _part_granule_offset _part_uuid _part_data_version _partition_id _partition_value
  _sample_factor _block_number _block_offset _row_exists _disk_name _database _table _shard_num _distance
`);

/** Why `name` may not be called; `undefined` when it may. */
export function refusalOf(name: string): string | undefined {
  const known = name.toLowerCase();
  if (unbound.has(known)) return "reads data outside the store";
  if (families.test(known)) return "asks models or dictionaries that are not here";
  return refusals.find(([, names]) => names.has(known))?.[0];
}

function lower(names: string): ReadonlySet<string> {
  return new Set(names.trim().toLowerCase().split(/\s+/));
}
